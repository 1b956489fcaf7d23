"""Templates to HTML: the one place that knows Jinja. What is printed is escaped, nothing may be missing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.exceptions import TemplateNotFound


class Templates:
    """The templates of a folder.

    A name that the context does not give is an error, not an empty string. `define` makes functions and
    values known to all templates, imported macros among them.
    """

    def __init__(self, folder: Path) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(folder, encoding="utf-8"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            cache_size=-1,
        )

    def define(self, **values: Any) -> None:
        """Make values known to every template under these names."""
        self._environment.globals.update(values)

    def filters(self, **functions: Callable[..., Any]) -> None:
        """Make functions known to every template as filters."""
        self._environment.filters.update(functions)

    def has(self, name: str) -> bool:
        """Whether there is a template of that name."""
        try:
            self._environment.get_template(name)
        except TemplateNotFound:
            return False
        return True

    def render(self, name: str, **context: Any) -> str:
        """A template filled with values."""
        return self._environment.get_template(name).render(context)
