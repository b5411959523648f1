"""Papers: our Markdown as HTML for the screen, and laid out for print as a PDF."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

import nh3
from markupsafe import Markup

from crm.languages import direction
from crm.printing import pdf, style, template

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

TAGS = frozenset(
    {"p", "br", "hr", "strong", "em", "ul", "ol", "li", "a", "blockquote", "h2", "h3", "h4"}
    | {"table", "thead", "tbody", "tr", "th", "td"}
)


def to_html(markdown: str) -> Markup:
    """Turn a paper's Markdown into HTML without raw HTML, foreign links or images; its headings stand under a title."""
    clean = nh3.clean(
        _parser().render(markdown),
        tags=set(TAGS),
        attributes={"a": {"href"}, "ol": {"start"}, "th": {"scope"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener nofollow",
        set_tag_attribute_values={"th": {"scope": "col"}},
    )
    return Markup(clean)  # noqa: S704 - cleaned in the line above


@lru_cache(maxsize=64)
def paper_pdf(title: str, markdown: str, language: str, publisher: str) -> bytes:
    """Lay a paper out as a tagged PDF; the same words give the same file."""
    html = template("library/paper.html", language).render(
        title=title,
        body=to_html(markdown),
        language=language,
        direction=direction(language),
        publisher=publisher,
        style=style("css/print.css"),
    )
    return pdf(html)


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt  # noqa: PLC0415 - slow to import, and most commands need no paper

    return MarkdownIt("js-default", {"html": False, "linkify": False, "typographer": False}).disable("image")
