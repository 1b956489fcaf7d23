"""Papers in the formats of other programs, one format a module."""
