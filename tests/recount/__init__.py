"""The numbers of the site, counted again by a reader who knows the dump alone: nothing here imports kb."""
