"""`kb serve`: the site on this machine, each edit shown at once and the whole rebuilt behind it.

Two processes. One (`front`) serves files, watches folders and has many threads. The other (`maker`) has the
data in memory and a single thread, so that it may copy itself for work. An edited record goes two ways: its
own page is made from memory and shown (`glance`), then the whole site is built beside it and takes over.
"""

from kb.site.preview.front import BusyPort
from kb.site.preview.maker import Outcome, Say, serve

__all__ = ["BusyPort", "Outcome", "Say", "serve"]
