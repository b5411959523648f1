"""A person's timeline: what they did, what we said, promised, sent and changed, from each feature's rows."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from crm.actions.models import ActionState, ParliamentaryAction, Participation
from crm.audit.models import Arrival, Change, ChangeSet
from crm.digests.models import Digest
from crm.followups.models import FollowUp, FollowUpState
from crm.letters.models import Letter, LetterBatch, LetterTemplate
from crm.mail.models import Message
from crm.members.forms.words import KINDS, STAGES
from crm.members.models import Interaction, Member, StageChange
from crm.members.queries.records import interactions_of
from crm.paging import AnySelect
from crm.partial_date import PartialDate
from crm.prebuilt import prebuilt

MOST = 100
"""Lines of each kind that a record shows, the latest."""


@dataclass(frozen=True)
class Event:
    """One line of a timeline; `when` says it as known, `order` sorts it."""

    order: datetime
    when: date | PartialDate | None
    what: str
    text: str
    link: str = ""
    by: str = ""


def timeline(
    session: Session, member_id: int, promises: Sequence[FollowUp], *, whole: bool, endpoints: Sequence[str]
) -> Sequence[Event]:
    """What there is to tell, the latest first; not `whole` for the person themself: our notes are ours."""
    events = [*_actions(session, member_id, "actions.show" in endpoints), *_digests(session, member_id)]
    letters = list(_letters(session, member_id, linked=whole))
    events += [event for event, _noted in letters]
    if whole:
        told = {noted for _event, noted in letters if noted is not None}
        events += [*_interactions(session, member_id, told), *_follow_ups(promises)]
        events += [*_stages(session, member_id), *_changes(session, member_id)]
    return sorted(events, key=lambda event: event.order, reverse=True)


def promises_to(session: Session, member_id: int) -> Sequence[FollowUp]:
    """What we owe a person or did for them: all that is open, then the latest of the rest."""
    return session.scalars(*_promises_to(member_id)).all()


@prebuilt
def _promises_to(member_id: int) -> sa.Select[FollowUp]:
    is_closed = FollowUp.state != FollowUpState.OPEN
    chosen = sa.select(FollowUp).where(FollowUp.member_id == member_id)
    return chosen.order_by(is_closed, FollowUp.due_on.desc(), FollowUp.id.desc()).limit(MOST)


def _day(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _actions(session: Session, member_id: int, linked: bool) -> Iterator[Event]:  # noqa: FBT001 - whether pages of actions exist
    done, not_done = _("Action"), _("Action planned or to be checked")
    for row in session.execute(*_actions_of(member_id)):
        link = url_for("actions.show", action_id=row.id) if linked else ""
        what = done if row.state is ActionState.DONE else not_done
        yield Event(_day(row.on.latest) if row.on else row.logged_at, row.on, what, row.title, link)


@prebuilt
def _actions_of(member_id: int) -> AnySelect:
    action = ParliamentaryAction
    return (
        sa.select(action.id, action.title, action.kind, action.on, action.logged_at, action.state)
        .join(Participation, Participation.action_id == action.id)
        .where(Participation.member_id == member_id)
        .order_by(action.logged_at.desc())
        .limit(MOST)
    )


def _letters(session: Session, member_id: int, *, linked: bool) -> Iterator[tuple[Event, int | None]]:
    """Letters that went, each with the contact that was noted of it, which need not be told twice."""
    for row in session.execute(*_letters_to(member_id)):
        mailed = f", {_('mail')}: {row.state.value.replace('_', ' ')}" if row.state else ""
        link = url_for("letters.letter", letter_id=row.id) if linked else ""
        told = Event(_day(row.sent_on), row.sent_on, _("Letter"), f"{row.name} ({row.reference}){mailed}", link)
        yield told, row.interaction_id


@prebuilt
def _letters_to(member_id: int) -> AnySelect:
    mailed = sa.and_(
        Message.kind == "letter", Message.subject_id == Letter.batch_id, Message.recipient_id == Letter.member_id
    )
    return (
        sa.select(
            Letter.id, Letter.reference, Letter.sent_on, Letter.interaction_id, LetterTemplate.name, Message.state
        )
        .join(LetterBatch, LetterBatch.id == Letter.batch_id)
        .join(LetterTemplate, LetterTemplate.id == LetterBatch.template_id)
        .outerjoin(Message, mailed)
        .where(Letter.member_id == member_id, Letter.sent_on.is_not(None))
        .order_by(Letter.id.desc())
        .limit(MOST)
    )


def _digests(session: Session, member_id: int) -> Iterator[Event]:
    what = _("Digest")
    for row in session.execute(*_digests_to(member_id)):
        at = row.ended_at or row.queued_at
        yield Event(at, at.date(), what, f"{row.title or what}: {row.state.value.replace('_', ' ')}")


@prebuilt
def _digests_to(member_id: int) -> AnySelect:
    return (
        sa.select(Message.state, Message.ended_at, Message.queued_at, Digest.title, Digest.id)
        .outerjoin(Digest, Digest.id == Message.subject_id)
        .where(Message.recipient_id == member_id, Message.kind == "digest")
        .order_by(Message.id.desc())
        .limit(MOST)
    )


def _interactions(session: Session, member_id: int, told: Collection[int]) -> Iterator[Event]:
    for one, name in interactions_of(session, member_id, MOST):
        if one.id in told:
            continue
        yield Event(_day(one.on), one.on, str(KINDS[one.kind]), one.text, by=name or "")


def _follow_ups(promises: Sequence[FollowUp]) -> Iterator[Event]:
    ended = {FollowUpState.DONE: _("Done"), FollowUpState.DROPPED: _("Dropped")}
    for one in promises:
        at = one.closed_at or one.opened_at
        what = ended.get(one.state) or _("We owe, by %(day)s", day=one.due_on.strftime("%-d %b %Y"))
        yield Event(at, at.date(), what, one.text)


def _stages(session: Session, member_id: int) -> Iterator[Event]:
    for one in session.scalars(*_stage_changes_of(member_id)):
        before = f"{STAGES[one.before]} → " if one.before else ""
        yield Event(
            _day(one.on), one.on, _("Stage"), " · ".join(filter(None, [f"{before}{STAGES[one.after]}", one.reason]))
        )


@prebuilt
def _stage_changes_of(member_id: int) -> sa.Select[StageChange]:
    return sa.select(StageChange).where(StageChange.member_id == member_id).limit(MOST)


def _changes(session: Session, member_id: int) -> Iterator[Event]:
    what, undone = _("Change"), f" ({_('undone')})"
    for row in session.execute(*_acts_upon(member_id, str(member_id), f"members:{member_id}")):
        yield Event(row.at, row.at.date(), what, f"{row.summary or row.act}{undone if row.undone_by else ''}")


@prebuilt
def _acts_upon(member_id: int, row_key: str, subject: str) -> AnySelect:
    touched = sa.select(Change.change_set_id).where(
        Change.table_name == Member.__tablename__, Change.row_key == row_key
    )
    came = sa.select(Arrival.change_set_id).where(
        Arrival.table_name == Member.__tablename__, Arrival.first <= member_id, Arrival.last >= member_id
    )
    # What was said in a call is a line of its own as long as it stands.
    said = sa.select(sa.cast(Interaction.id, sa.String)).where(Interaction.member_id == member_id)
    told = sa.select(Change.change_set_id).where(
        Change.table_name == Interaction.__tablename__, Change.row_key.in_(said)
    )
    return (
        sa.select(ChangeSet.at, ChangeSet.summary, ChangeSet.act, ChangeSet.undone_by)
        .where(ChangeSet.id.not_in(told))
        .where(sa.or_(ChangeSet.subject == subject, ChangeSet.id.in_(touched), ChangeSet.id.in_(came)))
        .order_by(ChangeSet.at.desc())
        .limit(MOST)
    )
