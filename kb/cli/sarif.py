"""Findings as SARIF 2.1.0, the form in which code hosts take the results of checkers."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from kb.diagnostics import Diagnostic, Severity

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def sarif(findings: Iterable[Diagnostic]) -> str:
    """A log with one run; its rules are the codes that were found, each with its explanation."""
    from kb.rules import EXPLANATIONS

    found = list(findings)
    codes = sorted({d.code for d in found})
    rules = [
        {"id": code, "shortDescription": {"text": EXPLANATIONS.get(code, code).split("\n", 1)[0]}}
        for code in codes
    ]
    results = [_result(d, codes.index(d.code)) for d in found]
    run = {
        "tool": {"driver": {"name": "kb check", "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    # In ASCII: no character of a value reaches a terminal or a log as itself.
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2).replace("##", "#\\u0023")


def _result(d: Diagnostic, rule: int) -> dict[str, Any]:
    from urllib.parse import quote

    place = {
        "artifactLocation": {"uri": quote(d.location.path)},
        "region": {"startLine": d.location.line, "startColumn": d.location.column},
    }
    return {
        "ruleId": d.code,
        "ruleIndex": rule,
        "level": "error" if d.severity is Severity.ERROR else "warning",
        "message": {"text": d.message + (f"; {d.hint}" if d.hint else "")},
        "locations": [{"physicalLocation": place}],
    }
