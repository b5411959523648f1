"""Loading the facts that come with the product."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from crm.audit.values import decode, encode
from crm.countries.models import Chamber, ChamberOrigin, Country, Meeting
from crm.countries.names import fold
from crm.countries.queries import forget_places
from crm.countries.shipped import news, read_facts
from crm.db import Base

FACTS = "crm.countries"


@dataclass(frozen=True)
class Loaded:
    """How many rows of shipped facts were added and brought up to date."""

    added: int = 0
    updated: int = 0

    def __add__(self, other: Loaded) -> Loaded:
        """Add the counts of two loads."""
        return Loaded(self.added + other.added, self.updated + other.updated)


def load_shipped(session: Session, now: datetime) -> Loaded:  # noqa: ARG001 - loaders are called alike
    """Load the States, the chambers and the meetings; repeating it changes nothing that a person corrected."""
    countries = [
        row | {"folded": " | ".join(dict.fromkeys(fold(row[name]) for name in ("name_en", "name_fr", "name_es")))}
        for row in read_facts(FACTS, "countries")
    ]
    chambers = [row | {"origin": ChamberOrigin.SHIPPED.value} for row in read_facts(FACTS, "chambers")]
    loaded = load_rows(session, Country.iso2, countries)
    forget_places(session.get_bind())
    return (
        loaded
        + load_rows(session, Chamber.key, chambers)
        + load_rows(session, Meeting.key, read_facts(FACTS, "meetings"))
    )


def load_rows(
    session: Session,
    key: InstrumentedAttribute[Any],
    rows: Sequence[Mapping[str, str]],
    *,
    fresh: Callable[[Mapping[str, str]], Mapping[str, Any]] = lambda _row: {},
) -> Loaded:
    """Load rows of shipped facts into the table of this stable key; `fresh` gives a new row what no file says.

    A column is updated only where it still equals what was shipped before, which the row keeps in `shipped`.
    """
    model = cast("type[Base]", key.class_)
    held = {getattr(row, key.key): row for row in session.scalars(sa.select(model).where(key.is_not(None)))}
    added = updated = 0
    for row in rows:
        facts = {name: _value(model, name, text) for name, text in row.items()}
        shipped = {name: encode(value) for name, value in facts.items()}
        found = held.get(row[key.key])
        if found is None:
            session.add(model(**facts, **fresh(row), shipped=shipped))
            added += 1
        elif found.shipped != shipped:  # type: ignore[attr-defined]  # every shipped table has it
            updated += _bring_up_to_date(found, shipped)
    session.flush()
    return Loaded(added, updated)


def _bring_up_to_date(row: Any, shipped: dict[str, Any]) -> bool:
    current = {name: encode(getattr(row, name)) for name in shipped}
    changes = news(current, row.shipped or {}, shipped)
    for name, value in changes.items():
        setattr(row, name, decode(type(row).__table__.c[name].type, value))
    row.shipped = shipped
    return bool(changes)


def _value(model: type[Base], name: str, text: str) -> Any:
    """Read a cell for a column: blank is NULL where the column can be, "yes" and "no" are what they say."""
    column = model.__table__.c[name]
    if isinstance(column.type, sa.Boolean):
        return text == "yes"
    if not text and column.nullable:
        return None
    if isinstance(column.type, sa.Enum) and column.type.enum_class is not None:
        return column.type.enum_class(text)
    return decode(column.type, text)
