"""Documents on paper: our templates without a request, HTML as a tagged PDF that fetches nothing, and its pages."""

from __future__ import annotations

import io
from collections.abc import Iterable
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, select_autoescape
from markupsafe import Markup

from crm.languages import speaking


class UnreadablePdfError(ValueError):
    """A file that says it is a PDF and cannot be read as one."""


def pdf(html: str) -> bytes:
    """Write an HTML document as PDF/UA; it fetches nothing, from the disk or the network."""
    from weasyprint import HTML  # noqa: PLC0415 - slow to import, and only this needs it
    from weasyprint.urls import URLFetcher  # noqa: PLC0415 - the same

    nothing: Any = URLFetcher(allowed_protocols=[])
    return bytes(HTML(string=html, url_fetcher=nothing).write_pdf(pdf_variant="pdf/ua-1"))


def one_sheet(versions: Iterable[str]) -> bytes:
    """Write the first of these HTML documents that fits on one page, else the last; each says less.

    Raises ValueError without a document.
    """
    content = b""
    for html in versions:
        content = pdf(html)
        if count_pages(content) == 1:
            break
    if not content:
        message = "there is no document to write"
        raise ValueError(message)
    return content


def count_pages(content: bytes) -> int:
    """How many pages a PDF has; raises UnreadablePdfError."""
    from pikepdf import Pdf, PdfError  # noqa: PLC0415 - slow to import, seldom wanted

    try:
        with Pdf.open(io.BytesIO(content)) as read:
            return len(read.pages)
    except (PdfError, RuntimeError, ValueError) as error:
        raise UnreadablePdfError from error


def template(name: str, language: str) -> Template:
    """A template of ours, its words in a language."""
    return _environment(language).get_template(name)


@cache
def style(name: str) -> Markup:
    """A style sheet of ours, `css/name.css`, to stand in a document."""
    return Markup((_folder("static") / name).read_text(encoding="utf-8"))  # noqa: S704 - a file of ours


def _folder(name: str) -> Path:
    """A folder beside the package in a checkout, inside it when installed."""
    package = Path(str(resources.files("crm")))
    return package / name if (package / name).is_dir() else package.parent / name


@cache
def _environment(language: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_folder("templates")),
        autoescape=select_autoescape(["html", "svg"]),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_translations(speaking(language), newstyle=True)  # type: ignore[attr-defined]  # by the extension
    return environment
