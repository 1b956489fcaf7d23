"""The whole site from a folder of data: checked, built beside the published one, exchanged with it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kb.diagnostics import Report
from kb.gate import CheckResult, check
from kb.site import assemble, content
from kb.site.mkdocs_plugin import run
from kb.site.settings import SiteSettings

_CHECKOUT = Path(__file__).parents[2]


@dataclass(frozen=True)
class BuildResult:
    """What a build came to.

    `published` says whether `site_dir` now holds it; if not, `report` has the errors of the data or
    `problems` those of the site, each a line. `generated` counts the files made from records. `stage` is what
    pages were made from, where that was told.
    """

    site_dir: Path
    checked: CheckResult
    problems: tuple[str, ...] = ()
    generated: int = 0
    stage: assemble.Stage | None = None

    @property
    def report(self) -> Report:
        """The findings on the data."""
        return self.checked.report

    @property
    def published(self) -> bool:
        """Whether the site was replaced."""
        return self.report.ok and not self.problems


def theme_file(root: Path) -> Path | None:
    """The `mkdocs.yml` a site of this data is built with: beside the data, else that of this checkout."""
    for folder in (root, _CHECKOUT):
        if (folder / "mkdocs.yml").is_file() and (folder / "site_src").is_dir():
            return folder / "mkdocs.yml"
    return None


def build(
    root: Path,
    site_dir: Path,
    settings: SiteSettings,
    *,
    live: bool = False,
    processes: int | None = None,
    full: bool = False,
    generate: assemble.Generate = content.generate,
) -> BuildResult:
    """Build the site of the data below `root` and publish it as `site_dir`.

    Data with errors, a warning of the theme or a broken link: nothing is published, and `site_dir` stays as
    it was. `live` is for previews on this machine: no Content-Security-Policy. `generate` makes the pages.
    `processes` do the work, one for each processor unless told. `full` takes nothing over
    from the site that is there.
    """
    result = check(root)
    if not result.report.ok:
        return BuildResult(site_dir, result)
    config = theme_file(root)
    if config is None:
        return BuildResult(
            site_dir,
            result,
            (f"no mkdocs.yml with site_src/ in {root}; build from a checkout of the atlas",),
        )
    ran = run(
        config,
        site_dir.resolve(),
        result.base,
        settings,
        generate=generate,
        live=live,
        processes=processes,
        full=full,
    )
    return BuildResult(site_dir, result, ran.problems, len(ran.written), ran.stage)
