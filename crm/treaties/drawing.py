"""A drawing as pixels, for whoever cannot use SVG: mail, slides, a newspaper."""

from __future__ import annotations

from functools import lru_cache

WIDTH = 2000
"""Pixels across: enough for print at the width of a page."""


@lru_cache(maxsize=8)
def png(svg: str) -> bytes:
    """Draw an SVG on white, `WIDTH` pixels wide; a drawing that did not change is not drawn again."""
    import resvg_py  # noqa: PLC0415 - seldom wanted

    return resvg_py.svg_to_bytes(svg_string=svg, width=WIDTH, background="#ffffff", font_family="DejaVu Sans")
