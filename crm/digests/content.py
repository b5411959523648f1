"""Staff's Markdown as safe HTML and as plain text, both made from the same tokens."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import nh3
from markupsafe import Markup, escape

from crm.digests.slots import CLOSE, OPEN, one_line, without_slots

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token

SCHEMES: Final = frozenset({"http", "https", "mailto"})
TAGS: Final = frozenset(
    {"p", "br", "hr", "strong", "em", "s", "ul", "ol", "li", "a", "blockquote", "h3", "h4", "code", "pre"}
)
PLACEHOLDERS: Final = frozenset({"name", "country"})
"""What staff can write in a text as `[[name]]` or `[[country]]`."""

OF_THE_LIBRARY: Final = "/library/"
"""How an item's link to a page of the library begins."""

_PLACEHOLDER = re.compile(r"\[\[\s*([^\[\]\n]{1,60}?)\s*\]\]")
_FIRST_HEADING = 3


def to_html(markdown: str) -> Markup:
    """Turn Markdown into HTML without any raw HTML, foreign link or remote image; known placeholders become slots."""
    rendered = _parser().render(without_slots(markdown))
    clean = nh3.clean(
        rendered, tags=set(TAGS), attributes={"a": {"href"}}, url_schemes=set(SCHEMES), link_rel="noopener nofollow"
    )
    return Markup(_with_slots(clean.strip()))  # noqa: S704 - cleaned in the line above


def to_text(markdown: str) -> str:
    """Turn the same Markdown into plain text that stands alone: every link is followed by its address."""
    tokens = _parser().parse(without_slots(markdown))
    return _with_slots("\n".join(_Writer().lines(tokens)).strip())


def placeholders(markdown: str) -> Sequence[str]:
    """List the names written as placeholders, known or not."""
    return [match.group(1) for match in _PLACEHOLDER.finditer(markdown)]


def link_addresses(markdown: str) -> Sequence[str]:
    """List the addresses of all links as written, also of those that would not be shown as links."""
    return [
        str(token.attrs.get("href", ""))
        for token in _flat(_permissive().parse(without_slots(markdown)))
        if token.type == "link_open"
    ]


def whole_address(link: str, base_url: str) -> str:
    """A link as a mail has it: a page of the library, which is written without our address, gets it."""
    return f"{base_url}{link}" if link.startswith(OF_THE_LIBRARY) else link


def is_mailable(address: str) -> bool:
    """Whether a link may stand in a mail: a whole address of the web, or of a mailbox."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return False
    if parts.scheme.lower() not in SCHEMES:
        return False
    return bool(parts.path if parts.scheme.lower() == "mailto" else parts.hostname)


def _with_slots(text: str) -> str:
    return _PLACEHOLDER.sub(_slot_or_literal, text)


def _slot_or_literal(match: re.Match[str]) -> str:
    name = match.group(1)
    return f"{OPEN}{name}{CLOSE}" if name in PLACEHOLDERS else match.group(0)


@cache
def _parser() -> MarkdownIt:
    parser = _new_parser()
    parser.validateLink = is_mailable  # type: ignore[method-assign,assignment]  # the library's own way
    parser.core.ruler.push("headings", _lower_headings)
    return parser


def _new_parser() -> MarkdownIt:
    from markdown_it import MarkdownIt  # noqa: PLC0415 - slow to import, and most commands read no Markdown

    return MarkdownIt("js-default", {"maxNesting": 20}).disable(["image", "table"])


@cache
def _permissive() -> MarkdownIt:
    parser = _new_parser()
    parser.validateLink = lambda _url: True  # type: ignore[method-assign,assignment]  # the library's own way
    return parser


def _lower_headings(state: StateCore) -> None:
    """A mail has one h1 and its blocks are h2: a heading in a text is lower than both."""
    for token in state.tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + _FIRST_HEADING - 1, _FIRST_HEADING + 1)}"


def _flat(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _flat(token.children or [])


class _Writer:
    """Writes tokens as lines of plain text."""

    def __init__(self) -> None:
        self._lists: list[int | None] = []
        self._marker = ""
        self._quoted = 0

    def lines(self, tokens: Sequence[Token]) -> Iterator[str]:
        """Give the lines one by one, with an empty one between blocks."""
        for token in tokens:
            self._enter(token)
            if token.type == "inline":
                yield from self._indented(_inline(token.children or []))
            elif token.type in {"fence", "code_block"}:
                yield from self._indented(token.content.rstrip("\n"))
                yield ""
            elif token.type == "hr":
                yield from ("* * *", "")
            elif self._ends_block(token):
                yield ""

    def _enter(self, token: Token) -> None:
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            first = token.attrs.get("start", 1) if token.type == "ordered_list_open" else None
            self._lists.append(None if first is None else int(first))
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            self._lists.pop()
        elif token.type == "list_item_open":
            self._marker = self._next_marker()
        elif token.type in {"blockquote_open", "blockquote_close"}:
            self._quoted += 1 if token.nesting > 0 else -1

    def _next_marker(self) -> str:
        number = self._lists[-1]
        if number is None:
            return "- "
        self._lists[-1] = number + 1
        return f"{number}. "

    def _ends_block(self, token: Token) -> bool:
        if token.type in {"heading_close", "blockquote_close"}:
            return True
        if token.type == "paragraph_close":
            return not token.hidden
        return token.type in {"bullet_list_close", "ordered_list_close"} and not self._lists

    def _indented(self, text: str) -> Iterator[str]:
        indent = "> " * self._quoted + "  " * max(len(self._lists) - 1, 0)
        for line in text.split("\n"):
            yield indent + (self._marker or ("  " if self._lists else "")) + line
            self._marker = ""


def _inline(tokens: Sequence[Token]) -> str:
    written: list[str] = []
    addresses: list[tuple[str, int]] = []
    for token in tokens:
        if token.type in {"text", "code_inline"}:
            written.append(token.content)
        elif token.type in {"softbreak", "hardbreak"}:
            written.append("\n")
        elif token.type == "link_open":
            addresses.append((str(token.attrs.get("href", "")), len(written)))
        elif token.type == "link_close":
            address, start = addresses.pop()
            shown = "".join(written[start:])
            plain = address.removeprefix("mailto:")
            if shown.strip() != plain:
                written.append(f" ({plain})")
    return "".join(written)


def linked(text: str, address: str) -> Markup:
    """One line of plain text as HTML, linked where the address may stand in a mail."""
    shown = escape(one_line(text))
    if not is_mailable(address):
        return shown
    return Markup('<a href="{}" rel="noopener nofollow">{}</a>').format(address.strip(), shown)
