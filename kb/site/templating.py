"""Templates to HTML: the one place that knows Jinja. What is printed is escaped, nothing may be missing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from jinja2.exceptions import TemplateError, TemplateNotFound, TemplateSyntaxError
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup


class TemplateFault(Exception):
    """A template that cannot be read or filled: which, and why."""


class Compiled(BytecodeCache):
    """What templates were compiled to in this process: each build reads them anew, few have changed since."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template what its text was compiled to."""
        # That of another text under the same name is refused by its checksum.
        if kept := self._kept.get(bucket.key):
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what a text was compiled to."""
        self._kept[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()


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
            bytecode_cache=COMPILED,
        )

    def define(self, **values: Any) -> None:
        """Make values known to every template under these names."""
        self._environment.globals.update(values)

    def filters(self, **functions: Callable[..., Any]) -> None:
        """Make functions known to every template as filters."""
        self._environment.filters.update(functions)

    @staticmethod
    def json(data: object) -> Markup:
        """Data for a script element that no text in it can end."""
        return htmlsafe_json_dumps(data, ensure_ascii=False)

    def has(self, name: str) -> bool:
        """Whether there is a template of that name."""
        try:
            self._environment.get_template(name)
        except TemplateNotFound:
            return False
        return True

    def render(self, name: str, **context: Any) -> str:
        """A template filled with values; raises `TemplateFault` for one that is wrong."""
        try:
            return self._environment.get_template(name).render(context)
        except TemplateSyntaxError as error:
            raise TemplateFault(f"{error.name or name}:{error.lineno}: {error.message}") from error
        except TemplateError as error:
            raise TemplateFault(f"{name}: {error.message}") from error
