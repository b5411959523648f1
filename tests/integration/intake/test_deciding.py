"""What staff decide about a domain that failed as one, and how answers are filed."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.rights import OPERATOR
from crm.actions.models import ActionState, ParliamentaryAction, Participation
from crm.audit.services import Doing, begin, change_set_id, undo
from crm.followups.models import FollowUp, FollowUpKind, FollowUpState
from crm.intake import services
from crm.intake.models import Incoming, IncomingContent
from crm.mail.models import Address, AddressState, DomainFailure, DomainState, Failure, Message, MessageState
from crm.mail.services import ensure_address
from crm.mail.services.clocks import mend_times
from crm.members.models import EmailAddress, Interaction
from tests.support.bounces import letter, status_report
from tests.support.delivered import AT, Delivered, delivered_to, person_with

LATER = AT + timedelta(hours=3)


@pytest.fixture
def went(any_session: Session) -> list[Delivered]:
    """Six members of a parliament whose mail comes back together."""
    return fail(any_session, [delivered_to(any_session, f"m{number}@old.example") for number in range(6)])


def fail(session: Session, went: list[Delivered]) -> list[Delivered]:
    for number, one in enumerate(went):
        services.receive(session, AT, status_report(one.returned, outer=f"r{number}@mx.example"), "test")
    return went


def matter_of(session: Session) -> DomainFailure:
    return session.scalars(sa.select(DomainFailure)).one()


def open_subjects(session: Session) -> list[str]:
    return list(session.scalars(sa.select(FollowUp.subject).where(FollowUp.state == FollowUpState.OPEN)))


def test_waiting_sends_again_what_came_back_at_the_time_that_was_said(
    any_session: Session, went: list[Delivered]
) -> None:
    matter, until = matter_of(any_session), LATER + timedelta(days=2)
    assert services.wait_and_send_again(any_session, OPERATOR, LATER, matter, until) == 6
    any_session.expire_all()
    assert {(one.message.state, one.message.due_at) for one in went} == {(MessageState.WAITING, until)}
    assert matter.state is DomainState.WAITING
    assert open_subjects(any_session) == []


def test_a_time_that_somebody_chose_is_not_taken_for_a_clocks_mistake(
    any_session: Session, went: list[Delivered]
) -> None:
    any_session.execute(sa.update(Message).values(answer="250 2.0.0 Kept", answer_code=250))
    until = LATER + timedelta(days=2)
    assert services.wait_and_send_again(any_session, OPERATOR, LATER, matter_of(any_session), until) == len(went)
    assert mend_times(any_session, LATER) == 0


def test_mail_sent_again_that_fails_again_is_a_new_matter(any_session: Session, went: list[Delivered]) -> None:
    services.wait_and_send_again(any_session, OPERATOR, LATER, matter_of(any_session), LATER)
    any_session.execute(sa.update(Message).values(state=MessageState.SENT, ended_at=LATER))
    any_session.expire_all()
    for number, one in enumerate(went):
        raw = status_report(one.returned, outer=f"again{number}@mx.example")
        services.receive(any_session, LATER + timedelta(hours=1), raw, "test")
    states = any_session.scalars(sa.select(DomainFailure.state).order_by(DomainFailure.id)).all()
    assert list(states) == [DomainState.WAITING, DomainState.OPEN]
    assert {one.address.state for one in went} == {AddressState.OK}


def test_holding_all_holds_every_address_that_failed_with_its_evidence(
    any_session: Session, went: list[Delivered]
) -> None:
    innocent = delivered_to(any_session, "fine@old.example")
    assert services.hold_all(any_session, OPERATOR, LATER, matter_of(any_session)) == 6
    assert {one.address.state for one in went} == {AddressState.HELD}
    assert all("User unknown" in one.address.evidence for one in went)
    assert innocent.address.state is AddressState.OK


def test_the_domain_changes_for_all_and_the_act_can_be_undone(any_session: Session, went: list[Delivered]) -> None:
    matter = matter_of(any_session)
    both = person_with(any_session, "both@old.example")
    any_session.add(EmailAddress(member_id=both.id, address_id=ensure_address(any_session, "both@new.example").id))
    any_session.flush()
    planned = services.moves(any_session, matter, "new.example")
    assert [(move.before, move.after, move.is_taken) for move in planned[:2]] == [
        ("both@old.example", "both@new.example", True),
        ("m0@old.example", "m0@new.example", False),
    ]
    begin(any_session, Doing(act="change", at=LATER, source="test"))
    assert services.change_domain(any_session, OPERATOR, LATER, matter, "new.example", send_again=False) == 7
    done = change_set_id(any_session)
    assert done is not None
    assert emails(any_session, went[0]) == ["m0@new.example"]
    undone = undo(any_session, done, Doing(act="undo", at=LATER, source="test"))
    assert undone.kept == ()
    any_session.expire_all()
    assert emails(any_session, went[0]) == ["m0@old.example"]
    assert matter_of(any_session).state is DomainState.OPEN


def emails(session: Session, one: Delivered) -> list[str]:
    linked = sa.select(Address.email).join(EmailAddress, EmailAddress.address_id == Address.id)
    return list(session.scalars(linked.where(EmailAddress.member_id == one.member.id)))


def test_what_came_back_goes_to_the_new_addresses_when_that_is_wanted(
    any_session: Session, went: list[Delivered]
) -> None:
    services.change_domain(any_session, OPERATOR, LATER, matter_of(any_session), "new.example", send_again=True)
    any_session.expire_all()
    assert {one.message.state for one in went} == {MessageState.WAITING}
    assert {one.message.email.partition("@")[2] for one in went} == {"new.example"}


def test_a_domain_is_decided_about_once(any_session: Session, went: list[Delivered]) -> None:
    assert went
    services.hold_all(any_session, OPERATOR, LATER, matter_of(any_session))
    with pytest.raises(services.DecidedError):
        services.wait_and_send_again(any_session, OPERATOR, LATER, matter_of(any_session), LATER)


def test_what_failed_while_it_was_sent_is_asked_about_by_the_worker_once(any_session: Session) -> None:
    address = ensure_address(any_session, "gone@parliament.example")
    address.state, address.evidence, address.state_since = AddressState.HELD, "550 5.1.1 User unknown", AT
    failure = Failure(address_id=address.id, domain=address.domain, failed_at=AT, blame="address", status="5.1.1")
    refused = Failure(address_id=address.id, domain="strict.example", failed_at=AT, blame="ours", words="550 5.7.1 no")
    any_session.add_all([failure, refused])
    any_session.flush()
    assert services.ask_about_what_failed(any_session, LATER) == 2
    assert open_subjects(any_session) == [f"addresses:{address.id}", "refusals:strict.example"]
    assert services.ask_about_what_failed(any_session, LATER + timedelta(days=1)) == 0


def answer(session: Session) -> tuple[Delivered, Incoming]:
    went = delivered_to(session)
    raw = letter("Amina <amina@parliament.example>", "We asked on Monday.", "The question")
    receipt = services.receive(session, AT, raw, "test")
    return went, session.get_one(Incoming, receipt.incoming_id)


def test_an_answer_filed_as_a_note_holds_the_whole_mail(any_session: Session) -> None:
    went, incoming = answer(any_session)
    services.file_as_note(any_session, OPERATOR, LATER, incoming, went.member)
    note = any_session.scalars(sa.select(Interaction)).one()
    assert (note.member_id, note.on) == (went.member.id, AT.date())
    assert "We asked on Monday." in note.text
    assert "amina@parliament.example" in note.text
    assert (incoming.settled_at, incoming.became) == (LATER, f"interaction:{note.id}")
    assert open_subjects(any_session) == []


def test_an_answer_filed_as_an_action_is_a_draft_that_somebody_checks(any_session: Session) -> None:
    went, incoming = answer(any_session)
    number = services.file_as_action(any_session, OPERATOR, LATER, incoming, went.member)
    action = any_session.get_one(ParliamentaryAction, number)
    assert (action.state, action.title) == (ActionState.DRAFT, "The question")
    assert "We asked on Monday." in action.text
    assert any_session.scalars(sa.select(Participation.member_id)).all() == [went.member.id]
    waiting = any_session.scalars(sa.select(FollowUp).where(FollowUp.state == FollowUpState.OPEN)).all()
    assert [(item.kind, item.action_id) for item in waiting] == [(FollowUpKind.DRAFT, number)]


def test_a_mail_is_filed_once(any_session: Session) -> None:
    went, incoming = answer(any_session)
    services.drop(any_session, LATER, incoming)
    with pytest.raises(services.SettledError):
        services.file_as_note(any_session, OPERATOR, LATER, incoming, went.member)


def test_old_evidence_is_forgotten_and_what_waits_or_was_not_understood_stays(any_session: Session) -> None:
    went = delivered_to(any_session)
    services.receive(any_session, AT, status_report(went.returned), "test")
    services.receive(any_session, AT, letter("stranger@elsewhere.example", "Hello."), "test")
    services.receive(any_session, AT, letter("Amina <amina@parliament.example>", "Yes.", outer="y@p.example"), "test")
    assert services.forget_old_evidence(any_session, AT + timedelta(days=29)) == 0
    assert services.forget_old_evidence(any_session, AT + timedelta(days=31)) == 1
    any_session.flush()
    assert any_session.scalars(sa.select(Failure)).all() == []
    assert (went.address.state, went.address.evidence) == (AddressState.HELD, "")
    senders = any_session.scalars(sa.select(IncomingContent.sender).order_by(IncomingContent.incoming_id)).all()
    assert list(senders) == ["stranger@elsewhere.example", "amina@parliament.example"]
