"""The protocol: tools and resources over the answers of `kb.mcp`. Writes nothing, goes nowhere online."""

from __future__ import annotations

import inspect
import json
from importlib.metadata import version
from typing import Annotated, Any

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.mcpserver.resources import TextResource
from mcp.types import CallToolResult, InputRequiredResult, TextContent, ToolAnnotations
from pydantic import Field, ValidationError

from kb.atlas import Atlas
from kb.mcp import guides, terms
from kb.mcp import papers as records
from kb.mcp.common import Answer, NotFound, Wrong, release
from kb.model import Role
from kb.query.syntax import MAX_LENGTH

READS = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)

Query = Annotated[str, Field(max_length=MAX_LENGTH, description="Words and facet:concept; empty finds all.")]
Limit = Annotated[int, Field(ge=1, le=50, description="How many to show at most, 1 to 50.")]
PaperId = Annotated[
    str, Field(min_length=1, max_length=200, description="Id of a paper, as search gives it.")
]
PaperIds = Annotated[list[PaperId], Field(min_length=2, max_length=6, description="Ids of 2 to 6 papers.")]
Name = Annotated[str, Field(min_length=1, max_length=200, description="A concept, written facet:concept.")]
Facet = Annotated[str, Field(min_length=1, max_length=200, description="Id of a facet, as facets gives it.")]
OneFacet = Annotated[str, Field(max_length=200, description="Id of one facet; empty for all.")]
RoleOf = Annotated[Role | None, Field(description="Count rows only where papers have this role for them.")]


class Tools:
    """What may be asked. The docstrings are what a model reads; an example call of this atlas is added."""

    def __init__(self, atlas: Atlas) -> None:
        self.atlas = atlas

    def search(self, query: Query = "", limit: Limit = 10) -> Answer:
        """Find papers by words, labels, year, author or venue. Says the total and how the query was read.

        Conditions side by side must all hold; OR, -, parentheses and "phrases" work. facet:concept finds the
        concept and all below it, facet:concept@proposes only papers that propose it. Also year:2024..,
        author:name, venue:name, has:code, scope:core. A query that cannot be read gets the column and fixes.
        """
        return records.search(self.atlas, query, limit)

    def paper(self, paper: PaperId) -> Answer:
        """The whole record of one paper: bibliography, labels by facet with role and strength, evidence.

        A facet without labels has a status: not-applicable (cannot apply), not-reported (the text does not
        say), not-read (nobody looked). A label names its entries under evidence. Strength is explicit or
        inferred.
        """
        return records.paper(self.atlas, paper)

    def concept(self, concept: Name) -> Answer:
        """What a term of the taxonomy means, when to use it, its place in the tree, how many papers carry it.

        other_surveys tells which terms of other surveys meet it; match broad means that the term of this
        atlas is the broader one, narrow that it is the narrower one. A paper may count under several roles.
        """
        return terms.concept(self.atlas, concept)

    def facets(self, facet: OneFacet = "") -> Answer:
        """The facets papers are labeled by, with all their terms as a tree (depth) and the number of papers.

        A term counts the papers of all terms below it. Name one facet for a short answer.
        """
        return terms.facets(self.atlas, facet)

    def compare(self, papers: PaperIds) -> Answer:
        """Two to six papers side by side: for each facet the labels of each, and likeness.

        likeness is different, same, or unknown where nothing is known of one and the others agree.
        """
        return records.compare(self.atlas, papers)

    def matrix(self, rows: Facet, columns: Facet, role: RoleOf = None) -> Answer:
        """Two facets against each other: how many papers carry each pair of terms.

        Each row gives its columns by state: filled (count), gaps (none, although chance would give that
        many), few_expected (none, and chance gives too few to tell), few_read (none, and too few papers
        read to tell). Counts core papers without surveys.
        """
        return terms.matrix(self.atlas, rows, columns, role)

    def gaps(self, limit: Limit = 10) -> Answer:
        """Pairs of terms from two facets that no paper joins although chance would give some, clearest first.

        A gap is a gap in what this atlas has read, a place to look, not proof that nobody did it.
        """
        return terms.gaps(self.atlas, limit)

    def evidence(self, paper: PaperId, concept: Name) -> Answer:
        """On what one label of a paper rests: passages (first and last words, section) and notes.

        A label with a concept below the one named counts too.
        """
        return records.evidence(self.atlas, paper, concept)


class AtlasServer(MCPServer[Any]):
    """Tools that say in words what was wrong with a call, and in every answer of which release they speak."""

    def __init__(self, atlas: Atlas) -> None:
        super().__init__(
            "personalization-atlas",
            title="Personalization Atlas",
            instructions=guides.introduction(atlas),
            version=version("personalization-atlas"),
            log_level="WARNING",
        )
        self.release = release(atlas.base)
        calls = guides.examples(atlas)
        tools = Tools(atlas)
        for tool in (
            tools.search,
            tools.paper,
            tools.concept,
            tools.facets,
            tools.compare,
            tools.matrix,
            tools.gaps,
            tools.evidence,
        ):
            name = tool.__name__
            example = f"\n\nExample: {calls[name]}" if name in calls else ""
            self.add_tool(tool, description=f"{inspect.getdoc(tool)}{example}", annotations=READS)
        for uri, title, text in (
            ("atlas://query-syntax", "How to write a query", guides.syntax(atlas)),
            ("atlas://taxonomy", "All facets and concepts with definitions", guides.taxonomy(atlas)),
        ):
            name = uri.rpartition("/")[2]
            self.add_resource(
                TextResource(uri=uri, name=name, title=title, mime_type="text/markdown", text=text)
            )

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[Any, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        """Call a tool; raises `ToolError` for a wrong call, and says plainly when nothing has a name."""
        await self._refuse(name, arguments)
        try:
            made = await super().call_tool(name, arguments, context)
        except ToolError as error:
            match error.__cause__:
                case NotFound() as missing:
                    return self._told(missing.answer)
                case Wrong() as wrong:
                    raise ToolError(str(wrong)) from None
                case ValidationError() as invalid:
                    raise ToolError(_in_words(name, invalid)) from None
            raise
        if isinstance(made, CallToolResult) and made.structured_content is not None:
            return self._told(made.structured_content)
        return made

    async def _refuse(self, name: str, arguments: dict[str, Any]) -> None:
        """Raise for a tool or a parameter that is not there; a parameter of no use would be passed over."""
        known = {tool.name: list(tool.input_schema.get("properties", {})) for tool in await self.list_tools()}
        if name not in known:
            raise ToolError(f"there is no tool {name[:80]!r}; there are {', '.join(known)}")
        if other := [key[:80] for key in arguments if key not in known[name]]:
            raise ToolError(f"{name} has no parameter {other[0]!r}; it takes {', '.join(known[name])}")

    def _told(self, answer: Answer) -> CallToolResult:
        whole = answer | {"release": self.release}
        text = json.dumps(whole, ensure_ascii=False)
        return CallToolResult(content=[TextContent(type="text", text=text)], structured_content=whole)


def _in_words(name: str, invalid: ValidationError) -> str:
    """What was wrong with the arguments of a tool, one sentence an argument."""
    told = []
    for error in invalid.errors(include_url=False, include_context=False, include_input=False):
        where = ".".join(str(part) for part in error["loc"])
        told.append(f"{where}: {error['msg'][:1].lower()}{error['msg'][1:]}")
    return f"{name} cannot be called so. " + "; ".join(told)


def serve(atlas: Atlas) -> None:
    """Answer on standard input and output until the input ends."""
    AtlasServer(atlas).run("stdio")
