"""A digest for one reader as subject, text and HTML, rendered from the templates in `templates/email/digest`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from importlib import resources
from pathlib import Path
from typing import Any

import css_inline
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from crm.digests.content import is_mailable, linked, to_html, to_text, whole_address
from crm.digests.issue import Issue, Passage, Values
from crm.digests.slots import Pattern, one_line, without_slots
from crm.digests.versions import language_name, notice, untranslated
from crm.languages import direction, speaking


@dataclass(frozen=True)
class Rendered:
    """One mail's words: its subject and the two parts of its body."""

    subject: str
    text: str
    html: str


def render(
    issue: Issue, values: Values, *, first_time: bool = False, personal: bool = True, wanted: str = ""
) -> Rendered:
    """Render a digest with a reader's values, or with the slots in their place.

    `wanted` is the language the reader would rather read, where there is no version in it.
    """
    common = {
        "issue": issue,
        "first_time": first_time,
        "personal": personal,
        "language": issue.language,
        "direction": direction(issue.language),
        "language_name": language_name(issue.language, issue.language),
        "notice": notice(wanted, issue.language),
        "untranslated": untranslated(issue.fallbacks, issue.language),
        "at": partial(whole_address, base_url=issue.base_url),
        "style": Markup(_style()),  # noqa: S704 - a file of ours
    }
    marked = {name: Markup(value) for name, value in values.html.items()}  # noqa: S704 - escaped in Values.of
    html = _template(issue.language, "body.html").render(
        common,
        reader=marked,
        to_html=lambda text: Markup(Pattern.of(to_html(text)).join(marked)),  # noqa: S704 - both are safe
    )
    text = _template(issue.language, "body.txt").render(
        common, reader=dict(values.text), to_text=lambda text: Pattern.of(to_text(text)).join(values.text)
    )
    return Rendered(
        subject=one_line(_template(issue.language, "subject.txt").render(common)),
        text=_lines(text),
        html=_inliner().inline(html),
    )


def render_neutral(issue: Issue) -> Rendered:
    """Render a digest for a browser and for everybody: without a reader, and without links that are somebody's own."""
    _ = speaking(issue.language).gettext
    nobody = Values.of({"name": _("friend"), "country": _("your country")})
    return render(issue, nobody, personal=False)


def render_passage(passage: Passage, language: str, *, inlined: bool = True) -> tuple[str, str]:
    """Render what is said of a country, as text and as HTML; the styles of the latter are put into its tags."""
    text = _template(language, "passage.txt").render(passage=passage)
    html = _template(language, "passage.html").render(passage=passage)
    plain = without_slots(html).strip()
    return _lines(without_slots(text)).strip(), _inliner().inline_fragment(
        plain, _style()
    ).strip() if inlined else plain


def _lines(text: str) -> str:
    """Keep at most one empty line between paragraphs, and no space at an end but the signature mark's."""
    kept: list[str] = []
    for line in text.splitlines():
        plain = line if line == "-- " else line.rstrip()
        if plain or (kept and kept[-1]):
            kept.append(plain)
    return "\n".join(kept).strip("\n") + "\n"


def templates_folder() -> Path:
    """The templates: beside the package in a checkout, inside it when installed."""
    package = Path(str(resources.files("crm")))
    return package / "templates" if (package / "templates").is_dir() else package.parent / "templates"


@cache
def _style() -> str:
    return (templates_folder() / "email/digest/style.css").read_text()


@cache
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


@cache
def _environment(language: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(templates_folder() / "email/digest"),
        autoescape=select_autoescape(["html"], default=False),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.install_gettext_translations(speaking(language), newstyle=True)  # type: ignore[attr-defined]  # by the extension
    words: Mapping[str, Any] = {
        "is_mailable": is_mailable,
        "linked": linked,
        "one_line": one_line,
        "direction_of": direction,
    }
    environment.globals.update(words)
    return environment


def _template(language: str, name: str) -> Any:
    return _environment(language).get_template(name)
