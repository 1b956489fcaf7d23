"""What the atlas costs, beside tools that do the same work on the same data: see README.md here."""
