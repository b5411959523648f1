"""What the page of a digest shows: its blocks in words, where it stands, and its numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.countries.models import Chamber
from crm.digests.models import Digest
from crm.digests.queries.news import country_names
from crm.digests.queries.readers import audience_of
from crm.mail.models import MessageState
from crm.members.audience import Filter, sentence


@dataclass(frozen=True)
class Progress:
    """How far sending is: the six states, whose sum is the number of recipients."""

    counts: Mapping[MessageState, int]

    @property
    def recipients(self) -> int:
        """Everybody in the ledger."""
        return sum(self.counts.values())

    @property
    def to_send(self) -> int:
        """Everybody who was not left out."""
        return self.recipients - self.counts[MessageState.SKIPPED]

    @property
    def ended(self) -> int:
        """Those of them whose turn is over."""
        return self.to_send - self.unsent

    @property
    def unsent(self) -> int:
        """Those whose turn is to come."""
        return self.counts[MessageState.WAITING] + self.counts[MessageState.SENDING]

    @property
    def percent(self) -> int:
        """How much of it is done."""
        return 100 * self.ended // self.to_send if self.to_send else 100


def audience_sentences(session: Session, audiences: Sequence[Mapping[str, object]]) -> list[str]:
    """Say in an English sentence whom each audience means; an empty one of a block means everybody."""
    meant = [audience_of(stored) if stored else Filter().everyone for stored in audiences]
    names = _names(session, meant)
    return [sentence(one, lambda field, value: names.get((field, value), value)) for one in meant]


def _names(session: Session, meant: Sequence[Filter]) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    if any(one.countries for one in meant):
        found |= {("countries", iso2): name for iso2, name in country_names(session, "en").items()}
    chambers = {number for one in meant for number in one.chambers}
    if chambers:
        rows = session.execute(sa.select(Chamber.id, Chamber.name).where(Chamber.id.in_(chambers)))
        found |= {("chambers", str(number)): name for number, name in rows}
    return found


def approver_of(session: Session, digest: Digest) -> str:
    """Name who approved a digest; the operator has no name."""
    user = session.get(User, digest.approved_by) if digest.approved_by else None
    return user.shown_name if user else ""
