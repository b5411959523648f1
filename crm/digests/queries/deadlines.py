"""Which sourced dates of some countries come near: duties, steps at home, meetings held there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.countries.models import Meeting
from crm.digests.deadlines import Deadline, begins_line, duty_line, step_line
from crm.digests.queries.news import ANNOUNCED, TREATY
from crm.digests.queries.passages import Places
from crm.duties.queries import all_duty_facts
from crm.duties.state import Duty, DutyState, judge
from crm.duties.wording import duty_word
from crm.milestones.kinds import MilestoneState
from crm.milestones.models import Milestone
from crm.milestones.queries import open_on
from crm.milestones.wording import milestone_word
from crm.partial_date import PartialDate

OPEN_DUTIES = frozenset({DutyState.APPLIES, DutyState.EXTENDED})


def deadlines(session: Session, known: Places, languages: Sequence[str]) -> dict[str, list[Deadline]]:
    """List the dates of each country that come near, the first first: three statements, however many they are.

    A duty is said only where a source says that it applies; the treaty's rule alone announces none.
    """
    if not known.procedures:
        return {}
    found: dict[str, list[Deadline]] = {}
    readers = (_duties, _steps, _meetings)
    everything = [one for read in readers for one in read(session, known, languages)]
    for one in sorted(everything, key=lambda each: (each.on, each.words[languages[0]])):
        if one.is_near(known.on):
            found.setdefault(one.iso2, []).append(one)
    return found


def _duties(session: Session, known: Places, languages: Sequence[str]) -> Iterator[Deadline]:
    for iso2, rows in all_duty_facts(session, TREATY).items():
        here = known.standings.get(iso2)
        since = here.in_force_on if here is not None and here.is_party else None
        if since is None or since > known.on:
            continue
        facts = [row.fact for row in rows]
        entered = {row.duty: row.entered_at.date() for row in rows}
        for duty in Duty:
            here_now = judge(duty, facts, since, known.on)
            if here_now.state in OPEN_DUTIES and here_now.due_on is not None and here_now.decided_by is not None:
                extended = here_now.state is DutyState.EXTENDED
                words = {
                    language: duty_line(duty_word(duty, language), here_now.due_on, language, extended=extended)
                    for language in languages
                }
                yield Deadline(iso2, here_now.due_on, entered[duty], words)


def _steps(session: Session, known: Places, languages: Sequence[str]) -> Iterator[Deadline]:
    rows = session.scalars(
        sa.select(Milestone).where(
            Milestone.treaty_key == TREATY,
            Milestone.iso2.in_(known.procedures),
            Milestone.state == MilestoneState.EXPECTED,
            Milestone.on.is_not(None),
            Milestone.source != "",
            open_on(known.on),
        )
    )
    for row in rows:
        on = _whole_day(row.on)
        if on is not None:
            words = {language: step_line(milestone_word(row.kind, language), on, language) for language in languages}
            yield Deadline(row.iso2, on, row.moved_at.date(), words)


def _meetings(session: Session, known: Places, languages: Sequence[str]) -> Iterator[Deadline]:
    rows = session.scalars(
        sa.select(Meeting).where(
            Meeting.treaty_key == TREATY,
            Meeting.verified.in_(ANNOUNCED),
            Meeting.country_iso2.in_(known.procedures),
            Meeting.starts_on > known.on,
        )
    )
    for row in rows:
        if row.country_iso2 and _whole_day(row.starts) == row.starts_on:
            words = {language: begins_line(row.name, row.place, row.starts_on, language) for language in languages}
            yield Deadline(row.country_iso2, row.starts_on, date.min, words)


def _whole_day(on: PartialDate | None) -> date | None:
    """The day of a date that is known to the day."""
    return on.earliest if on is not None and on.day is not None else None
