"""A letter on paper: laid out as one HTML document, and that as a tagged PDF which fetches nothing from anywhere."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any
from unicodedata import bidirectional

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from crm.languages import direction
from crm.letters.content import Blocks, to_html
from crm.letters.kinds import LetterKind
from crm.letters.labels import labels_in


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above and below a letter: whose it is, and who signs."""

    organisation: str
    signatory: str
    signatory_title: str = ""
    lines: tuple[str, ...] = ()
    web_page: str = ""
    image: bytes = b""
    image_type: str = ""

    @property
    def image_data(self) -> str:
        """The picture as an address that holds it."""
        return f"data:{self.image_type};base64,{base64.b64encode(self.image).decode()}" if self.image else ""


@dataclass(frozen=True, slots=True)
class Paper:
    """One letter, ready to be laid out."""

    kind: LetterKind
    language: str
    head: Head
    address: Sequence[str]
    date: str
    reference: str
    subject: str
    body: Blocks
    link: str
    enclosures: Sequence[str] = ()


def page_html(paper: Paper) -> str:
    """Lay a letter out."""
    template = environment().get_template("certificate.html" if paper.kind is LetterKind.CERTIFICATE else "paper.html")
    return template.render(
        paper=paper,
        labels=labels_in(paper.language),
        direction=direction(paper.language),
        body=to_html(paper.body),
        code=code_for(paper.link) if paper.link else "",
    )


def line_direction(line: str) -> str:
    """In which direction a line of an address is written: that of its first letter, whatever the letter's language."""
    strong = (bidirectional(sign) for sign in line)
    return next(("ltr" if kind == "L" else "rtl" for kind in strong if kind in {"L", "R", "AL"}), "ltr")


def pdf_of(html: str) -> tuple[bytes, int]:
    """Write an HTML document as PDF/UA; gives how many pages it has too."""
    from weasyprint import HTML  # noqa: PLC0415 - slow to import, and only this needs it

    page = HTML(string=html, url_fetcher=_only_data())
    document = page.render(font_config=_fonts(), stylesheets=[_style()])
    return bytes(document.write_pdf(pdf_variant="pdf/ua-1")), len(document.pages)


@cache
def _only_data() -> Any:
    """Fetches what an address holds in itself, and nothing from a disk or a network."""
    from weasyprint.urls import URLFetcher  # noqa: PLC0415 - slow to import

    return URLFetcher(allowed_protocols=["data"])


@cache
def _fonts() -> Any:
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415 - slow to import

    return FontConfiguration()


def code_for(link: str) -> str:
    """A link as a QR code, in a picture's address."""
    import segno  # noqa: PLC0415 - slow to import

    return str(segno.make_qr(link, error="m").svg_data_uri(scale=4, border=2))


def code_picture(link: str) -> bytes:
    """The same as a PNG, for what shows no drawings."""
    import segno  # noqa: PLC0415 - slow to import

    kept = io.BytesIO()
    segno.make_qr(link, error="m").save(kept, kind="png", scale=8, border=2)
    return kept.getvalue()


def templates_folder() -> Path:
    """The templates: beside the package in a checkout, inside it when installed."""
    package = Path(str(resources.files("crm")))
    return package / "templates" if (package / "templates").is_dir() else package.parent / "templates"


@cache
def _style() -> Any:
    """The style sheet of everything on paper, read once for all letters."""
    from weasyprint import CSS  # noqa: PLC0415 - slow to import

    return CSS(filename=templates_folder().parent / "static" / "css" / "paper.css", font_config=_fonts())


@cache
def environment() -> Environment:
    """What lays papers out."""
    made = Environment(
        loader=FileSystemLoader(templates_folder() / "letters" / "paper"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["line_direction"] = line_direction
    return made
