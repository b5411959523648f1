"""Real bounces, made out to be about a mail of ours, act by the rules; as they are they change nothing."""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.followups.models import FollowUp
from crm.intake.models import Incoming, IncomingKind
from crm.intake.reading import read
from crm.intake.services import receive
from crm.mail.failing import Blame, blame_of_status
from crm.mail.models import Address, AddressState, Failure
from tests.support.delivered import AT, Delivered, delivered_to


def raws(shared_data: Path) -> dict[str, bytes]:
    with (shared_data / "bounces" / "expected.csv").open() as file:
        return {row["file"]: (shared_data / "bounces" / row["file"]).read_bytes() for row in csv.DictReader(file)}


def rewritten(raw: bytes, went: Delivered) -> bytes:
    """The same bounce about a mail of ours: its Message-ID and its recipients' addresses are ours."""
    reading = read(raw)
    for message_id in reading.message_ids:
        raw = raw.replace(message_id.encode(), went.returned.message_id.encode())
    for report in reading.reports:
        for address in report.addresses:
            raw = raw.replace(address.encode(), went.address.email.encode())
    return raw


def expected_state(raw: bytes) -> AddressState:
    """What the rules make of the first failure that a report tells."""
    reading = read(raw)
    if reading.kind.value == "complaint":
        return AddressState.ALL_MAIL_OFF
    failed = [report for report in reading.reports if report.action.value == "failed"]
    dead = bool(failed) and blame_of_status(failed[0].status) is Blame.ADDRESS
    return AddressState.HELD if reading.kind.value == "bounce" and dead else AddressState.OK


@pytest.mark.shared
def test_as_they_are_they_are_counted_and_change_nothing(session: Session, shared_data: Path) -> None:
    went = delivered_to(session)
    receipts = [receive(session, AT, raw, "test") for raw in raws(shared_data).values()]
    assert len(receipts) == 169
    assert sum(not receipt.is_new for receipt in receipts) == 2, "two mails lie there twice, under two names"
    assert session.scalar(sa.select(sa.func.count()).select_from(Incoming)) == 167
    assert session.scalars(sa.select(Incoming.message_id).where(Incoming.message_id.is_not(None))).all() == []
    assert session.scalars(sa.select(Failure)).all() == []
    assert session.scalars(sa.select(FollowUp)).all() == []
    assert session.scalars(sa.select(Address.email)).all() == [went.address.email]


@pytest.mark.shared
def test_made_out_to_be_ours_they_act_by_the_rules(session: Session, shared_data: Path) -> None:
    unlike, tied = [], 0
    for number, (name, raw) in enumerate(raws(shared_data).items()):
        went = delivered_to(session, f"m{number}@d{number}.example")
        ours = rewritten(raw, went)
        receipt = receive(session, AT + timedelta(hours=1), ours, "test")
        tied += receipt.is_ours
        wanted = expected_state(raw) if receipt.is_ours else AddressState.OK
        if went.address.state is not wanted:
            unlike.append(name)
        if receipt.kind in {IncomingKind.AUTO_REPLY, IncomingKind.DELAYED, IncomingKind.DELIVERED}:
            assert went.address.state is AddressState.OK
    assert unlike == []
    assert tied >= 160
