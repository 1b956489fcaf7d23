"""KB903: a picture of `papers/pictures.yaml` names a facet that does not exist, or one twice.

The schemes are the files of `taxonomy/`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from kb.diagnostics import Diagnostic, quote
from kb.rules.context import Context


def check(context: Context) -> Iterator[Diagnostic]:
    """Look at the facets of every picture."""
    known = list(context.records.schemes)
    for number, picture in enumerate(context.records.pictures):
        facets = {key: name for key in ("facet", "across") if (name := getattr(picture, key, None))}
        for key, name in facets.items():
            place = partial(context.records.place, "papers/pictures.yaml", "pictures", number, key)
            if not context.knows_scheme(name):
                hint = context.did_you_mean(name, known, f"the schemes are {', '.join(known)}")
                yield Diagnostic(place(), "KB903", f"unknown scheme {quote(name)}", hint)
            elif key == "across" and name == facets["facet"]:
                yield Diagnostic(place(), "KB903", "a facet is crossed with itself", "name another facet")
