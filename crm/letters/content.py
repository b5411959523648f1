"""What a letter says, as blocks of runs: made from Markdown and data, written as HTML and as plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from crm.letters.merge import Merged

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

SCHEMES: Final = frozenset({"http", "https", "mailto"})
PARAGRAPH, HEADING, BULLET, NUMBER = "paragraph", "heading", "bullet", "number"


@dataclass(frozen=True, slots=True)
class Run:
    """Some words of one look; with a link they lead somewhere."""

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a heading, or a line of a list with its number."""

    kind: str
    runs: tuple[Run, ...]
    number: int = 0

    @property
    def text(self) -> str:
        """Its words alone."""
        return "".join(run.text for run in self.runs)


Blocks = Sequence[Block]


def blocks_of(merged: Merged) -> Blocks:
    """Read a filled text: the marks become the data they stand for, whatever it looks like."""
    return [block for block in _Reader(merged.values).read(_parser().parse(merged.text)) if block.text.strip()]


def to_json(blocks: Blocks) -> list[Any]:
    """Give blocks as they are kept."""
    return [[one.kind, one.number, [[run.text, run.bold, run.italic, run.link] for run in one.runs]] for one in blocks]


def from_json(kept: Sequence[Any]) -> Blocks:
    """Read blocks that were kept."""
    return [Block(kind, tuple(Run(*run) for run in runs), number) for kind, number, runs in kept]


def to_html(blocks: Blocks) -> Markup:
    """Write blocks as HTML, everything escaped; lines of a list stand together."""
    written: list[str] = []
    for kind, together in groupby(blocks, key=lambda block: block.kind):
        lines = list(together)
        if kind in {BULLET, NUMBER}:
            tag = "ul" if kind == BULLET else "ol"
            written.append(f"<{tag}>{''.join(f'<li>{_html(line)}</li>' for line in lines)}</{tag}>")
        else:
            tag = "h2" if kind == HEADING else "p"
            written += [f"<{tag}>{_html(line)}</{tag}>" for line in lines]
    return Markup("\n".join(written))  # noqa: S704 - every word is escaped below


def to_text(blocks: Blocks) -> str:
    """Write blocks as plain text that stands alone: every link is followed by its address."""
    written: list[str] = []
    for kind, together in groupby(blocks, key=lambda block: block.kind):
        lines = [_marker(line) + "".join(_plain(run) for run in line.runs) for line in together]
        written.append(("\n" if kind in {BULLET, NUMBER} else "\n\n").join(lines))
    return "\n\n".join(written) + "\n"


def is_address(address: str) -> bool:
    """Whether a link may stand in a letter: a whole address of the web, or of a mailbox."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return False
    if parts.scheme.lower() not in SCHEMES or any(sign <= " " for sign in address.strip()):
        return False
    return bool(parts.path if parts.scheme.lower() == "mailto" else parts.hostname)


def _marker(block: Block) -> str:
    return {BULLET: "- ", NUMBER: f"{block.number}. "}.get(block.kind, "")


def _plain(run: Run) -> str:
    address = run.link.removeprefix("mailto:")
    return run.text if not address or run.text.strip() == address else f"{run.text} ({address})"


def _html(block: Block) -> str:
    return "".join(_run(run) for run in block.runs)


def _run(run: Run) -> str:
    said = str(escape(run.text)).replace("\n", "<br>")
    for tag, wanted in (("em", run.italic), ("strong", run.bold)):
        if wanted:
            said = f"<{tag}>{said}</{tag}>"
    return f'<a href="{escape(run.link)}" rel="noopener nofollow">{said}</a>' if run.link else said


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt  # noqa: PLC0415 - slow to import, and most commands read no Markdown

    parser = MarkdownIt("js-default", {"maxNesting": 20}).disable(["image", "table", "code", "fence", "html_block"])
    parser.validateLink = lambda _address: True  # type: ignore[method-assign,assignment]  # looked at once the data is in
    return parser


class _Reader:
    """Reads tokens as blocks, with the data in the place of its marks."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values
        self._marks = re.compile("|".join(map(re.escape, values))) if values else None
        self._lists: list[int | None] = []
        self._kind = PARAGRAPH

    def read(self, tokens: Sequence[Token]) -> Iterator[Block]:
        """Give the blocks one by one."""
        for token in tokens:
            if token.type in {"bullet_list_open", "ordered_list_open"}:
                first = int(token.attrs.get("start", 1)) if token.type == "ordered_list_open" else None
                self._lists.append(None if first is None else first - 1)
            elif token.type in {"bullet_list_close", "ordered_list_close"}:
                self._lists.pop()
            elif token.type == "list_item_open":
                self._lists[-1] = None if self._lists[-1] is None else self._lists[-1] + 1
            elif token.type == "heading_open":
                self._kind = HEADING
            elif token.type == "inline":
                yield self._block(tuple(self._runs(token.children or [])))
                self._kind = PARAGRAPH

    def _block(self, runs: tuple[Run, ...]) -> Block:
        if not self._lists:
            return Block(self._kind, runs)
        number = self._lists[-1]
        return Block(BULLET, runs) if number is None else Block(NUMBER, runs, number)

    def _runs(self, tokens: Sequence[Token]) -> Iterator[Run]:
        look = Run("")
        for token in tokens:
            if token.type in {"strong_open", "strong_close"}:
                look = replace(look, bold=token.nesting > 0)
            elif token.type in {"em_open", "em_close"}:
                look = replace(look, italic=token.nesting > 0)
            elif token.type == "link_open":
                address = self._filled(str(token.attrs.get("href", "")))
                look = replace(look, link=address if is_address(address) else "")
            elif token.type == "link_close":
                look = replace(look, link="")
            elif token.type in {"softbreak", "hardbreak"}:
                yield replace(look, text=" " if token.type == "softbreak" else "\n")
            elif token.content:
                yield from self._parted(look, token.content)

    def _parted(self, look: Run, text: str) -> Iterator[Run]:
        """Words and data apart: data that is an address leads to itself."""
        at = 0
        for match in self._marks.finditer(text) if self._marks else ():
            if match.start() > at:
                yield replace(look, text=text[at : match.start()])
            value = self._values[match[0]]
            own = value if not look.link and value.startswith(("https://", "http://")) and is_address(value) else ""
            yield replace(look, text=value, link=look.link or own)
            at = match.end()
        if at < len(text):
            yield replace(look, text=text[at:])

    def _filled(self, address: str) -> str:
        return self._marks.sub(lambda match: self._values[match[0]], address) if self._marks else address
