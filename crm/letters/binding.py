"""One PDF for the printer: every letter begins on a sheet of its own, also when both sides are printed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

VOLUME = 50
"""Letters bound at a time: as many files are open at once, and no more memory is used for more letters."""


def bind(documents: Sequence[Sequence[Path]], target: Path, told: Callable[[int], None] = lambda _done: None) -> int:
    """Bind letters, each with what is enclosed, into one file; gives its pages. An odd page gets an empty back."""
    with TemporaryDirectory(dir=target.parent, prefix=".bind-") as folder:
        volumes: list[Path] = []
        for first in range(0, len(documents), VOLUME):
            volumes.append(Path(folder) / f"{first}.pdf")
            _bind([part for letter in documents[first : first + VOLUME] for part in letter], volumes[-1], padded=True)
            told(min(first + VOLUME, len(documents)))
        return _bind(volumes, target, padded=False)


def _bind(parts: Sequence[Path], target: Path, *, padded: bool) -> int:
    from pikepdf import Pdf  # noqa: PLC0415 - only the worker binds

    with ExitStack() as stack:
        bound = stack.enter_context(Pdf.new())
        opened: dict[Path, Pdf] = {}
        for part in parts:
            if part not in opened:
                opened[part] = stack.enter_context(Pdf.open(part))
            pages = opened[part].pages
            bound.pages.extend(pages)
            if padded and len(pages) % 2:
                box = [float(one) for one in pages[-1].mediabox]
                bound.add_blank_page(page_size=(box[2] - box[0], box[3] - box[1]))
        bound.save(target)
        return len(bound.pages)


def paths(letters: Sequence[Sequence[str]], place: Callable[[str], Path]) -> Iterator[Sequence[Path]]:
    """Where the files of letters lie; those without a file are passed over."""
    for names in letters:
        if names and names[0]:
            yield [place(name) for name in names]
