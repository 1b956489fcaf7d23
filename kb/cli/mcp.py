"""`kb mcp`: the atlas for assistants, over the Model Context Protocol."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout

from kb.cli.common import Source, atlas, fail


def mcp(root: Source = None) -> None:
    """Serve the atlas to an assistant over the Model Context Protocol.

    A client starts this command and speaks with it on standard input and output: give it the command `kb`
    with the argument `mcp`. Needs the package mcp, which the extra of that name installs.

    Examples, the second in the settings of a client:
      kb mcp --root personalization-atlas-2026.11.zip
      {"mcpServers": {"atlas": {"command": "kb", "args": ["mcp"]}}}
    """
    try:
        from kb.mcp.server import serve
    except ImportError as error:
        if (error.name or "").partition(".")[0] not in ("mcp", "mcp_types"):
            raise
        fail("kb mcp needs the package mcp, version 2", 'pip install "personalization-atlas[mcp]"')
    # Standard output belongs to the protocol alone.
    with redirect_stdout(sys.stderr):
        asked = atlas(root)
    if sys.stdin.isatty():
        print("kb: waiting for a client on standard input; Ctrl+D ends", file=sys.stderr)
    serve(asked)
