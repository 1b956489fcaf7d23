"""The rules: one a module, named by its code, its docstring the explanation that people read."""

import importlib
import pkgutil
from collections.abc import Iterator

from kb.diagnostics import Diagnostic
from kb.model import Paper
from kb.rules import reading
from kb.rules.context import Context, PaperRule, Rule

_MODULES = tuple(
    importlib.import_module(f"kb.rules.{module.name}")
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda m: m.name)
    if module.name.startswith("kb")
)
_BY_CODE = {module.__name__.split(".")[-1][:5].upper(): module for module in _MODULES}
# What a module asks of each paper by itself, and what of all records together: it has one of them or both.
_OF_PAPERS: list[PaperRule] = [m.check_paper for m in _MODULES if hasattr(m, "check_paper")]
_OF_ALL: list[Rule] = [m.check for m in _MODULES if hasattr(m, "check")]
CODES = tuple(_BY_CODE)
EXPLANATIONS: dict[str, str] = reading.EXPLANATIONS | {
    code: (module.__doc__ or "").strip() for code, module in _BY_CODE.items()
}


def check(context: Context) -> Iterator[Diagnostic]:
    """The findings of all rules."""
    for rule in _OF_ALL:
        yield from rule(context)
    for paper in context.records.papers.values():
        yield from check_paper(context, paper)


def check_paper(context: Context, paper: Paper) -> Iterator[Diagnostic]:
    """The findings on one record: all but those that compare it with the others."""
    for rule in _OF_PAPERS:
        yield from rule(context, paper)


__all__ = ["CODES", "EXPLANATIONS", "Context", "check", "check_paper"]
