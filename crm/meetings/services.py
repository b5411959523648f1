"""What we do about meetings: add and correct them, note who is registered and who of ours goes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.audit.services import describe
from crm.countries.models import Meeting
from crm.countries.names import fold
from crm.meetings.models import Attendance, Delegate, DelegateState, GovernmentAttendance
from crm.partial_date import PartialDate


@dataclass(frozen=True)
class MeetingDraft:
    """A meeting as somebody writes it down; its dates as far as they are known."""

    treaty_key: str
    kind: str
    name: str
    starts: PartialDate
    ends: PartialDate | None
    place: str
    country_iso2: str | None
    verified: str
    source: str
    note: str = ""


def write_meeting(session: Session, draft: MeetingDraft, meeting: Meeting | None = None) -> Meeting:
    """Add a meeting, or correct one; the widest days it can mean follow from its dates."""
    ends = draft.ends or draft.starts
    values = {
        "treaty_key": draft.treaty_key,
        "kind": draft.kind,
        "name": draft.name,
        "starts": draft.starts,
        "ends": draft.ends,
        "starts_on": draft.starts.earliest,
        "ends_on": ends.latest,
        "place": draft.place,
        "country_iso2": draft.country_iso2,
        "verified": draft.verified,
        "source": draft.source,
        "note": draft.note,
    }
    kept = meeting if meeting is not None else Meeting()
    for name, value in values.items():
        setattr(kept, name, value)
    session.add(kept)
    session.flush()
    done = "Corrected" if meeting is not None else "Added"
    describe(session, f"{done} the meeting “{draft.name}”", subject=f"meetings:{kept.id}")
    return kept


@dataclass(frozen=True)
class Listed:
    """A list of registered Governments as it was read: the States, and the lines that name none."""

    states: Collection[str]
    unknown: Collection[str]


def read_list(text: str, names: Mapping[str, str]) -> Listed:
    """Read a list of Governments, one a line; `names` gives the code of a State by its folded name."""
    lines = [line.strip(" \t,;*•-") for line in text.splitlines()]
    found = {line: names.get(fold(line)) for line in lines if line}
    return Listed({iso2 for iso2 in found.values() if iso2}, [line for line, iso2 in found.items() if not iso2])


def note_registered(
    session: Session, meeting: Meeting, registered: Collection[str], others: Collection[str], seen_on: date, source: str
) -> None:
    """Note which Governments a list names as registered, and that it does not name the others."""
    before = session.scalars(sa.select(GovernmentAttendance).where(GovernmentAttendance.meeting_id == meeting.id))
    for old in before.all():
        session.delete(old)
    session.flush()
    session.add_all(
        GovernmentAttendance(
            meeting_id=meeting.id,
            iso2=iso2,
            attends=Attendance.REGISTERED if iso2 in registered else Attendance.NOT_REGISTERED,
            seen_on=seen_on,
            source=source,
        )
        for iso2 in (*registered, *(iso2 for iso2 in others if iso2 not in registered))
    )
    session.flush()
    describe(
        session, f"Noted {len(registered)} registered Governments: {meeting.name}", subject=f"meetings:{meeting.id}"
    )


def note_delegate(
    session: Session, meeting: Meeting, member_id: int, state: DelegateState, *, spoke: bool, note: str = ""
) -> Delegate:
    """Note that one of our people is invited, comes, came or spoke; one row for each person."""
    held = session.scalar(sa.select(Delegate).where(Delegate.meeting_id == meeting.id, Delegate.member_id == member_id))
    delegate = held or Delegate(meeting_id=meeting.id, member_id=member_id)
    delegate.state, delegate.spoke, delegate.note = state, spoke, note
    session.add(delegate)
    session.flush()
    describe(session, f"Noted somebody at {meeting.name}", subject=f"members:{member_id}")
    return delegate
