"""Reading a long list page by page: a page begins beside the keys of a row, so the last is as quick as the first."""

from __future__ import annotations

import base64
import json
from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.db import PartialDateType, UtcDateTime
from crm.partial_date import PartialDate
from crm.prebuilt import read_values

AnySelect: TypeAlias = sa.Select[*tuple[Any, ...]]
AnyRow: TypeAlias = sa.Row[*tuple[Any, ...]]

PAGE_SIZE = 50
COUNT_AT_MOST = 10_000
LARGEST_NUMBER = 2**31 - 1


@dataclass(frozen=True)
class Order:
    """A total order of a list: its columns, the last of them unique, all in one direction.

    Only the first may be null (say so): rows without it come last in either direction.
    """

    columns: tuple[Any, ...]
    descending: bool = False
    nullable: bool = False

    @property
    def reversed(self) -> Order:
        """The same list the other way round; rows without the first column stay last."""
        return replace(self, descending=not self.descending)

    def apply(self, statement: AnySelect) -> AnySelect:
        """Sort a whole statement, for reading all of it."""
        keys = [column.desc() if self.descending else column.asc() for column in self.columns]
        return statement.order_by(*([self.columns[0].is_(None)] if self.nullable else []), *keys)


@dataclass(frozen=True)
class Place:
    """A place in a list: before or after the row with these keys."""

    keys: tuple[Any, ...]
    before: bool = False

    def write(self) -> str:
        """Write the place as it stands in an address."""
        keys = [key.isoformat() if isinstance(key, (date, datetime)) else key for key in self.keys]
        text = json.dumps([int(self.before), *keys], separators=(",", ":"), ensure_ascii=False)
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def read(cls, text: str | None, order: Order) -> Place | None:
        """Read a place back; None, the start of the list, where the text is not one of ours for this order."""
        try:
            parts = json.loads(base64.urlsafe_b64decode(f"{text or ''}==").decode())
            before, *keys = parts
            read = tuple(_key(column, key) for column, key in zip(order.columns, keys, strict=True))
        except (ValueError, TypeError):
            return None
        if any(key is None for key in read[1:]) or (read[0] is None and not order.nullable):
            return None
        return cls(read, before=bool(before))


@dataclass(frozen=True)
class Total:
    """How many rows a list has, counted up to a limit."""

    number: int
    more: bool = False


@dataclass(frozen=True)
class Page:
    """One page of rows, the places where the pages beside it begin, and the length of the list if it was asked for."""

    rows: Sequence[AnyRow]
    previous: Place | None
    next: Place | None
    total: Total | None = None


def read_page(
    session: Session, statement: AnySelect, order: Order, place: Place | None = None, size: int = PAGE_SIZE
) -> Page:
    """Read the page that begins at a place: one statement, or two where the rows without a first key begin."""
    return _read(session, _asked(statement, order, place), order, place, size)


def read_counted_page(
    session: Session,
    statement: AnySelect,
    order: Order,
    place: Place | None,
    *,
    size: int = PAGE_SIZE,
    most: int,
    counted: AnySelect | None = None,
) -> Page:
    """Read a page and count its list up to `most`, in the same statement.

    `counted` is a statement of as many rows, where another way of finding them is quicker to count by.
    """
    counted = statement if counted is None else counted
    page = _read(session, _asked(statement, order, place, counted, most), order, place, size)
    if place is None and page.next is None:
        return replace(page, total=Total(len(page.rows)))
    number = page.rows[0].number_of_rows if page.rows else None
    return replace(page, total=count_rows(session, counted, most) if number is None else _total(number, most))


def _read(session: Session, asked: Sequence[AnySelect], order: Order, place: Place | None, size: int) -> Page:
    back = place is not None and place.before
    rows: list[AnyRow] = []
    for statement in asked:
        given = {"rows": size + 1 - len(rows)}
        values = _is_of_values(statement)
        found = read_values(session, statement, given) if values else session.execute(statement, given).all()
        rows.extend(map(_line(statement), found))
        if len(rows) > size:
            break
    more = len(rows) > size
    rows = rows[:size]
    if back:
        rows.reverse()
    begins, ends = (more, True) if back else (place is not None, more)
    return Page(
        rows,
        previous=Place(_keys_of(rows[0], order), before=True) if rows and begins else None,
        next=Place(_keys_of(rows[-1], order)) if rows and ends else None,
    )


@lru_cache(maxsize=64)
def _is_of_values(statement: AnySelect) -> bool:
    """Whether a list has values alone, and no objects."""
    return all(each["expr"] is not each.get("entity") for each in statement.column_descriptions)


@lru_cache(maxsize=64)
def _line(statement: AnySelect) -> Callable[[Iterable[Any]], Any]:
    """What makes a line of a list of a row: its values by name cost a template a tenth of what a row's do."""
    names = [str(each["name"]) for each in statement.column_descriptions]
    line: Any = namedtuple("Line", names, rename=True)  # type: ignore[misc]  # noqa: PYI024 - a statement names them
    make: Callable[[Iterable[Any]], Any] = line._make
    return make


def count_rows(session: Session, statement: AnySelect, most: int = COUNT_AT_MOST) -> Total:
    """Count the rows of a list, but never more than `most`: what a reader can't tell apart is not worth a slow page."""
    return _total(session.scalar(number_of(statement, most)) or 0, most)


def number_of(statement: AnySelect, most: int) -> sa.Select[int]:
    """The statement that counts the rows of another; beyond `most` it looks at no more than one."""
    one: sa.Label[int] = sa.literal_column("1").label("one")
    inner = statement.order_by(None).with_only_columns(one, maintain_column_froms=True)
    return sa.select(sa.func.count()).select_from(inner.limit(most + 1).subquery())


def _total(number: int, most: int) -> Total:
    return Total(min(number, most), more=number > most)


@lru_cache(maxsize=64)
def _asked(
    statement: AnySelect, order: Order, place: Place | None, counted: AnySelect | None = None, most: int = 0
) -> Sequence[AnySelect]:
    """The statements that read a page one after the other, to be given how many `rows`; the first one counts too.

    A list whose statement is kept has those of its pages kept too.
    """
    keys = [column.label(f"key_{index}") for index, column in enumerate(order.columns)]
    number = sa.null() if counted is None else number_of(counted, most).scalar_subquery()
    segments = _segments(statement, order, place)
    return [
        segment.add_columns(*keys, (sa.null() if index else number).label("number_of_rows")).limit(sa.bindparam("rows"))
        for index, segment in enumerate(segments)
    ]


def _segments(statement: AnySelect, order: Order, place: Place | None) -> Iterator[AnySelect]:
    """The statements to read one after the other: rows with a first key, and those without."""
    back = place is not None and place.before
    descending = order.descending is not back
    directed = [column.desc() if descending else column.asc() for column in order.columns]
    statement = statement.order_by(None).order_by(*directed)
    if not order.nullable:
        yield _beside(statement, order.columns, None if place is None else place.keys, descending=descending)
        return
    first = order.columns[0]
    known, unknown = statement.where(first.is_not(None)), statement.where(first.is_(None))
    among_unknown = place is not None and place.keys[0] is None
    here = _beside(
        unknown if among_unknown else known,
        order.columns[1:] if among_unknown else order.columns,
        None if place is None else place.keys[1:] if among_unknown else place.keys,
        descending=descending,
    )
    yield here
    if among_unknown is back:
        yield known if back else unknown


def _beside(statement: AnySelect, columns: Sequence[Any], keys: Sequence[Any] | None, *, descending: bool) -> AnySelect:
    if keys is None:
        return statement
    here = sa.tuple_(*columns)
    there = sa.tuple_(*(sa.literal(key, column.type) for key, column in zip(keys, columns, strict=True)))
    return statement.where(here < there if descending else here > there)


def _keys_of(row: AnyRow, order: Order) -> tuple[Any, ...]:
    return tuple(getattr(row, f"key_{index}") for index in range(len(order.columns)))


def _key(column: Any, value: Any) -> Any:
    """Check a key that came in an address: of the column's type, or ValueError."""
    if value is None:
        return None
    if isinstance(column.type, sa.Integer):
        if not isinstance(value, int) or abs(value) > LARGEST_NUMBER:
            raise ValueError
        return value
    if not isinstance(value, str) or "\x00" in value:
        raise ValueError
    return _reader(column.type)(value)


def _reader(kind: sa.types.TypeEngine[Any]) -> Callable[[str], Any]:
    if isinstance(kind, sa.Enum) and kind.enum_class is not None:
        return kind.enum_class
    readers: dict[type[Any], Callable[[str], Any]] = {
        UtcDateTime: lambda text: _aware(datetime.fromisoformat(text)),
        sa.Date: date.fromisoformat,
        PartialDateType: PartialDate,
    }
    return readers.get(type(kind), str)


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError
    return moment
