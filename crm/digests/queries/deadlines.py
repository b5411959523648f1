"""Which sourced dates of some countries come near: duties, steps at home, meetings held there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.countries.models import Meeting
from crm.digests.deadlines import Deadline, begins_line, duty_line, step_line
from crm.digests.queries.news import ANNOUNCED, TREATY
from crm.digests.queries.passages import Places
from crm.duties.models import DutyFact
from crm.duties.state import Duty, DutyState, Fact, FactKind, judge
from crm.duties.wording import duty_word
from crm.milestones.kinds import MilestoneKind, MilestoneState
from crm.milestones.models import Milestone
from crm.milestones.queries import open_on
from crm.milestones.wording import milestone_word
from crm.partial_date import PartialDate

OPEN_DUTIES = frozenset({DutyState.APPLIES, DutyState.EXTENDED})
DUTY, STEP, MEETING = "duty", "step", "meeting"


def deadlines(session: Session, known: Places, languages: Sequence[str]) -> dict[str, list[Deadline]]:
    """List the dates of each country that come near, the first first: one statement, however many they are.

    A duty is said only where a source says that it applies; the treaty's rule alone announces none.
    """
    if not known.procedures:
        return {}
    facts: defaultdict[tuple[str, Duty], list[tuple[Fact, date]]] = defaultdict(list)
    coming: list[Deadline] = []
    for row in session.execute(sa.union_all(*_selected(known))):
        if row.what == DUTY:
            facts[row.iso2, Duty(row.name)].append((_fact(row), row.known_at.date()))
        elif PartialDate(row.on).day is not None:
            coming.append(_announced(row, PartialDate(row.on).earliest, languages))
    coming += _duties(facts, known, languages)
    found: dict[str, list[Deadline]] = {}
    for one in sorted(coming, key=lambda each: (each.on, each.words[languages[0]])):
        if one.is_near(known.on):
            found.setdefault(one.iso2, []).append(one)
    return found


def _selected(known: Places) -> Sequence[sa.Select[*tuple[Any, ...]]]:
    """What is known of duties, steps expected at home and meetings, as rows of one shape."""
    words, nothing = sa.String(300), sa.literal("")
    until, year, never = (sa.cast(sa.null(), kind) for kind in (words, sa.Integer(), sa.DateTime()))
    here = tuple(known.procedures)
    duties = sa.select(
        sa.literal(DUTY).label("what"),
        DutyFact.iso2.label("iso2"),
        sa.cast(DutyFact.kind, words).label("kind"),
        sa.cast(DutyFact.duty, words).label("name"),
        nothing.label("place"),
        sa.cast(DutyFact.on, words).label("on"),
        sa.cast(DutyFact.until, words).label("until"),
        DutyFact.year.label("year"),
        DutyFact.entered_at.label("known_at"),
    ).where(DutyFact.treaty_key == TREATY, DutyFact.iso2.in_(here))
    steps = sa.select(
        *(sa.literal(STEP), Milestone.iso2, sa.cast(Milestone.kind, words), nothing, nothing),
        *(
            sa.cast(Milestone.on, words),
            sa.cast(sa.null(), words),
            sa.cast(sa.null(), sa.Integer()),
            Milestone.moved_at,
        ),
    ).where(
        Milestone.treaty_key == TREATY,
        Milestone.iso2.in_(here),
        Milestone.state == MilestoneState.EXPECTED,
        Milestone.on.is_not(None),
        Milestone.source != "",
        open_on(known.on),
    )
    meetings = sa.select(
        *(sa.literal(MEETING), Meeting.country_iso2, nothing, Meeting.name, Meeting.place),
        *(sa.cast(Meeting.starts, words), until, year, never),
    ).where(
        Meeting.treaty_key == TREATY,
        Meeting.verified.in_(ANNOUNCED),
        Meeting.country_iso2.in_(here),
        Meeting.starts.is_not(None),
        Meeting.starts_on > known.on,
    )
    return duties, steps, meetings


def _fact(row: Any) -> Fact:
    until = date.fromisoformat(row.until) if row.until else None
    return Fact(Duty(row.name), FactKind(row.kind), date.fromisoformat(row.on), until, row.year)


def _announced(row: Any, on: date, languages: Sequence[str]) -> Deadline:
    """A step or a meeting on a day; a meeting is known as long as it is announced to all."""
    if row.what == MEETING:
        said = {language: begins_line(row.name, row.place, on, language) for language in languages}
        return Deadline(row.iso2, on, date.min, said)
    kind = MilestoneKind(row.kind)
    words = {language: step_line(milestone_word(kind, language), on, language) for language in languages}
    return Deadline(row.iso2, on, row.known_at.date(), words)


def _duties(
    facts: Mapping[tuple[str, Duty], Sequence[tuple[Fact, date]]], known: Places, languages: Sequence[str]
) -> Iterator[Deadline]:
    for (iso2, duty), held in facts.items():
        here = known.standings.get(iso2)
        since = here.in_force_on if here is not None and here.is_party else None
        if since is None or since > known.on:
            continue
        standing = judge(duty, [fact for fact, _entered in held], since, known.on)
        if standing.state in OPEN_DUTIES and standing.due_on is not None:
            extended = standing.state is DutyState.EXTENDED
            words = {
                language: duty_line(duty_word(duty, language), standing.due_on, language, extended=extended)
                for language in languages
            }
            yield Deadline(iso2, standing.due_on, max(entered for _fact, entered in held), words)
