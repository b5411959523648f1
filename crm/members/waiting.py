"""Rows of a file waiting until it is read to its end, packed small: any row may tell more of somebody met before."""

from __future__ import annotations

import marshal
from collections import defaultdict
from collections.abc import Iterator, Sequence

from crm.members.sources.rows import Row, Seat

PACK = 1_000
"""How many rows are packed together: what they have in common is kept once."""

Key = tuple[str, str]


class Waiting:
    """The first row about each person, packed, and the further rows about some."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._open: list[Row] = []
        self._packs: list[bytes] = []
        self._met: set[int] = set()
        self._further: defaultdict[Key, list[Row]] = defaultdict(list)

    def add(self, row: Row) -> None:
        """Let a row wait."""
        key = row.scheme, row.key
        # Hashes are a third of the keys. Should two people have the same, the second is met among the further rows.
        hashed = hash(key)
        if hashed in self._met:
            self._further[key].append(row)
            return
        self._met.add(hashed)
        self._open.append(row)
        if len(self._open) == PACK:
            self._packs.append(_pack(self._open))
            self._open = []

    def __len__(self) -> int:
        """How many people wait."""
        return len(self._met)

    def leave(self) -> Iterator[tuple[Row, Sequence[Row]]]:
        """Everybody in the order in which they were met, each with what further rows say; whoever left is forgotten."""
        last, self._open = self._open, []
        self._packs.reverse()
        while self._packs:
            yield from map(self._with_further, _unpack(self._packs.pop()))
        yield from map(self._with_further, last)
        for first, *others in self._further.values():
            yield first, others

    def _with_further(self, row: Row) -> tuple[Row, Sequence[Row]]:
        return row, self._further.pop((row.scheme, row.key), ())


def _pack(rows: Sequence[Row]) -> bytes:
    """Rows as plain tuples, texts and dictionaries: so they are packed and unpacked in a third of pickle's time."""
    return marshal.dumps([(row[:-1], row.seat and tuple(row.seat)) for row in rows])


def _unpack(pack: bytes) -> Iterator[Row]:
    # Packed here, by the same Python, and never left memory.
    for told, seat in marshal.loads(pack):  # noqa: S302
        yield Row._make((*told, seat and Seat._make(seat)))
