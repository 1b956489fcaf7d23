"""The plugin that turns a build of MkDocs into ours.

MkDocs renders the hand-written prose and the shells into a staging folder; the plugin keeps the shells back,
stamps the generated pages, and publishes the folder when nothing was wrong.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from mkdocs.config import config_options as options
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as ProsePage

from kb.gate import check
from kb.knowledge_base import KnowledgeBase
from kb.site import assemble, content, reuse, scripts, styles
from kb.site.links import Links
from kb.site.prose import fill, resolve
from kb.site.publish import PublishError, Staging
from kb.site.settings import SiteSettings
from kb.site.shell import Shell, ShellError, Shells, add_policy
from kb.site.templating import COMPILED, Templates
from kb.site.views.agreement import agreement
from kb.site.views.standing import ABOUT_BLANKS, standing
from kb.site.workers import WorkerLost

# Parts of the theme that only its own search needs, its sources for debugging, and what we write ourselves.
_UNUSED = re.compile(
    r"assets/javascripts/(?:lunr|workers)/|\.map$|^assets/images/favicon\.png$|^sitemap\.xml$"
)
_INDENT = re.compile(r"\n\s+")
WATCHED = ("papers", "taxonomy", "site_src", "kb")


class _Annotated:
    """Says what MkDocs leaves unsaid of the classes that it has subclassed: how a subclass is made."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()


class AtlasConfig(_Annotated, Config):
    """What `mkdocs.yml` may say of the plugin.

    `records`: the folder that holds `taxonomy/` and `papers/`, when it is not that of `mkdocs.yml`. `styles`:
    the files of `site_src/assets/css/` that make up `assets/css/atlas.css`, in order.
    """

    records = options.Optional(options.Type(str))
    styles = options.ListOfItems(options.Type(str), default=[])


class AtlasPlugin(_Annotated, BasePlugin[AtlasConfig]):
    """Makes `mkdocs build` and `mkdocs serve` build the whole atlas.

    `prepare` hands over what is already loaded; without it the plugin loads and checks the data itself.
    """

    def __init__(self) -> None:
        self.live = False
        self.processes: int | None = None
        self.full = False
        self.generate: assemble.Generate = content.generate
        self.written: list[str] = []
        self.stage: assemble.Stage | None = None
        self._given: tuple[KnowledgeBase, SiteSettings] | None = None
        self._staging: Staging | None = None
        self._warnings = Warnings()

    def prepare(
        self,
        base: KnowledgeBase,
        settings: SiteSettings,
        generate: assemble.Generate,
        live: bool,
        processes: int | None,
        full: bool,
    ) -> None:
        """Build from this data instead of reading it again, by that many processes, all anew if `full`."""
        self._given, self.generate, self.live = (base, settings), generate, live
        self.processes, self.full = processes, full

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """Note whether this is a preview; having this method also keeps the plugin over rebuilds."""
        self.live = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Load the data, and let MkDocs write beside the published site."""
        self._warnings.start()
        home = Path(config.config_file_path).parent
        self._base, self._settings = self._given or self._load(Path(self.config.records or home))
        self._shells: list[Shell] = []
        self._prose: list[str] = []
        self._dead: list[str] = []
        self._templates = Templates(assemble.TEMPLATES)
        self._tables = {"agreement": self._templates.render("agreement.html", **agreement(self._base))}
        self._assets = home / "site_src" / "assets"
        self._links = Links(
            self._base,
            self._settings,
            (
                p.with_suffix("").as_posix()
                for p in _below(Path(config.docs_dir), "*.md")
                if p.name != "_shell.md"
            ),
            (p.as_posix() for p in [*_below(self._assets, "*"), Path(styles.PATH)]),
        )
        names = [f"assets/css/{name}.css" for name in self.config.styles]
        for path in [*names, *config.extra_css, *map(str, config.extra_javascript)]:
            self._asset(path)
        try:
            self._staging = Staging(Path(config.site_dir))
        except (PublishError, OSError) as error:
            raise PluginError(str(error)) from error
        config.site_dir = str(self._staging.folder)
        config.site_url = self._settings.site_url or None
        config.repo_url = self._settings.repo_url or None
        config.edit_uri = f"edit/{self._settings.branch}/site_src/pages/" if config.repo_url else None
        config.theme.static_templates.discard("sitemap.xml")
        config.watch.extend(str(home / name) for name in WATCHED if (home / name).is_dir())
        return config

    def _load(self, data: Path) -> tuple[KnowledgeBase, SiteSettings]:
        result = check(data)
        if not result.report.ok:
            raise PluginError("\n".join(["the data has errors", *map(str, result.report.errors)]))
        try:
            return result.base, SiteSettings.from_environ()
        except ValueError as error:
            raise PluginError(str(error)) from error

    def _asset(self, path: str) -> None:
        try:
            self._links.asset(path.removeprefix("assets/"))
        except KeyError:
            raise PluginError(f"mkdocs.yml names {path}, which is not in site_src/") from None

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Leave out parts of the theme that nothing uses; add our own styles and scripts."""
        for file in list(files):
            if _UNUSED.search(file.src_uri):
                files.remove(file)
        for path in _below(self._assets, "*"):
            if path.parts[0] == "css":
                continue
            name, source = f"assets/{path.as_posix()}", self._assets / path
            if path.parts[0] == "js":
                files.append(
                    File.generated(config, name, content=scripts.published(source.read_text("utf-8")))
                )
            else:
                files.append(File.generated(config, name, abs_src_path=str(source)))
        sheet = styles.stylesheet(self._assets / "css", self.config.styles, self._sprite())
        files.append(File.generated(config, f"assets/{styles.PATH}", content=sheet))
        return files

    @staticmethod
    def _sprite() -> str:
        templates = Templates(assemble.TEMPLATES)
        return templates.render("sprite.html") if templates.has("sprite.html") else ""

    def on_env(self, env: Any, *, config: MkDocsConfig, files: Files) -> Any:
        """Tell the theme's templates what they show of the data; stop if prose links lead nowhere."""
        if self._dead:
            raise PluginError("\n".join(dict.fromkeys(self._dead)))
        env.globals["kb_release"] = self._base.release
        env.bytecode_cache = COMPILED
        return env

    def on_page_content(self, html: str, *, page: ProsePage, config: MkDocsConfig, files: Files) -> str:
        """Fill in tables, resolve `kb:` links; what leads nowhere is reported when all pages are read."""
        home, docs = Path(config.config_file_path).parent, Path(config.docs_dir)
        folder = docs.relative_to(home) if docs.is_relative_to(home) else docs
        name = (folder / page.file.src_uri).as_posix()
        source = page.file.content_string
        html, unknown = fill(html, self._tables | self._counted(page), source, name)
        html, problems = resolve(html, page.url, self._links, source, name)
        self._dead += unknown + problems
        return html

    def _counted(self, page: ProsePage) -> dict[str, str]:
        """The sentences with numbers that all pages share, with addresses as seen from this page."""
        context = {
            "standing": standing(self._base, self._links),
            "href": partial(self._links.relative, page=page.url),
            "about_blanks": ABOUT_BLANKS,
        }
        return {
            name: self._templates.render(f"said_{name}.html", **context) for name in ("counts", "reading")
        }

    def on_page_context(self, context: Any, *, page: ProsePage, config: MkDocsConfig, nav: Navigation) -> Any:
        """Mark the section of a shell as the current one."""
        self._mark(page, nav, True)
        self._nav = nav
        return context

    def on_post_page(self, output: str, *, page: ProsePage, config: MkDocsConfig) -> str:
        """Keep a shell back for stamping; let prose be written."""
        self._mark(page, self._nav, False)
        if not page.meta.get("shell"):
            self._prose.append(page.url)
            return add_policy(output, not self.live)
        # Indentation of the theme's templates, which every generated page would carry.
        html = add_policy(_INDENT.sub("\n", output), not self.live)
        try:
            self._shells.append(Shell.cut(page.file.dest_uri, html))
        except ShellError as error:
            raise PluginError(str(error)) from error
        return ""

    def _mark(self, page: ProsePage, nav: Navigation, active: bool) -> None:
        for item in nav.pages:
            if item is not page and item.file.src_uri == page.meta.get("section"):
                item.active = active

    def on_post_template(self, output: str, *, template_name: str, config: MkDocsConfig) -> str:
        """The 404 page is policed as the others are."""
        return add_policy(output, not self.live)

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Stamp the generated pages, then publish what was built without a warning."""
        assert self._staging is not None
        content = self.generate(self._base, self._links, self._settings)
        shells = Shells(self._shells)
        try:
            made = assemble.write(
                self._staging.folder,
                self._base,
                content,
                shells,
                prose=self._prose,
                settings=self._settings,
                processes=self.processes,
                site=None if self.full else self._staging.target,
            )
        except (ShellError, FileExistsError, WorkerLost) as error:
            raise PluginError(str(error)) from error
        if self._warnings.stop():
            raise PluginError("nothing is published while there are warnings")
        self.written = [path for part in made.values() for path in part.files]
        if content.desk is not None:
            self.stage = assemble.Stage(content.desk, shells)
        self._staging.publish(reuse.told(made))
        self._staging = None

    def on_build_error(self, *, error: Exception) -> None:
        """Drop what was written; the published site stays as it is."""
        self.abandon()

    def abandon(self) -> None:
        """End a build that will not be published. May be called at any time."""
        self._warnings.stop()
        if self._staging is not None:
            self._staging.discard()
            self._staging = None


def _below(folder: Path, pattern: str) -> Iterator[Path]:
    """The files below a folder, relative to it and sorted; hidden ones are left out."""
    for path in sorted(folder.rglob(pattern)):
        own = path.relative_to(folder)
        if path.is_file() and not any(part.startswith(".") for part in own.parts):
            yield own


class Warnings(logging.Handler):
    """Gathers what MkDocs complains of during one build."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.found: list[str] = []

    def start(self) -> None:
        """Begin anew."""
        self.found = []
        logging.getLogger("mkdocs").addHandler(self)

    def stop(self) -> list[str]:
        """End, and say what was heard."""
        logging.getLogger("mkdocs").removeHandler(self)
        return self.found

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one message."""
        self.found.append(record.getMessage())
