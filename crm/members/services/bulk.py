"""Writing many rows at once: numbers reserved beforehand, one statement a table, each row in the change set."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.audit import services as audit
from crm.countries.models import Chamber
from crm.db import Base, insert_columns, insert_rows
from crm.mail.models import Address
from crm.members.models import EmailAddress, Identifier, Mandate, Member, NameWord, StageChange, Tag

ORDER: tuple[type[Base], ...] = (Chamber, Address, Member, Identifier, Mandate, EmailAddress, Tag, StageChange)
"""Parents before children."""

Row = dict[str, Any]
Columns = Mapping[str, Sequence[Any]]


class Numbers:
    """Reserves primary keys, so that rows can refer to each other before they are written."""

    def __init__(self, session: Session, *, pretend: bool = False) -> None:
        """Remember the session; nothing is asked before the first number, and nothing at all when only pretending."""
        self._session = session
        self._pretend = pretend
        self._next: dict[str, Iterator[int]] = {}
        self._step = 1_000

    def take(self, model: type[Base], count: int = 1) -> list[int]:
        """As many numbers that no row of the table has, the smaller before the greater."""
        table = model.__tablename__
        taken = list(islice(self._next.get(table, ()), count))
        while len(taken) < count:
            self._next[table] = self._reserve(model)
            taken += islice(self._next[table], count - len(taken))
        return taken

    def _reserve(self, model: type[Base]) -> Iterator[int]:
        if self._pretend:
            return iter(range(2**40, 2**62))
        connection = self._session.connection()
        if connection.dialect.name == "postgresql":
            sequence = sa.func.pg_get_serial_sequence(f'"{model.__tablename__}"', "id")
            counted = sa.func.generate_series(1, self._step).table_valued("n")
            return iter(connection.scalars(sa.select(sa.func.nextval(sequence)).select_from(counted)).all())
        # SQLite has one writer at a time, and this transaction is it: the numbers stay ours.
        number = Base.metadata.tables[model.__tablename__].c.id
        largest = connection.scalar(sa.select(sa.func.max(number)))
        return iter(range((largest or 0) + 1, 2**62))


class Batch:
    """Rows to be written together, and what changes in rows that are there."""

    def __init__(self, session: Session, numbers: Numbers) -> None:
        """Begin empty."""
        self._session = session
        self._numbers = numbers
        self._new: defaultdict[type[Base], list[Row]] = defaultdict(list)
        self._columns: defaultdict[type[Base], list[tuple[Columns, Row]]] = defaultdict(list)
        self._words: list[str] = []
        self._word_owners: list[int] = []
        self._stale_words: list[int] = []
        self._changes: dict[type[Base], list[tuple[int, Row, Row]]] = {}

    def add(self, model: type[Base], **values: Any) -> int:
        """Take in a new row without its number; the number it will have. What is not given has its default."""
        (number,) = self._numbers.take(model)
        self._new[model].append({"id": number, **values})
        return number

    def add_columns(self, model: type[Base], columns: Columns, **alike: Any) -> Sequence[int]:
        """Take in many new rows, column by column; `alike` says what all have alike. Gives their numbers."""
        numbers = self._numbers.take(model, len(next(iter(columns.values()))))
        self._columns[model].append(({"id": numbers, **columns}, alike))
        return numbers

    def add_tag(self, member_id: int, word: str) -> None:
        """Take in a tag, whose key is the person and the word."""
        self._new[Tag].append({"member_id": member_id, "word": word})

    def change(self, model: type[Base], number: int, before: Row, after: Row) -> None:
        """Take in what changes in one row; both sides name the same columns."""
        self._changes.setdefault(model, []).append((number, before, after))

    def words(self, member_id: int, words: frozenset[str], *, anew: bool = False) -> None:
        """Take in the words by which a person is found, instead of those there are where `anew`."""
        self._words += words
        self._word_owners += [member_id] * len(words)
        if anew:
            self._stale_words.append(member_id)

    def write(self) -> None:
        """Write everything and begin empty again."""
        connection = self._session.connection()
        for model in ORDER:
            table: sa.Table = Base.metadata.tables[model.__tablename__]
            rows, many = self._new.pop(model, []), self._columns.pop(model, [])
            insert_rows(connection, table, rows)
            for columns, alike in many:
                insert_columns(connection, table, columns, alike)
            if "id" in table.columns:
                came = chain.from_iterable(columns["id"] for columns, _alike in many)
                audit.record_arrived(self._session, table, chain(came, (row["id"] for row in rows)))
            else:
                audit.record_inserted(self._session, table, rows)
        for model, changes in self._changes.items():
            self._write_changes(model, changes)
        self._changes.clear()
        if self._stale_words:
            connection.execute(sa.delete(NameWord).where(NameWord.member_id.in_(self._stale_words)))
        words = Base.metadata.tables[NameWord.__tablename__]
        insert_columns(connection, words, {"word": self._words, "member_id": self._word_owners})
        self._words, self._word_owners, self._stale_words = [], [], []

    def _write_changes(self, model: type[Base], changes: list[tuple[int, Row, Row]]) -> None:
        table = Base.metadata.tables[model.__tablename__]
        by_columns: dict[tuple[str, ...], list[Mapping[str, Any]]] = {}
        for number, _before, after in changes:
            by_columns.setdefault(tuple(after), []).append({"_id": number, **after})
        for rows in by_columns.values():
            statement = sa.update(table).where(table.c.id == sa.bindparam("_id"))
            self._session.connection().execute(statement, rows)
        audit.record_updated(self._session, table, ((str(number), before, after) for number, before, after in changes))
