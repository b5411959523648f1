"""A test of a digest to oneself: the mail as one reader would get it, kept in the ledger word for word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.accounts.queries import get_settings
from crm.accounts.rights import Actor
from crm.digests.addresses import list_headers, mailbox, reachable, stop_headers
from crm.digests.models import Digest
from crm.digests.queries.issues import composition_of, imprint_of
from crm.digests.queries.outlook import outlook
from crm.digests.queries.previews import NO_TOKEN, render_turn
from crm.languages import speaking
from crm.mail.building import Mail
from crm.mail.kinds import Recorded
from crm.mail.models import SkipReason
from crm.mail.services import Recipient, queue_all

TEST_KIND = "digest_test"


def send_test(
    session: Session, actor: Actor, now: datetime, digest: Digest, user: User, member_id: int | None, base_url: str
) -> bool:
    """Queue a test to a user as a reader of the digest would get it, else the first; False when there is no reader."""
    ahead = outlook(session, composition_of(session, digest), actor, now, base_url)
    turns = ahead.recipients or ahead.turns
    turn = next((turn for turn in ahead.turns if turn.reader.member_id == member_id), turns[0] if turns else None)
    if turn is None:
        return False
    mail = render_turn(ahead, turn)
    subject = speaking(turn.variant.language).gettext("[Test] {title}").replace("{title}", mail.subject)
    said = {"subject": subject, "text": mail.text, "html": mail.html}
    number = _number(now)
    queue_all(
        session,
        now,
        kind=TEST_KIND,
        subject_id=number,
        recipients=[Recipient(user.id, user.email, language=turn.variant.language, payload=said)],
    )
    digest.tested_hash = ahead.content_hash
    return True


def _number(now: datetime) -> int:
    """Number a test by its second, so that a double click sends one and a later one goes again."""
    return int(now.timestamp())


@dataclass(frozen=True)
class DigestTestKind:
    """Tests in the ledger: what they say was kept with them."""

    base_url: str
    mail_from: str = ""

    def open(self, session: Session, messages: Sequence[Recorded], now: datetime) -> DigestTestBatch:  # noqa: ARG002 - of the Protocol
        """Read our imprint."""
        imprint = reachable(imprint_of(get_settings(session)), self.mail_from)
        box = mailbox(imprint.reply_box)
        headers = {**list_headers(self.base_url, imprint), **stop_headers(self.base_url, box, NO_TOKEN)}
        return DigestTestBatch(headers, box)


@dataclass(frozen=True)
class DigestTestBatch:
    """Tests claimed together."""

    headers: Mapping[str, str]
    reply_to: str

    def may_receive(self, message: Recorded) -> SkipReason | None:  # noqa: ARG002 - of the Protocol
        """Whoever asked for a test gets it."""
        return None

    def render(self, message: Recorded) -> Mail:
        """Give what was kept."""
        said = message.payload
        return Mail(
            str(said["subject"]),
            str(said["text"]),
            str(said["html"]),
            message.language,
            self.reply_to,
            self.headers,
        )
