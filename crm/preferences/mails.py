"""The mails about a new address, as the ledger delivers them: confirm it, and a word to the old one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts import mails
from crm.accounts.models import Organisation
from crm.accounts.queries import get_settings
from crm.config import Settings
from crm.mail.building import Mail
from crm.mail.kinds import Kind, Recorded
from crm.mail.masking import mask
from crm.mail.models import SkipReason
from crm.members.models import Member
from crm.preferences.models import AddressChange
from crm.preferences.services.addresses import CONFIRM_KIND, CONFIRM_WITHIN, TOLD_KIND, link_secret


@dataclass(frozen=True)
class AddressMail:
    """One kind of mail about a new address; `base_url` is the configured one, whatever a request said of its host."""

    kind: str
    key: str
    base_url: str

    def open(self, session: Session, messages: Sequence[Recorded], now: datetime) -> AddressBatch:
        """Read the changes behind messages, in one statement."""
        rows = session.execute(
            sa.select(AddressChange, Member.name)
            .join(Member, Member.id == AddressChange.member_id)
            .where(AddressChange.id.in_([message.subject_id for message in messages]))
        )
        return AddressBatch(self, {change.id: (change, name) for change, name in rows}, get_settings(session), now)


@dataclass(frozen=True)
class AddressBatch:
    """Mails about new addresses that were claimed together."""

    kind: AddressMail
    found: Mapping[int, tuple[AddressChange, str]]
    organisation: Organisation
    now: datetime

    def may_receive(self, message: Recorded) -> SkipReason | None:
        """Hold back a link that nobody can use any more."""
        change, _name = self.found.get(message.subject_id or 0, (None, ""))
        if change is None:
            return SkipReason.ERASED
        if self.kind.kind != CONFIRM_KIND:
            return None
        usable = change.confirmed_at is None and change.asked_at > self.now - CONFIRM_WITHIN
        return None if usable else SkipReason.EXPIRED

    def render(self, message: Recorded) -> Mail:
        """Write the mail."""
        change, name = self.found[message.subject_id or 0]
        values = {
            "name": name,
            "new_email": mask(change.new_email),
            "organisation": self.organisation.name or "Parliamentary Friends",
            "postal_address": self.organisation.postal_address,
            "site": self.kind.base_url,
            "link": f"{self.kind.base_url}/mail-address/{link_secret(self.kind.key, change)}",
        }
        words = mails.render(self.kind.kind, message.language, values)
        return Mail(
            subject=words.subject,
            text=words.text,
            html=words.html,
            language=words.language,
            reply_to=self.organisation.reply_box,
            headers={"Auto-Submitted": "auto-generated"},
        )


def kinds(settings: Settings) -> Mapping[str, Kind]:
    """Give every kind of mail about a new address, by its name in the ledger."""
    return {name: AddressMail(name, settings.secret_key, settings.base_url) for name in (CONFIRM_KIND, TOLD_KIND)}
