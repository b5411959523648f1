"""Comparing what the depositary's file says with what is held: a plan that a person confirms, line by line or whole.

Nothing is ever taken away by a file. A row that is missing from it, or that it brackets, is a question to a person; a
file older than what is held has no say about what came after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from crm.countries.names import fold
from crm.treaties.acts import CONSENT, TreatyActionKind
from crm.treaties.sources.untc import Cell, Column, Line, Reading


class Doubt(StrEnum):
    """What a person has to find out; no program decides it."""

    UNKNOWN_NAME = "unknown_name"
    UNKNOWN_CODE = "unknown_code"
    VANISHED = "vanished"
    HAS_WITHDRAWN = "has_withdrawn"
    IS_BACK = "is_back"


@dataclass(frozen=True, slots=True)
class Held:
    """A treaty action that is held."""

    id: int
    iso2: str
    kind: TreatyActionKind
    on: date


@dataclass(frozen=True, slots=True)
class New:
    """An act that the file has and we have not; `corrects` is the held one whose day or kind it says otherwise."""

    iso2: str
    kind: TreatyActionKind
    on: date
    corrects: Held | None = None

    @property
    def key(self) -> str:
        """By which a person names it when confirming."""
        return f"{self.iso2}:{self.kind.value}:{self.on.isoformat()}"


@dataclass(frozen=True, slots=True)
class Question:
    """A line that a person has to look at: whose, and what is held or read there."""

    doubt: Doubt
    name: str
    iso2: str = ""
    held: Held | None = None
    said: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a file would bring: new acts, corrections, questions, and how many acts are the same.

    `latest_on` is the day of the latest act in the file, `is_older` whether acts are held of later days only.
    """

    new: Sequence[New]
    changed: Sequence[New]
    questions: Sequence[Question]
    same: int
    latest_on: date | None
    is_older: bool

    @property
    def says_nothing_new(self) -> bool:
        """Whether the file only confirms what is held."""
        return not (self.new or self.changed or self.questions)


def reconcile(reading: Reading, names: Mapping[str, str], held: Iterable[Held]) -> Plan:
    """Compare a file with what is held; `names` gives the code of a State by its folded name, "" for no State."""
    mine: dict[str, list[Held]] = {}
    for one in sorted(held, key=lambda one: (one.on, one.id)):
        mine.setdefault(one.iso2, []).append(one)
    until = reading.latest_on
    comparisons = [_State(line, iso2, mine.pop(iso2, []), until) for line, iso2 in _known(reading.lines, names)]
    unknown = [Question(Doubt.UNKNOWN_NAME, line.name) for line in reading.lines if fold(line.name) not in names]
    gone = [_State(Line("", {}), iso2, acts, until) for iso2, acts in mine.items()]
    states = [*comparisons, *gone]
    later = any(state.has_moved_since() for state in states)
    new = [act for state in states for act in state.new()]
    return Plan(
        new=[act for act in new if act.corrects is None],
        changed=[act for act in new if act.corrects is not None],
        questions=[*unknown, *(question for state in states for question in state.questions())],
        same=sum(state.same() for state in states),
        latest_on=until,
        is_older=later and not any(act.corrects is None for act in new),
    )


def _known(lines: Iterable[Line], names: Mapping[str, str]) -> Iterator[tuple[Line, str]]:
    """The participants that are States we know; an organisation or a territory among them is passed over."""
    for line in lines:
        iso2 = names.get(fold(line.name))
        if iso2:
            yield line, iso2


_GROUPS: Mapping[Column, frozenset[TreatyActionKind]] = {
    Column.SIGNATURE: frozenset({TreatyActionKind.SIGNATURE}),
    Column.PROVISIONAL_APPLICATION: frozenset({TreatyActionKind.PROVISIONAL_APPLICATION}),
    Column.DEPOSIT: CONSENT,
}


@dataclass(frozen=True, slots=True)
class _State:
    """One State: its line in the file, and what is held of it."""

    line: Line
    iso2: str
    held: Sequence[Held]
    until: date | None

    def of(self, column: Column) -> Sequence[Held]:
        return [one for one in self.held if one.kind in _GROUPS[column]]

    def has_moved_since(self) -> bool:
        """Whether an act is held that the file would show, had it been done when the file was made."""
        shown = (one for column in Column for one in self._beside(column))
        left = (one for one in self.held if one.kind is TreatyActionKind.WITHDRAWAL_EFFECTIVE and not self.is_bracketed)
        return any(self.until is None or one.on > self.until for one in (*shown, *left))

    @property
    def is_bracketed(self) -> bool:
        """Whether the file says that the State has withdrawn."""
        return any(cell.bracketed for cell in self.line.cells.values())

    def new(self) -> Iterator[New]:
        for column, cell in self.line.cells.items():
            if cell.kind is None or self._holds(column, cell):
                continue
            nearest = min(self.of(column), key=lambda one: abs(one.on - cell.on), default=None)
            yield New(self.iso2, cell.kind, cell.on, nearest)

    def same(self) -> int:
        return sum(self._holds(column, cell) for column, cell in self.line.cells.items())

    def questions(self) -> Iterator[Question]:
        for cell in self.line.cells.values():
            if cell.kind is None:
                yield Question(Doubt.UNKNOWN_CODE, self.line.name, self.iso2, said=f"{cell.on.isoformat()} {cell.code}")
        for column in Column:
            if column not in self.line.cells:
                yield from (
                    Question(Doubt.VANISHED, self.line.name, self.iso2, held=one)
                    for one in self.of(column)
                    if self.until is not None and one.on <= self.until
                )
        yield from self._about_leaving()

    def _about_leaving(self) -> Iterator[Question]:
        left = [one for one in self.held if one.kind is TreatyActionKind.WITHDRAWAL_EFFECTIVE]
        if self.is_bracketed and not left:
            yield Question(Doubt.HAS_WITHDRAWN, self.line.name, self.iso2)
        deposit = self.line.cells.get(Column.DEPOSIT)
        if left and deposit and not self.is_bracketed and self._is_before_the_file(left[-1], deposit):
            yield Question(Doubt.IS_BACK, self.line.name, self.iso2, held=left[-1])

    def _is_before_the_file(self, left: Held, deposit: Cell) -> bool:
        """Whether the file should know of the withdrawal, and the deposit is not one made since."""
        return self.until is not None and deposit.on < left.on <= self.until

    def _beside(self, column: Column) -> Sequence[Held]:
        """What is held beside what the file says: nothing where the file says it otherwise."""
        cell = self.line.cells.get(column)
        if cell is None:
            return self.of(column)
        return [one for one in self.of(column) if one.on != cell.on] if self._holds(column, cell) else []

    def _holds(self, column: Column, cell: Cell) -> bool:
        return any((one.kind, one.on) == (cell.kind, cell.on) for one in self.of(column))
