"""A PDF that grows on the disk, page after page: however many there are, only one source is ever held in memory.

What a printer needs of a page is copied as it is; links and tags are for readers, and stay in each source.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

_HEAD = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
_CATALOGUE, _ROOT = 1, 2
_OF_A_PAGE = (
    "/MediaBox",
    "/CropBox",
    "/TrimBox",
    "/BleedBox",
    "/Rotate",
    "/UserUnit",
    "/Resources",
    "/Contents",
    "/Group",
)
_INHERITED = frozenset({"/MediaBox", "/CropBox", "/Rotate", "/Resources"})

Page = tuple[bytes, bytes]
"""A page as it is written, without its place among the others, and how large its paper is."""


@contextmanager
def sheaf(target: Path) -> Iterator[Sheaf]:
    """Write pages into a file, and close it as a PDF at the end."""
    with target.open("r+b" if target.exists() else "w+b") as file:
        file.truncate()
        made = Sheaf(file)
        yield made
        made.close()


class Sheaf:
    """Pages in a file that is still open at its end."""

    def __init__(self, file: IO[bytes]) -> None:
        """Begin the file."""
        self._file = file
        self._starts = [0, 0]
        self._groups: list[tuple[int, int]] = []
        file.write(_HEAD)

    @property
    def pages(self) -> int:
        """How many pages there are by now."""
        return sum(count for _number, count in self._groups)

    def take(self, source: Path) -> Sequence[Page]:
        """Copy what the pages of a PDF are made of; they are put into the file by `add`, as often as wanted."""
        from pikepdf import Pdf  # noqa: PLC0415 - only the worker binds

        with Pdf.open(source) as read:
            copied = _Copied(self)
            return [copied.page(page.obj) for page in read.pages]

    def add(self, pages: Sequence[Page]) -> None:
        """Put pages into the file, in their order."""
        group = self.reserve()
        numbers = [self.reserve() for _page in pages]
        for number, (body, _paper) in zip(numbers, pages, strict=True):
            self.write(number, b"<< /Type /Page /Parent %d 0 R %s >>" % (group, body))
        self.write(group, _group(numbers, len(numbers), b" /Parent %d 0 R" % _ROOT))
        self._groups.append((group, len(numbers)))

    def reserve(self) -> int:
        """The number of the next thing that is written."""
        self._starts.append(0)
        return len(self._starts)

    def write(self, number: int, body: bytes) -> None:
        """Write one thing under its number."""
        self._starts[number - 1] = self._file.tell()
        self._file.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))

    def close(self) -> None:
        """Write what holds the pages together."""
        self.write(_ROOT, _group([number for number, _count in self._groups], self.pages))
        self.write(_CATALOGUE, b"<< /Type /Catalog /Pages %d 0 R >>" % _ROOT)
        begins, size = self._file.tell(), len(self._starts) + 1
        self._file.write(b"xref\n0 %d\n0000000000 65535 f \n" % size)
        self._file.writelines(b"%010d 00000 n \n" % start for start in self._starts)
        self._file.write(b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, _CATALOGUE, begins))


def blank(like: Page) -> Page:
    """An empty page on paper of the same size."""
    return b"/MediaBox %s /Resources << >>" % like[1], like[1]


def _group(numbers: Sequence[int], pages: int, parent: bytes = b"") -> bytes:
    kids = b" ".join(b"%d 0 R" % number for number in numbers)
    return b"<< /Type /Pages /Count %d%s /Kids [%s] >>" % (pages, parent, kids)


class _Copied:
    """What was copied of one source, by its number there."""

    def __init__(self, sheaf: Sheaf) -> None:
        self._sheaf = sheaf
        self._numbers: dict[tuple[int, int], int] = {}
        self._waiting: list[tuple[int, Any]] = []

    def page(self, page: Any) -> Page:
        """Copy what a page is made of."""
        parts = {name: value for name in _OF_A_PAGE if (value := _part(page, name)) is not None}
        body = b" ".join(b"%s %s" % (name.encode(), self._written(value)) for name, value in parts.items())
        while self._waiting:
            number, thing = self._waiting.pop()
            self._sheaf.write(number, self._whole(thing))
        return body, self._written(parts["/MediaBox"])

    def _whole(self, thing: Any) -> bytes:
        """A thing with, where it has one, its stream as it was packed."""
        from pikepdf import Stream  # noqa: PLC0415 - only the worker binds

        if not isinstance(thing, Stream):
            return self._inside(thing)
        content = thing.read_raw_bytes()
        entries = {name: value for name, value in dict(thing.stream_dict).items() if name != "/Length"}
        return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (self._entries(entries), len(content), content)

    def _written(self, value: Any) -> bytes:
        """A value; what has a number of its own there is named by one here, and waits to be copied."""
        if not getattr(value, "is_indirect", False):
            return self._inside(value)
        if value.objgen not in self._numbers:
            self._numbers[value.objgen] = self._sheaf.reserve()
            self._waiting.append((self._numbers[value.objgen], value))
        return b"%d 0 R" % self._numbers[value.objgen]

    def _inside(self, value: Any) -> bytes:
        from pikepdf import Array, Dictionary, Object  # noqa: PLC0415 - only the worker binds

        if not isinstance(value, Object):
            return _plain(value)
        written = value.unparse() if isinstance(value, Array | Dictionary) else b""
        if written and not written.count(b" R"):
            return written
        if isinstance(value, Dictionary):
            return b"<< %s >>" % self._entries(dict(value.items()))
        if isinstance(value, Array):
            return b"[%s]" % b" ".join(self._written(one) for one in value)
        return value.unparse()

    def _entries(self, entries: Mapping[str, Any]) -> bytes:
        return b" ".join(b"%s %s" % (_name(name), self._written(value)) for name, value in entries.items())


def _part(page: Any, name: str) -> Any:
    """A part of a page, or what it has from those it stands below."""
    while page is not None:
        if name in page:
            return page[name]
        page = page.get("/Parent") if name in _INHERITED else None
    return None


def _name(name: str) -> bytes:
    from pikepdf import Name  # noqa: PLC0415 - only the worker binds

    return Name(name).unparse()


def _plain(value: Any) -> bytes:
    """A number, a truth, or nothing."""
    if value is None:
        return b"null"
    return (
        str(value).lower().encode() if isinstance(value, bool) else format(value, "f" if value % 1 else ".0f").encode()
    )
