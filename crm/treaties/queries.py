"""Everything we ask about treaties, what States did about them, and where they stand."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.countries.models import Country
from crm.treaties.acts import Act, TreatyActionKind
from crm.treaties.freshness import fresh_since
from crm.treaties.models import Position, StepOverride, Treaty, TreatyAction
from crm.treaties.positions import CALLS_FOR_INTERIM_MEASURES
from crm.treaties.rules import Rules
from crm.treaties.status import Circumstances, Counts, Standing, count, standing_on


def get_treaty(session: Session, key: str) -> Treaty:
    """A treaty by its key, in any case of letters; raises LookupError when there is none."""
    treaty = session.get(Treaty, key.lower())
    if treaty is None:
        message = f"no treaty has the key {key!r}"
        raise LookupError(message)
    return treaty


def list_treaties(session: Session) -> Sequence[Treaty]:
    """The treaties we hold facts of: first the one with duties, which the network is about."""
    return session.scalars(sa.select(Treaty).order_by(Treaty.has_duties.desc(), Treaty.key)).all()


def known_until(session: Session, treaty_key: str) -> date:
    """The day until which somebody looked for new treaty actions."""
    return get_treaty(session, treaty_key).known_until


def standings(
    session: Session, treaty_key: str, on: date, *, today: date | None = None, only: Collection[str] | None = None
) -> dict[str, Standing]:
    """Where every State (or `only` these) stands on a day, by ISO code: two statements, whatever the number.

    A treaty action under embargo on `today` (else on the day asked for) is left out. Raises LookupError
    when there is no such treaty.
    """
    rules: Rules | None = None
    acts: dict[str, list[Act]] = {}
    for row in session.execute(_acts_of_states(treaty_key, today or on, only)):
        rules = rules or _rules(row)
        mine = acts.setdefault(row.iso2, [])
        if row.kind is not None:
            mine.append(Act(row.kind, row.on, row.act_in_force_on))
    if rules is None:
        message = f"no treaty has the key {treaty_key!r}, or no State is known"
        raise LookupError(message)
    known = _circumstances(session, treaty_key, on, only)
    return {iso2: standing_on(iso2, rules, mine, on, known.get(iso2, Circumstances())) for iso2, mine in acts.items()}


def standing_of(session: Session, treaty_key: str, iso2: str, on: date, *, today: date | None = None) -> Standing:
    """Where one State stands on a day; raises LookupError when there is no such treaty or State."""
    return standings(session, treaty_key, on, today=today, only=[iso2])[iso2]


def counts(session: Session, treaty_key: str, on: date, *, today: date | None = None) -> Counts:
    """How many States stand where on a day."""
    return count(standings(session, treaty_key, on, today=today).values())


def actions_of(session: Session, iso2: str, today: date) -> Sequence[TreatyAction]:
    """A State's treaty actions under every treaty, the latest first."""
    chosen = sa.select(TreatyAction).where(TreatyAction.iso2 == iso2, _open_on(today))
    return session.scalars(chosen.order_by(TreatyAction.on.desc(), TreatyAction.id.desc())).all()


def actions_under(session: Session, treaty_key: str, today: date) -> Sequence[TreatyAction]:
    """Every State's treaty actions under one treaty, in the order they were done."""
    chosen = sa.select(TreatyAction).where(TreatyAction.treaty_key == treaty_key, _open_on(today))
    return session.scalars(chosen.order_by(TreatyAction.on, TreatyAction.iso2, TreatyAction.id)).all()


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
        _open_on(end),
        sa.or_(TreatyAction.on >= start, TreatyAction.entered_at >= first, TreatyAction.embargo_until >= start),
    )
    if treaty_key is not None:
        chosen = chosen.where(TreatyAction.treaty_key == treaty_key)
    return session.scalars(chosen.order_by(TreatyAction.on, TreatyAction.iso2, TreatyAction.id)).all()


def movers(session: Session, treaty_key: str, start: date, end: date, *, today: date) -> Sequence[TreatyAction]:
    """Treaty actions done on days from start to end, both included, that changed where a State stands."""
    chosen = sa.select(TreatyAction).where(
        TreatyAction.treaty_key == treaty_key,
        TreatyAction.on.between(start, end),
        TreatyAction.kind.not_in([TreatyActionKind.PROVISIONAL_APPLICATION, TreatyActionKind.SUSPENSION_CLAIMED]),
        _open_on(today),
    )
    return session.scalars(chosen.order_by(TreatyAction.on, TreatyAction.iso2, TreatyAction.id)).all()


def positions_of(session: Session, iso2: str) -> Sequence[Position]:
    """What sources say of a State's stocks, production, use, transfers and contaminated land."""
    return session.scalars(sa.select(Position).where(Position.iso2 == iso2).order_by(Position.id)).all()


def _open_on(today: date) -> sa.ColumnElement[bool]:
    """Whether a treaty action is under no embargo on a day."""
    return sa.or_(TreatyAction.embargo_until.is_(None), TreatyAction.embargo_until <= today)


def _acts_of_states(treaty_key: str, today: date, only: Collection[str] | None) -> sa.Select[*tuple[Any, ...]]:
    """One row per State and act, the treaty's rules on each; a State that never acted has one row without an act."""
    act = sa.and_(TreatyAction.iso2 == Country.iso2, TreatyAction.treaty_key == Treaty.key, _open_on(today))
    chosen = (
        sa.select(
            Country.iso2,
            TreatyAction.kind,
            TreatyAction.on,
            TreatyAction.in_force_on.label("act_in_force_on"),
            Treaty.opened_on,
            Treaty.signature_closes_on,
            Treaty.triggered_on,
            Treaty.in_force_on,
            Treaty.entry_into_force_rule,
            Treaty.withdrawal_rule,
            Treaty.has_duties,
        )
        .select_from(Country)
        .join(Treaty, Treaty.key == treaty_key.lower())
        .outerjoin(TreatyAction, act)
        .order_by(Country.iso2, TreatyAction.on, TreatyAction.id)
    )
    return chosen if only is None else chosen.where(Country.iso2.in_(only))


def _rules(row: Any) -> Rules:
    return Rules(
        opened_on=row.opened_on,
        signature_closes_on=row.signature_closes_on,
        triggered_on=row.triggered_on,
        in_force_on=row.in_force_on,
        entry_into_force=row.entry_into_force_rule,
        withdrawal=row.withdrawal_rule,
        has_duties=row.has_duties,
    )


def _circumstances(
    session: Session, treaty_key: str, on: date, only: Collection[str] | None
) -> Mapping[str, Circumstances]:
    """What is known besides acts: a fresh position that calls for interim measures, the coordinator's own text."""
    since = fresh_since(on)
    arms = sa.select(Position.iso2, sa.literal("").label("text")).where(
        Position.topic.in_(CALLS_FOR_INTERIM_MEASURES),
        Position.value == "yes",
        sa.or_(Position.edition_on.between(since, on), Position.confirmed_on.between(since, on)),
    )
    override = sa.select(StepOverride.iso2, StepOverride.text).where(
        StepOverride.treaty_key == treaty_key.lower(), StepOverride.expires_on >= on
    )
    if only is not None:
        arms, override = arms.where(Position.iso2.in_(only)), override.where(StepOverride.iso2.in_(only))
    known: dict[str, Circumstances] = {}
    for iso2, text in session.execute(sa.union_all(arms, override)):
        before = known.get(iso2, Circumstances())
        known[iso2] = Circumstances(has_or_uses=before.has_or_uses or not text, override=text or before.override)
    return known
