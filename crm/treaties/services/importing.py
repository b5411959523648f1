"""Taking in the depositary's file: kept, planned, and applied as far as a person confirms it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.rights import Actor
from crm.audit.services import describe
from crm.countries.models import Country
from crm.countries.names import fold
from crm.countries.services import load_rows
from crm.countries.shipped import read_facts
from crm.treaties.acts import latest_day
from crm.treaties.freshness import supposed_day
from crm.treaties.models import DepositaryFile, Treaty, TreatyAction
from crm.treaties.reconcile import Held, New, Plan, reconcile
from crm.treaties.sources.untc import Fault, Reading, UnreadableFileError, read


class ForeignFileError(ValueError):
    """A file of another treaty; the text is that treaty's number."""


@dataclass(frozen=True)
class Confirmed:
    """What a person confirmed of a plan: its lines by their keys, and whether they looked at its questions."""

    keys: Collection[str]
    settled: bool = False


@dataclass(frozen=True)
class Applied:
    """What became of it: the acts that are new or corrected, and the day until which the facts are known now."""

    actions: tuple[TreatyAction, ...]
    known_until: date
    moved: bool


def find_or_begin(session: Session, key: str) -> Treaty:
    """A treaty by its key; one whose rules are shipped without facts begins with its first file.

    Raises LookupError when neither is there.
    """
    held = session.get(Treaty, key.lower())
    if held is not None:
        return held
    shipped = next((row for row in read_facts("crm.treaties", "treaties") if row["key"] == key.lower()), None)
    if shipped is None:
        message = f"no treaty has the key {key!r}"
        raise LookupError(message)
    # Nobody has looked yet: until the first file is in, its facts are known until the day it was opened.
    begun = shipped | {"known_until": shipped["known_until"] or shipped["opened_on"]}
    load_rows(session, Treaty.key, [begun])
    return session.get_one(Treaty, key.lower())


def keep_file(
    session: Session, actor: Actor, now: datetime, treaty: Treaty, name: str, content: bytes
) -> DepositaryFile:
    """Keep a file that can be read; raises UnreadableFileError or ForeignFileError for one that says nothing."""
    reading = _reading_of(treaty, content, latest_day(now))
    kept = DepositaryFile(
        treaty_key=treaty.key,
        file_name=name,
        content=content,
        fetched_on=supposed_day(reading.latest_on, now.date()),
        uploaded_at=now,
        uploaded_by=actor.user_id,
    )
    session.add(kept)
    session.flush()
    return kept


def plan_of(
    session: Session, treaty: Treaty, content: bytes, now: datetime, called: Mapping[str, str] | None = None
) -> Plan:
    """Compare a file with what is held today; `called` says of which States its unknown names are."""
    names = state_names(session) | {fold(name): iso2 for name, iso2 in (called or {}).items()}
    rows = session.execute(
        sa.select(TreatyAction.id, TreatyAction.iso2, TreatyAction.kind, TreatyAction.on).where(
            TreatyAction.treaty_key == treaty.key
        )
    )
    return reconcile(_reading_of(treaty, content, latest_day(now)), names, [Held(*row) for row in rows])


def state_names(session: Session) -> dict[str, str]:
    """The code of each State by its folded name: the depositary's spellings and the UN's own, in English and French."""
    named = {fold(row["name"]): row["iso2"] for row in read_facts("crm.treaties", "untc_names")}
    own = session.execute(sa.select(Country.iso2, Country.name_en, Country.name_fr))
    return {fold(name): iso2 for iso2, *names in own for name in names} | named


def apply(
    session: Session,
    actor: Actor,
    now: datetime,
    treaty: Treaty,
    plan: Plan,
    confirmed: Confirmed,
    *,
    fetched_on: date,
    source: str,
) -> Applied:
    """Record the confirmed lines as treaty actions with their source.

    The facts are known until the day the file was fetched only when nothing of it is left open, and it is not
    older than what is held.
    """
    first = not session.scalar(sa.select(sa.exists().where(TreatyAction.treaty_key == treaty.key)))
    chosen = [line for line in (*plan.new, *plan.changed) if line.key in confirmed.keys]
    actions = tuple(_record(session, actor, now, treaty, line, source, first=first) for line in chosen)
    session.flush()
    whole = len(chosen) == len(plan.new) + len(plan.changed) and (confirmed.settled or not plan.questions)
    moved = whole and not plan.is_older and fetched_on > treaty.known_until
    if moved:
        treaty.known_until, treaty.known_until_source = fetched_on, source
    subject = f"treaties:{treaty.key}"
    describe(session, f"Took in the depositary's file of {treaty.short_name}: {len(actions)} lines", subject=subject)
    return Applied(actions, treaty.known_until, moved)


def _reading_of(treaty: Treaty, content: bytes, until: date) -> Reading:
    """Read a file of this treaty; a day before the treaty was open, or to come, makes all of it doubtful."""
    reading = read(content)
    if reading.mtdsg_no != treaty.mtdsg_no:
        raise ForeignFileError(reading.mtdsg_no)
    for line in reading.lines:
        for cell in line.cells.values():
            if not treaty.opened_on <= cell.on <= until:
                raise UnreadableFileError(Fault.DAY, f"{line.name}, {cell.on.isoformat()}")
    return reading


def _record(
    session: Session, actor: Actor, now: datetime, treaty: Treaty, line: New, source: str, *, first: bool
) -> TreatyAction:
    """Write one line: a correction changes the act that is held, and the journal keeps what it was."""
    if line.corrects is not None:
        action = session.get_one(TreatyAction, line.corrects.id)
        action.kind, action.on, action.source, action.in_force_on = line.kind, line.on, source, None
        return action
    # What a treaty's first file brings was done long ago: it is history, and no news for a digest.
    entered = datetime.combine(line.on, time(), UTC) if first else now
    action = TreatyAction(
        treaty_key=treaty.key,
        iso2=line.iso2,
        kind=line.kind,
        on=line.on,
        source=source,
        entered_at=entered,
        entered_by=actor.user_id,
    )
    session.add(action)
    return action
