"""The rules: one a module, named by its code, its docstring the explanation that people read."""

import importlib
import pkgutil
from collections.abc import Iterator

from kb.diagnostics import Diagnostic
from kb.rules import reading
from kb.rules.context import Context, Rule

_MODULES = tuple(
    importlib.import_module(f"kb.rules.{module.name}")
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda m: m.name)
    if module.name.startswith("kb")
)
RULES: dict[str, Rule] = {module.__name__.split(".")[-1][:5].upper(): module.check for module in _MODULES}
EXPLANATIONS: dict[str, str] = reading.EXPLANATIONS | {
    module.__name__.split(".")[-1][:5].upper(): (module.__doc__ or "").strip() for module in _MODULES
}


def check(context: Context) -> Iterator[Diagnostic]:
    """The findings of all rules."""
    for rule in RULES.values():
        yield from rule(context)


__all__ = ["EXPLANATIONS", "RULES", "Context", "Rule", "check"]
