"""One PDF for the printer: every letter begins on a sheet of its own, also when both sides are printed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from crm.letters.sheaf import Page, blank, sheaf

TOLD_EVERY = 50
"""Letters bound between two words of progress."""


def bind(
    letters: Sequence[tuple[Path, Sequence[Path]]], target: Path, told: Callable[[int], None] = lambda _done: None
) -> int:
    """Bind letters, each with what is enclosed, into one file; gives its pages. An odd page gets an empty back.

    What is enclosed with many letters is in the file once, however often its pages are.
    """
    with sheaf(target) as bound:
        enclosed = cache(bound.take)
        for done, (letter, enclosures) in enumerate(letters, start=1):
            for pages in (bound.take(letter), *map(enclosed, enclosures)):
                bound.add(_on_sheets(pages))
            if done % TOLD_EVERY == 0:
                told(done)
        return bound.pages


def _on_sheets(pages: Sequence[Page]) -> Sequence[Page]:
    return [*pages, blank(pages[-1])] if len(pages) % 2 else pages
