"""What people find out: a treaty action, that nothing is new, that a position still holds, what else to ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.rights import Actor
from crm.audit.services import describe
from crm.treaties.acts import TreatyActionKind, latest_day
from crm.treaties.models import Position, StepOverride, Treaty, TreatyAction


class Fault(StrEnum):
    """Why something can't be recorded as a fact."""

    NOT_YET = "not yet"
    BEFORE_OPENING = "before opening"
    HELD_ALREADY = "held already"
    OLDER = "older"
    NOTHING_HELD = "nothing held"


class FactError(ValueError):
    """Something can't be recorded; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        """Keep the reason."""
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True)
class Finding:
    """A treaty action as somebody found it; `in_force_on` only where the depositary published it."""

    treaty_key: str
    iso2: str
    kind: TreatyActionKind
    on: date
    source: str
    in_force_on: date | None = None
    note: str = ""
    embargo_until: date | None = None


def record_treaty_action(session: Session, actor: Actor, now: datetime, found: Finding) -> TreatyAction:
    """Record what a State did; raises FactError when it is to come, too early to be true, or held already."""
    _check(session, now, found)
    action = TreatyAction(
        treaty_key=found.treaty_key,
        iso2=found.iso2,
        kind=found.kind,
        on=found.on,
        in_force_on=found.in_force_on,
        source=found.source,
        note=found.note,
        entered_at=now,
        entered_by=actor.user_id,
        embargo_until=found.embargo_until,
    )
    session.add(action)
    session.flush()
    describe(session, f"Recorded a treaty action: {found.iso2}, {found.kind.value}", subject=f"countries:{found.iso2}")
    return action


def correct_treaty_action(session: Session, now: datetime, action: TreatyAction, found: Finding) -> TreatyAction:
    """Correct what is held of an act, by a source; what it was stays in the journal. Raises FactError as above."""
    _check(session, now, found, apart_from=action.id)
    action.kind, action.on, action.in_force_on = found.kind, found.on, found.in_force_on
    action.source, action.note, action.embargo_until = found.source, found.note, found.embargo_until
    session.flush()
    words = f"Corrected a treaty action: {action.iso2}, {action.kind.value}"
    describe(session, words, subject=f"countries:{action.iso2}")
    return action


def take_away_treaty_action(session: Session, action: TreatyAction) -> None:
    """Take an act away that was none; it can be undone, and the journal keeps it."""
    iso2, kind = action.iso2, action.kind.value
    session.delete(action)
    session.flush()
    describe(session, f"Took away a treaty action: {iso2}, {kind}", subject=f"countries:{iso2}")


def _check(session: Session, now: datetime, found: Finding, apart_from: int | None = None) -> None:
    """Refuse what is to come, too early to be true, or held already."""
    treaty = session.get_one(Treaty, found.treaty_key)
    if found.on > latest_day(now):
        raise FactError(Fault.NOT_YET)
    if found.on < treaty.opened_on:
        raise FactError(Fault.BEFORE_OPENING)
    same = sa.select(TreatyAction.id).where(
        TreatyAction.treaty_key == found.treaty_key,
        TreatyAction.iso2 == found.iso2,
        TreatyAction.kind == found.kind,
        TreatyAction.on == found.on,
    )
    if session.scalars(same).first() not in {None, apart_from}:
        raise FactError(Fault.HELD_ALREADY)


def look_up(session: Session, now: datetime, treaty_key: str, on: date, source: str) -> Treaty:
    """Say that somebody looked on a day and found nothing new; raises FactError for a day to come or an older one.

    Where nothing is held nothing can be said to be as it was: FactError too.
    """
    treaty = session.get_one(Treaty, treaty_key)
    if not session.scalar(sa.select(sa.exists().where(TreatyAction.treaty_key == treaty_key))):
        raise FactError(Fault.NOTHING_HELD)
    if on > latest_day(now):
        raise FactError(Fault.NOT_YET)
    if on < treaty.known_until:
        raise FactError(Fault.OLDER)
    treaty.known_until, treaty.known_until_source = on, source
    describe(session, f"Looked for new treaty actions: {treaty_key}", subject=f"treaties:{treaty_key}")
    return treaty


def confirm_position(
    session: Session, actor: Actor, now: datetime, position_id: int, value: str, source: str
) -> Position:
    """Say what a State's position is today, by whom one knows."""
    position = session.get_one(Position, position_id)
    position.value = value
    position.confirmed_on, position.confirmed_by, position.confirmed_source = now.date(), actor.user_id, source
    describe(session, f"Confirmed a position of {position.iso2}", subject=f"countries:{position.iso2}")
    return position


def record_position(session: Session, actor: Actor, now: datetime, position: Position) -> Position:
    """Keep a position that somebody found, confirmed by them with its source."""
    position.confirmed_on, position.confirmed_by = now.date(), actor.user_id
    session.add(position)
    session.flush()
    describe(session, f"Recorded a position of {position.iso2}", subject=f"countries:{position.iso2}")
    return position


def override_ask(
    session: Session, actor: Actor, treaty_key: str, iso2: str, text: str, expires_on: date | None
) -> None:
    """Put a text in the place of a State's ask until a day; without both the rule has its place back."""
    held = session.scalars(
        sa.select(StepOverride).where(StepOverride.treaty_key == treaty_key, StepOverride.iso2 == iso2)
    ).all()
    for old in held:
        session.delete(old)
    if text and expires_on is not None:
        session.add(
            StepOverride(treaty_key=treaty_key, iso2=iso2, text=text, expires_on=expires_on, author_id=actor.user_id)
        )
    describe(session, f"Set what to ask of {iso2}", subject=f"countries:{iso2}")
