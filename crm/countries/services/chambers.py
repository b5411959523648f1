"""Keeping chambers: correcting one, merging one that an import made into the one we had, calling an election."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.audit.services import describe
from crm.countries.models import Chamber, ChamberName, ChamberOrigin, ChamberState
from crm.db import Base
from crm.partial_date import PartialDate


@dataclass(frozen=True)
class ChamberDraft:
    """A chamber as somebody writes it down; one of several States has no country, but all of theirs."""

    name: str
    legislature: str
    country_iso2: str | None
    territory: str
    states: Collection[str]
    seats: int | None
    last_election: PartialDate | None
    next_election_expected: PartialDate | None
    source: str
    note: str
    postal_address: str = ""


def edit_chamber(session: Session, draft: ChamberDraft, chamber: Chamber | None = None) -> Chamber:
    """Add a chamber, or correct one."""
    kept = chamber if chamber is not None else Chamber(origin=ChamberOrigin.HAND)
    if kept.next_election_expected != draft.next_election_expected:
        # Whoever called an election called it for that day alone.
        kept.next_election_text, kept.election_source = "", ""
    for name in (
        "name",
        "legislature",
        "country_iso2",
        "territory",
        "seats",
        "last_election",
        "next_election_expected",
        "source",
        "note",
        "postal_address",
    ):
        setattr(kept, name, getattr(draft, name))
    session.add(kept)
    session.flush()
    held = {row.iso2: row for row in session.scalars(sa.select(ChamberState).where(ChamberState.chamber_id == kept.id))}
    for iso2, row in held.items():
        if iso2 not in draft.states:
            session.delete(row)
    session.add_all(ChamberState(chamber_id=kept.id, iso2=iso2) for iso2 in draft.states if iso2 not in held)
    session.flush()
    done = "Corrected" if chamber is not None else "Added"
    describe(session, f"{done} the chamber {kept.name}", subject=f"chambers:{kept.id}")
    return kept


def call_election(session: Session, chamber: Chamber, on: PartialDate, source: str) -> None:
    """Note that an election was called: from then on its day is a fact with a source, no expectation."""
    chamber.next_election_expected, chamber.next_election_text, chamber.election_source = on, str(on), source
    session.flush()
    describe(session, f"An election was called: {chamber.name}, {on}", subject=f"chambers:{chamber.id}")


class MergeError(ValueError):
    """A chamber can't be merged into itself."""


def merge_chambers(session: Session, gone: Chamber, into: Chamber) -> int:
    """Let one chamber take the place of another wherever that is named; returns in how many rows.

    The name of the one that goes is remembered, so that the next import finds the one that stays.
    """
    if gone.id == into.id:
        raise MergeError
    moved = 0
    for row, column in _naming(session, gone):
        moved += 1
        if column.primary_key:
            _replace(session, row, column.key, into.id)
        else:
            setattr(row, column.key, into.id)
    session.add(
        ChamberName(chamber_id=into.id, country_iso2=gone.country_iso2, territory=gone.territory, name=gone.name)
    )
    session.flush()
    name = gone.name
    session.delete(gone)
    session.flush()
    describe(session, f"Merged the chamber {name} into {into.name}", subject=f"chambers:{into.id}")
    return moved


def _naming(session: Session, chamber: Chamber) -> Iterator[tuple[Any, Any]]:
    """Every row of any table that names a chamber, and the column that does."""
    for mapper in Base.registry.mappers:
        for column in mapper.local_table.columns:
            if any(key.column is Chamber.__table__.c.id for key in column.foreign_keys):
                rows = session.scalars(sa.select(mapper.class_).where(column == chamber.id)).all()
                yield from ((row, column) for row in rows)


def _replace(session: Session, row: Any, key: str, into: int) -> None:
    """A row known by the chamber it names gives way to one that names the other, if there is none yet."""
    columns = {attribute.key: getattr(row, attribute.key) for attribute in sa.inspect(type(row)).column_attrs}
    identity = tuple((columns | {key: into})[column.key] for column in sa.inspect(type(row)).primary_key)
    session.delete(row)
    session.flush()
    if session.get(type(row), identity) is None:
        session.add(type(row)(**columns | {key: into}))
