"""A page as a PDF: tagged, and made from its own text alone; it fetches nothing, from the disk or the network."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def one_sheet(versions: Iterable[str]) -> bytes:
    """Write the first of these HTML documents that fits on one page as PDF/UA, else the last; each says less.

    Raises ValueError without a document.
    """
    from weasyprint import HTML  # noqa: PLC0415 - slow to import, and only this needs it
    from weasyprint.urls import URLFetcher  # noqa: PLC0415 - the same

    nothing: Any = URLFetcher(allowed_protocols=[])
    drawn: Any = None
    for html in versions:
        drawn = HTML(string=html, url_fetcher=nothing).render(pdf_variant="pdf/ua-1")
        if len(drawn.pages) == 1:
            break
    if drawn is None:
        message = "there is no document to write"
        raise ValueError(message)
    return bytes(drawn.write_pdf(pdf_variant="pdf/ua-1"))
