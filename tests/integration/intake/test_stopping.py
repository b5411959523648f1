"""A mail to the address in `List-Unsubscribe` stops the digest of whoever had its token, and of nobody else."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.followups.models import FollowUp
from crm.intake.models import Incoming, IncomingKind
from crm.intake.services import receive
from crm.mail.models import UNSUBSCRIBE, LinkToken
from crm.members.models import Subscription
from crm.members.services import subscribe
from crm.members.services.consent import Consent
from tests.support.bounces import letter
from tests.support.delivered import AT, delivered_to

TOKEN = "0123456789abcdef" * 2


@pytest.fixture
def reader(any_session: Session) -> Subscription:
    """Somebody who gets the digest, with the token of their mails."""
    member = delivered_to(any_session).member
    token = LinkToken(token=TOKEN, purpose=UNSUBSCRIBE, member_id=member.id, subject="digest", created_at=AT)
    any_session.add(token)
    return subscribe(any_session, AT, member, Consent("asked us"))


@pytest.mark.parametrize("subject", [f"unsubscribe {TOKEN}", f"  Unsubscribe {TOKEN.upper()} "])
@pytest.mark.parametrize("sender", ["Amina <amina@parliament.example>", "someone-else@provider.example"])
def test_a_mail_with_the_token_stops_the_digest_whoever_it_is_from(
    any_session: Session, reader: Subscription, subject: str, sender: str
) -> None:
    receipt = receive(any_session, AT, letter(sender, "", subject), "test")
    assert receipt.kind is IncomingKind.UNSUBSCRIBE
    assert (reader.ended_at, reader.ended_how) == (AT, "by a mail to us")
    kept = any_session.get_one(Incoming, receipt.incoming_id)
    assert (kept.member_id, kept.settled_at) == (reader.member_id, AT)
    assert list(any_session.scalars(sa.select(FollowUp))) == []
    again = receive(any_session, AT, letter(sender, "", subject, outer="letter-2@parliament.example"), "test")
    assert again.kind is IncomingKind.UNSUBSCRIBE


@pytest.mark.parametrize(
    "subject", [f"unsubscribe {'f' * 32}", "unsubscribe", f"Re: unsubscribe {TOKEN}", f"unsubscribe {TOKEN}0"]
)
def test_any_other_mail_stops_nothing(any_session: Session, reader: Subscription, subject: str) -> None:
    receipt = receive(any_session, AT, letter("Amina <amina@parliament.example>", "", subject), "test")
    assert receipt.kind is not IncomingKind.UNSUBSCRIBE
    assert reader.ended_at is None
