"""The site: what each page shows, stamped into the theme's shells and published by one exchange."""
