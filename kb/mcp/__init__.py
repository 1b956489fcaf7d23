"""The atlas as a server of the Model Context Protocol: what a language model may ask of it, offline.

`kb.mcp.common`, `papers`, `terms` and `guides` make plain values and know nothing of the protocol;
`kb.mcp.server` alone does, and needs the extra `mcp`.
"""
