"""What a message that came back does: to the address of a mail of ours what the rules say, to nobody else anything."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.followups.models import FollowUp, FollowUpKind, FollowUpState
from crm.intake.models import How, Incoming, IncomingContent, IncomingKind
from crm.intake.services import EmptyError, let_mail_go, receive
from crm.intake.services.asking import UNRECOGNISED
from crm.mail.models import Address, AddressState, DomainFailure, Failure, Message, MessageState, SkipReason
from crm.mail.services import Recipient, queue_all
from crm.members.models import Member
from tests.support.bounces import Returned, complaint, letter, plain_bounce, status_report
from tests.support.delivered import AT, delivered_to


def waiting(session: Session, kind: FollowUpKind = FollowUpKind.BOUNCE) -> list[FollowUp]:
    chosen = sa.select(FollowUp).where(FollowUp.state == FollowUpState.OPEN, FollowUp.kind == kind)
    return list(session.scalars(chosen.order_by(FollowUp.id)))


def take(session: Session, raw: bytes, *, days: float = 0) -> Incoming:
    receipt = receive(session, AT + timedelta(days=days), raw, "test")
    return session.get_one(Incoming, receipt.incoming_id)


@pytest.mark.parametrize("status", ["5.1.1", "5.1.10", "5.2.1"])
def test_an_address_that_does_not_exist_is_held_at_once_and_somebody_is_asked(
    any_session: Session, status: str
) -> None:
    went = delivered_to(any_session)
    kept = take(any_session, status_report(went.returned, status=status))
    assert (kept.kind, kept.how, kept.member_id) == (IncomingKind.BOUNCE, How.MESSAGE_ID, went.member.id)
    assert went.address.state is AddressState.HELD
    assert "User unknown" in went.address.evidence
    (item,) = waiting(any_session)
    assert (item.subject, item.member_id) == (f"addresses:{went.address.id}", went.member.id)
    assert "amina@parliament.example" in item.text


def test_what_was_not_sent_yet_to_a_held_address_is_taken_back(any_session: Session) -> None:
    went = delivered_to(any_session)
    recipient = Recipient(went.member.id, went.address.email, went.address.id)
    queue_all(any_session, AT, kind="digest", subject_id=8, recipients=[recipient])
    take(any_session, status_report(went.returned))
    later = any_session.query(Message).filter_by(subject_id=8).one()
    assert (later.state, later.reason) == (MessageState.SKIPPED, SkipReason.ON_HOLD)


@pytest.mark.parametrize(
    ("status", "words"), [("4.4.7", "smtp; 451 timed out"), ("5.2.2", "smtp; 552 mailbox is full"), ("5.0.0", "odd")]
)
def test_a_failure_that_may_pass_holds_after_three_of_two_issues_within_thirty_days(
    any_session: Session, status: str, words: str
) -> None:
    first = delivered_to(any_session)
    second = delivered_to(any_session, issue=8, member=first.member)
    for number, (went, days) in enumerate([(first, 0), (first, 2), (second, 9)]):
        assert first.address.state is AddressState.OK
        raw = status_report(went.returned, status=status, diagnostic=words, outer=f"r{number}@mx.example")
        take(any_session, raw, days=days)
    assert first.address.state is AddressState.HELD
    assert len(waiting(any_session)) == 1


def test_three_failures_of_one_issue_or_over_a_longer_time_hold_nobody(any_session: Session) -> None:
    one = delivered_to(any_session, "one@a.example")
    slow = delivered_to(any_session, "slow@b.example")
    again = delivered_to(any_session, "slow@b.example", issue=8, member=slow.member)
    for number, days in enumerate([0, 2, 4]):
        raw = status_report(one.returned, status="4.4.7", diagnostic="later", outer=f"a{number}@mx.example")
        take(any_session, raw, days=days)
    for number, (went, days) in enumerate([(slow, 0), (slow, 40), (again, 60)]):
        raw = status_report(went.returned, status="4.4.7", diagnostic="later", outer=f"b{number}@mx.example")
        take(any_session, raw, days=days)
    assert (one.address.state, slow.address.state) == (AddressState.OK, AddressState.OK)


@pytest.mark.parametrize("status", ["5.7.1", "5.7.26", "5.1.8", "5.6.1"])
def test_a_server_that_refuses_us_holds_nobody_and_staff_are_told_once_for_all_its_mails(
    any_session: Session, status: str
) -> None:
    for number in range(3):
        went = delivered_to(any_session, f"m{number}@parliament.example")
        raw = status_report(went.returned, status=status, diagnostic="smtp; 550 no", outer=f"r{number}@mx.example")
        take(any_session, raw)
        assert went.address.state is AddressState.OK
    (item,) = waiting(any_session)
    assert item.subject == "refusals:parliament.example"


def test_delays_receipts_and_machines_that_answer_do_nothing(any_session: Session) -> None:
    went = delivered_to(any_session)
    answered = [f"In-Reply-To: <{went.returned.message_id}>", "Auto-Submitted: auto-replied"]
    receipt = status_report(went.returned, outer="r@mx.example")
    receipt = receipt.replace(b"message/delivery-status", b"message/disposition-notification")
    mails = [
        status_report(went.returned, status="4.4.1", action="delayed", diagnostic="smtp; 451 later"),
        status_report(went.returned, status="2.0.0", action="delivered", outer="d@mx.example"),
        receipt,
        letter("amina@parliament.example", "I am away.", headers=answered),
    ]
    kinds = [take(any_session, raw).kind for raw in mails]
    assert kinds == [IncomingKind.DELAYED, IncomingKind.DELIVERED, IncomingKind.RECEIPT, IncomingKind.AUTO_REPLY]
    assert went.address.state is AddressState.OK
    assert any_session.scalars(sa.select(FollowUp)).all() == []
    assert any_session.scalars(sa.select(Failure)).all() == []


def test_a_complaint_turns_all_mail_off_for_the_address_and_is_noted(any_session: Session) -> None:
    went = delivered_to(any_session)
    assert take(any_session, complaint(went.returned)).kind is IncomingKind.COMPLAINT
    assert went.address.state is AddressState.ALL_MAIL_OFF
    (item,) = waiting(any_session)
    assert "marked our mail as spam" in item.text


def test_the_same_message_again_changes_nothing_on_whatever_way_it_comes(any_session: Session) -> None:
    went = delivered_to(any_session)
    raw = status_report(went.returned)
    first = receive(any_session, AT, raw, "command")
    let_mail_go(any_session, AT + timedelta(hours=1), went.address)
    elsewhere = b"Received: from elsewhere\r\nDelivered-To: box@coalition.example\r\n" + raw.replace(b"\r\n", b"\n")
    again = receive(any_session, AT + timedelta(days=1), elsewhere, "hook")
    assert (again.incoming_id, again.is_new) == (first.incoming_id, False)
    assert went.address.state is AddressState.OK


def test_a_report_played_back_under_another_name_does_not_hold_what_was_released(any_session: Session) -> None:
    went = delivered_to(any_session)
    take(any_session, status_report(went.returned))
    let_mail_go(any_session, AT + timedelta(hours=1), went.address)
    assert waiting(any_session) == []
    take(any_session, status_report(went.returned, outer="another@mx.example"), days=1)
    assert went.address.state is AddressState.OK
    assert waiting(any_session) == []


@pytest.mark.parametrize("make", [status_report, plain_bounce, complaint])
def test_a_forged_report_about_no_mail_of_ours_changes_nothing(any_session: Session, make: object) -> None:
    went = delivered_to(any_session)
    kept = take(any_session, make(Returned(went.address.email, f"{'f' * 32}@coalition.example")))  # type: ignore[operator]
    assert kept.message_id is None
    assert went.address.state is AddressState.OK
    assert any_session.scalars(sa.select(FollowUp)).all() == []


def test_a_report_that_names_an_address_alone_counts_only_for_a_recent_mail_of_ours(any_session: Session) -> None:
    went = delivered_to(any_session)
    bare = status_report(went.returned, whole=False)
    assert take(any_session, bare, days=45).how is None
    assert went.address.state is AddressState.OK
    kept = take(any_session, status_report(went.returned, whole=False, outer="other@mx.example"), days=2)
    assert kept.how is How.ADDRESS
    assert went.address.state is AddressState.HELD


def test_a_report_of_many_recipients_without_a_message_of_ours_holds_nobody(any_session: Session) -> None:
    first = delivered_to(any_session, "a@parliament.example")
    second = delivered_to(any_session, "b@parliament.example")
    group = b"\r\n\r\nFinal-Recipient: rfc822; b@parliament.example\r\nAction: failed\r\nStatus: 5.1.1\r\n"
    raw = status_report(first.returned, whole=False)
    raw = raw.replace(b"Diagnostic-Code: smtp; 550 5.1.1 User unknown", b"Diagnostic-Code: smtp; 550 5.1.1" + group)
    assert take(any_session, raw).how is None
    assert {first.address.state, second.address.state} == {AddressState.OK}


def test_a_complaint_that_names_an_address_alone_stops_nothing(any_session: Session) -> None:
    went = delivered_to(any_session)
    raw = complaint(went.returned).replace(b"Message-ID: <" + went.returned.message_id.encode(), b"X: <")
    take(any_session, raw)
    assert went.address.state is AddressState.OK


def test_a_token_in_the_address_a_bounce_went_to_is_enough(any_session: Session) -> None:
    went = delivered_to(any_session)
    raw = plain_bounce(Returned("someone@else.example", "1@else.example"))
    receive(any_session, AT, raw, "hook", [f"bounces+{went.message.message_id}@coalition.example"])
    assert went.address.state is AddressState.HELD


def test_what_is_empty_is_refused(any_session: Session) -> None:
    with pytest.raises(EmptyError):
        receive(any_session, AT, b" \r\n", "command")


def test_forty_dead_addresses_of_one_domain_hold_nobody_and_make_one_item(any_session: Session) -> None:
    went = [delivered_to(any_session, f"m{number}@parliament.example") for number in range(40)]
    for number, one in enumerate(went):
        take(any_session, status_report(one.returned, outer=f"r{number}@mx.example"), days=number / 100)
    assert {one.address.state for one in went} == {AddressState.OK}
    (item,) = waiting(any_session)
    matter = any_session.scalars(sa.select(DomainFailure)).one()
    assert item.subject == f"domain-failures:{matter.id}"
    assert "parliament.example" in item.text


def test_a_few_dead_addresses_of_a_large_domain_are_held_one_by_one(any_session: Session) -> None:
    went = [delivered_to(any_session, f"m{number}@large.example") for number in range(14)]
    for number, one in enumerate(went[:6]):
        take(any_session, status_report(one.returned, outer=f"r{number}@mx.example"))
    assert [one.address.state for one in went[:6]] == [AddressState.HELD] * 6
    assert len(waiting(any_session)) == 6


def test_a_persons_answer_waits_to_be_read_with_all_it_says(any_session: Session) -> None:
    went = delivered_to(any_session)
    answered = f"In-Reply-To: <{went.returned.message_id}>"
    raw = letter("Amina's office <office@elsewhere.example>", "She asked the question on Monday.", headers=[answered])
    kept = take(any_session, raw)
    assert (kept.kind, kept.how, kept.member_id) == (IncomingKind.REPLY, How.MESSAGE_ID, went.member.id)
    (item,) = waiting(any_session, FollowUpKind.REPLY)
    assert (item.subject, item.member_id) == (f"intake:{kept.id}", went.member.id)
    content = any_session.get_one(IncomingContent, kept.id)
    assert (content.text, content.raw) == ("She asked the question on Monday.", raw)


def test_a_mail_from_an_address_we_wrote_to_is_an_answer_too(any_session: Session) -> None:
    went = delivered_to(any_session)
    kept = take(any_session, letter("Amina <AMINA@parliament.example>", "Thank you."))
    assert (kept.kind, kept.how, kept.member_id) == (IncomingKind.REPLY, How.SENDER, went.member.id)


def test_a_stranger_becomes_no_contact_and_waits_in_the_box_with_one_item_for_all(any_session: Session) -> None:
    before = any_session.scalar(sa.select(sa.func.count()).select_from(Member))
    kinds = {
        take(any_session, letter(f"s{number}@strange.example", "Buy!", outer=f"{number}@s.example")).kind
        for number in range(3)
    }
    assert kinds == {IncomingKind.UNRECOGNISED}
    assert any_session.scalar(sa.select(sa.func.count()).select_from(Member)) == before
    assert any_session.scalars(sa.select(Address)).all() == []
    (item,) = waiting(any_session, FollowUpKind.REPLY)
    assert item.subject == UNRECOGNISED
