"""The data with their index in one file, quick to open: what a wheel and a release carry.

Plain JSON, a record a line: nothing in it runs, and a record is decoded and validated when it is first asked
for. The YAML files stay the source; a pack is made from them and never edited.
"""

from kb.packed.file import FORMAT, NAME, Packed, pack, read, read_file

__all__ = ["FORMAT", "NAME", "Packed", "pack", "read", "read_file"]
