"""Treaties, the acts of States under them as records and as news, and positions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.countries.models import Country
from crm.prebuilt import prebuilt
from crm.treaties.acts import TreatyActionKind
from crm.treaties.freshness import fresh_since
from crm.treaties.models import Position, Treaty, TreatyAction


def get_treaty(session: Session, key: str) -> Treaty:
    """A treaty by its key, in any case of letters; raises LookupError when there is none."""
    treaty = session.get(Treaty, key.lower())
    if treaty is None:
        message = f"no treaty has the key {key!r}"
        raise LookupError(message)
    return treaty


def list_treaties(session: Session) -> Sequence[Treaty]:
    """The treaties we hold facts of: first the one with duties, which the network is about."""
    return session.scalars(*_treaties()).all()


@prebuilt
def _treaties() -> sa.Select[Treaty]:
    return sa.select(Treaty).order_by(Treaty.has_duties.desc(), Treaty.key)


def known_until(session: Session, treaty_key: str) -> date:
    """The day until which somebody looked for new treaty actions."""
    return get_treaty(session, treaty_key).known_until


def actions_of(session: Session, iso2: str, today: date, *, embargoed: bool = False) -> Sequence[TreatyAction]:
    """A State's treaty actions under every treaty, the latest first; those under embargo only where asked for."""
    return session.scalars(*_actions_of(iso2, today, embargoed=embargoed)).all()


@prebuilt
def _actions_of(iso2: str, today: date, *, embargoed: bool) -> sa.Select[TreatyAction]:
    chosen = sa.select(TreatyAction).where(TreatyAction.iso2 == iso2, sa.true() if embargoed else open_on(today))
    return chosen.order_by(TreatyAction.on.desc(), TreatyAction.id.desc())


def treaty_actions_between(
    session: Session, start: date, end: date, *, treaty_key: str | None = None
) -> Sequence[TreatyAction]:
    """Treaty actions that became news on days from start to end, both included, in the order they were done.

    One becomes news on the latest of three days: it was done, it was entered here, its embargo ended. So each
    stands in exactly one of several windows that follow each other.
    """
    first, after = (datetime.combine(day, time(), UTC) for day in (start, end + timedelta(days=1)))
    chosen = sa.select(TreatyAction).where(
        TreatyAction.on <= end,
        TreatyAction.entered_at < after,
        open_on(end),
        sa.or_(TreatyAction.on >= start, TreatyAction.entered_at >= first, TreatyAction.embargo_until >= start),
    )
    if treaty_key is not None:
        chosen = chosen.where(TreatyAction.treaty_key == treaty_key)
    return session.scalars(chosen.order_by(TreatyAction.on, TreatyAction.iso2, TreatyAction.id)).all()


def movers(session: Session, treaty_key: str, start: date, end: date, *, today: date) -> Sequence[TreatyAction]:
    """Treaty actions done on days from start to end, both included, that changed where a State stands."""
    return session.scalars(*_movers(treaty_key, start, end, today)).all()


@prebuilt
def _movers(treaty_key: str, start: date, end: date, today: date) -> sa.Select[TreatyAction]:
    chosen = sa.select(TreatyAction).where(
        TreatyAction.treaty_key == treaty_key,
        TreatyAction.on.between(start, end),
        TreatyAction.kind.not_in([TreatyActionKind.PROVISIONAL_APPLICATION, TreatyActionKind.SUSPENSION_CLAIMED]),
        open_on(today),
    )
    return chosen.order_by(TreatyAction.on, TreatyAction.iso2, TreatyAction.id)


def latest_actions(session: Session, treaty_key: str, today: date, limit: int) -> Sequence[tuple[TreatyAction, str]]:
    """What States did about a treaty, what we learned last first, with the State's English name."""
    chosen = (
        sa.select(TreatyAction, Country.name_en)
        .join(Country, Country.iso2 == TreatyAction.iso2)
        .where(TreatyAction.treaty_key == treaty_key, TreatyAction.on <= today, open_on(today))
        .order_by(TreatyAction.entered_at.desc(), TreatyAction.id.desc())
    )
    return [(action, name) for action, name in session.execute(chosen.limit(limit))]


def positions_of(session: Session, iso2: str) -> Sequence[Position]:
    """What sources say of a State's stocks, production, use, transfers and contaminated land."""
    return session.scalars(*_positions_of(iso2)).all()


@prebuilt
def _positions_of(iso2: str) -> sa.Select[Position]:
    return sa.select(Position).where(Position.iso2 == iso2).order_by(Position.id)


def positions_waiting(session: Session, today: date) -> Sequence[tuple[Position, str]]:
    """Positions too old to be told as facts and not confirmed since, with the State's English name, by that."""
    since = fresh_since(today)
    old = sa.and_(
        sa.or_(Position.edition_on.is_(None), Position.edition_on < since),
        sa.or_(Position.confirmed_on.is_(None), Position.confirmed_on < since),
    )
    chosen = sa.select(Position, Country.name_en).join(Country, Country.iso2 == Position.iso2).where(old)
    rows = session.execute(chosen.order_by(Country.folded, Position.topic, Position.id))
    return [(position, name) for position, name in rows]


def open_on(today: date | sa.BindParameter[date]) -> sa.ColumnElement[bool]:
    """Whether a treaty action is under no embargo on a day."""
    return sa.or_(TreatyAction.embargo_until.is_(None), TreatyAction.embargo_until <= today)
