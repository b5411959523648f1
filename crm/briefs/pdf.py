"""A page as a PDF: tagged, and made from its own text alone; it fetches nothing, from the disk or the network."""

from __future__ import annotations

from typing import Any


def pdf(html: str) -> bytes:
    """Write an HTML document as PDF/UA."""
    from weasyprint import HTML  # noqa: PLC0415 - slow to import, and only this needs it
    from weasyprint.urls import URLFetcher  # noqa: PLC0415 - the same

    nothing: Any = URLFetcher(allowed_protocols=[])
    return bytes(HTML(string=html, url_fetcher=nothing).write_pdf(pdf_variant="pdf/ua-1"))
