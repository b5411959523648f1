"""Reading a page as a careful person would: what it is headed, where it leads, what its fields are called."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

_VOID_OF_LABEL = frozenset({"hidden", "submit", "button", "image", "reset"})


@dataclass
class Field:
    """An input, select or textarea of a page."""

    tag: str
    id: str
    name: str
    kind: str
    named: bool
    """Whether it carries a name of its own (aria-label, aria-labelledby, title) or stands in a label."""


@dataclass
class Page:
    """What the checks ask of a page."""

    headings: list[str] = field(default_factory=list)
    title: str = ""
    language: str = ""
    links: list[str] = field(default_factory=list)
    fields: list[Field] = field(default_factory=list)
    labels: set[str] = field(default_factory=set)
    ids: list[str] = field(default_factory=list)
    inline: list[str] = field(default_factory=list)
    """Scripts, styles and event handlers written into the page, which the policy forbids."""

    @property
    def unlabelled(self) -> list[str]:
        """Fields that a screen reader could not name."""
        return [f"{field.tag} {field.name}" for field in self.fields if not field.named and field.id not in self.labels]

    @property
    def repeated_ids(self) -> set[str]:
        """Ids that stand more than once."""
        return {one for one in self.ids if self.ids.count(one) > 1}


def shape(path: str) -> str:
    """The address without its numbers, codes of countries and query: pages of one shape are one page to the walk."""
    return "/".join("#" if any(c.isdigit() or c.isupper() for c in part) else part for part in _path(path).split("/"))


def _path(address: str) -> str:
    return urlsplit(address).path


def read_page(html: str) -> Page:
    """Read a page."""
    reader = _Reader()
    reader.feed(html)
    return reader.page


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = Page()
        self._inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._inside.append(tag)
        if "id" in given:
            self.page.ids.append(given["id"])
        self._note_inline(tag, given)
        match tag:
            case "html":
                self.page.language = given.get("lang", "")
            case "h1":
                self.page.headings.append("")
            case "a" if "href" in given:
                self.page.links.append(given["href"])
            case "label" if "for" in given:
                self.page.labels.add(given["for"])
            case "input" | "select" | "textarea" if given.get("type") not in _VOID_OF_LABEL:
                self.page.fields.append(self._field(tag, given))

    def handle_endtag(self, tag: str) -> None:
        while self._inside and self._inside.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "h1" in self._inside:
            self.page.headings[-1] += data.strip()
        elif "title" in self._inside and "svg" not in self._inside:
            self.page.title += data.strip()

    def _field(self, tag: str, given: dict[str, str]) -> Field:
        named = any(given.get(name) for name in ("aria-label", "aria-labelledby", "title")) or "label" in self._inside
        return Field(tag, given.get("id", ""), given.get("name", ""), given.get("type", ""), named)

    def _note_inline(self, tag: str, given: dict[str, str]) -> None:
        if (tag == "script" and "src" not in given) or tag == "style":
            self.page.inline.append(tag)
        self.page.inline.extend(name for name in given if name == "style" or name.startswith("on"))
