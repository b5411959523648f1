"""The kinds of mail that accounts send, as the ledger delivers them: links are derived when rendered, never stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from crm.accounts import mails
from crm.accounts.models import SHUT, MailedToken, Organisation, User
from crm.accounts.queries import get_settings
from crm.accounts.services.links import link_secret
from crm.accounts.services.mailing import ADDRESS_TOLD, WELCOME
from crm.accounts.tokens import CODE_DIGITS, Purpose, derive_code
from crm.mail.building import Mail
from crm.mail.models import SkipReason

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from crm.config import Settings
    from crm.mail.kinds import Kind, Recorded

PATHS = {
    Purpose.SIGN_IN: "/sign-in/link/",
    Purpose.INVITE: "/invitation/",
    Purpose.RESET: "/reset/",
    Purpose.ADDRESS_CHANGE: "/new-address/",
}
"""Where each link leads, before its secret."""


def link_address(key: str, base_url: str, issued: MailedToken) -> str:
    """Derive the whole address of a link that was issued, as its mail shows it."""
    return f"{base_url}{PATHS[Purpose(issued.purpose)]}{link_secret(key, issued)}"


@dataclass(frozen=True)
class AccountMail:
    """One kind of account mail; `base_url` is the configured one, whatever a request said of its host."""

    kind: str
    key: str
    base_url: str

    def open(self, session: Session, messages: Sequence[Recorded], now: datetime) -> AccountBatch:
        """Read the links and users behind messages, in two statements."""
        ids = [message.subject_id for message in messages]
        rows = session.execute(
            sa.select(MailedToken, User).join(User, User.id == MailedToken.user_id).where(MailedToken.id.in_(ids))
        )
        found = {issued.id: (issued, user) for issued, user in rows}
        return AccountBatch(self, found, get_settings(session), now)


@dataclass(frozen=True)
class AccountBatch:
    """Account mails that were claimed together."""

    kind: AccountMail
    found: Mapping[int, tuple[MailedToken, User]]
    organisation: Organisation
    now: datetime

    def may_receive(self, message: Recorded) -> SkipReason | None:
        """Hold a link back that has ended meanwhile, or whose user was disabled."""
        issued, user = self.found.get(message.subject_id or 0, (None, None))
        if issued is None or user is None:
            return SkipReason.EXPIRED
        if user.state in SHUT:
            return SkipReason.NOT_ALLOWED
        if self.kind.kind == ADDRESS_TOLD:
            return None
        return SkipReason.EXPIRED if issued.used_at is not None or issued.expires_at <= self.now else None

    def render(self, message: Recorded) -> Mail:
        """Write the mail."""
        issued, user = self.found[message.subject_id or 0]
        words = mails.render(self.kind.kind, message.language, self._values(issued, user))
        return Mail(
            subject=words.subject,
            text=words.text,
            html=words.html,
            language=words.language,
            reply_to=self.organisation.reply_box,
            headers={"Auto-Submitted": "auto-generated", "Sensitivity": "Private"},
        )

    def _values(self, issued: MailedToken, user: User) -> dict[str, object]:
        code = derive_code(self.kind.key, issued.user_id, issued.nonce)
        return {
            "name": user.shown_name,
            "organisation": self.organisation.name or "Parliamentary Friends",
            "postal_address": self.organisation.postal_address,
            "link": link_address(self.kind.key, self.kind.base_url, issued),
            "site": self.kind.base_url,
            "code": f"{code[: CODE_DIGITS // 2]} {code[CODE_DIGITS // 2 :]}" if issued.browser_hash else "",
            "is_member": user.role.value == "member",
            "new_email": issued.new_email or "",
        }


def kinds(settings: Settings) -> Mapping[str, Kind]:
    """Give every kind of mail that accounts send, by its name in the ledger."""
    names = (*(purpose.value for purpose in Purpose), ADDRESS_TOLD, WELCOME)
    return {name: AccountMail(name, settings.secret_key, settings.base_url) for name in names}
