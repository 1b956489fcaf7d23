"""The one place that knows MkDocs: the plugin, and the calls that run it."""

from __future__ import annotations

import os

# The theme announces its end of maintenance on every run: nothing that a user of ours could act on.
os.environ.setdefault("NO_MKDOCS_2_WARNING", "true")

from kb.site.mkdocs_plugin.plugin import WATCHED, AtlasPlugin
from kb.site.mkdocs_plugin.running import Ran, run

__all__ = ["WATCHED", "AtlasPlugin", "Ran", "run"]
