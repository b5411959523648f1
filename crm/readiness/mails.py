"""The test mail of the checklist, as the ledger delivers it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts import mails
from crm.accounts.models import Organisation, User
from crm.accounts.queries import get_settings
from crm.config import Settings
from crm.mail.building import Mail
from crm.mail.kinds import Kind, Recorded
from crm.mail.models import SkipReason
from crm.readiness.checklist import Point
from crm.readiness.models import Proof, ProofKind
from crm.readiness.queries import proofs
from crm.readiness.services import TEST_KIND, code_of


@dataclass(frozen=True)
class TestMail:
    """A test with a code, to whoever asked for it last."""

    __test__ = False

    key: str
    base_url: str

    def open(self, session: Session, messages: Sequence[Recorded], now: datetime) -> TestBatch:  # noqa: ARG002 - of the Protocol
        """Read the test that waits for its code, and who asked for it."""
        numbers = [message.recipient_id for message in messages]
        users = {user.id: user for user in session.scalars(sa.select(User).where(User.id.in_(numbers)))}
        return TestBatch(self, proofs(session).get(Point.TEST), users, get_settings(session))


@dataclass(frozen=True)
class TestBatch:
    """Test mails that were claimed together."""

    __test__ = False

    kind: TestMail
    mailed: Proof | None
    users: Mapping[int, User]
    organisation: Organisation

    def may_receive(self, message: Recorded) -> SkipReason | None:
        """Hold back a test after a newer one, or after its code was typed."""
        mailed = self.mailed
        waits = mailed is not None and mailed.kind is ProofKind.MAILED and mailed.by_user_id == message.recipient_id
        return None if waits else SkipReason.EXPIRED

    def render(self, message: Recorded) -> Mail:
        """Write the mail."""
        assert self.mailed is not None  # noqa: S101 - as may_receive says
        values = {
            "name": self.users[message.recipient_id or 0].shown_name,
            "organisation": self.organisation.name or "Parliamentary Friends",
            "postal_address": self.organisation.postal_address,
            "site": self.kind.base_url,
            "code": code_of(self.kind.key, self.mailed),
        }
        words = mails.render(TEST_KIND, message.language, values)
        return Mail(
            subject=words.subject,
            text=words.text,
            html=words.html,
            language=words.language,
            reply_to=self.organisation.reply_box,
            headers={"Auto-Submitted": "auto-generated"},
        )


def kinds(settings: Settings) -> Mapping[str, Kind]:
    """Give the test as a kind of mail."""
    return {TEST_KIND: TestMail(settings.secret_key, settings.base_url)}
