"""Adding a treaty: its rules first, its facts by the depositary's file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from crm.audit.services import describe
from crm.treaties.models import Treaty
from crm.treaties.rules import EntryIntoForce, Withdrawal


class TreatyHeldError(ValueError):
    """A treaty of this key is held already."""


@dataclass(frozen=True)
class TreatyDraft:
    """A treaty with its rules; without a closing day its signature stays open."""

    key: str
    name: str
    short_name: str
    mtdsg_no: str
    adopted_on: date
    opened_on: date
    signature_closes_on: date | None
    triggered_on: date
    in_force_on: date
    entry_into_force_rule: EntryIntoForce
    withdrawal_rule: Withdrawal
    source: str


def add_treaty(session: Session, draft: TreatyDraft) -> Treaty:
    """Add a treaty of which nobody has looked up the facts yet; raises TreatyHeldError for a key that is taken."""
    if session.get(Treaty, draft.key) is not None:
        raise TreatyHeldError
    treaty = Treaty(
        key=draft.key,
        name=draft.name,
        short_name=draft.short_name,
        mtdsg_no=draft.mtdsg_no,
        adopted_on=draft.adopted_on,
        opened_on=draft.opened_on,
        signature_closes_on=draft.signature_closes_on,
        triggered_on=draft.triggered_on,
        in_force_on=draft.in_force_on,
        entry_into_force_rule=draft.entry_into_force_rule,
        withdrawal_rule=draft.withdrawal_rule,
        source=draft.source,
        known_until=draft.opened_on,
        known_until_source="Nobody has looked up its facts yet",
    )
    session.add(treaty)
    session.flush()
    describe(session, f"Added the treaty {draft.short_name}", subject=f"treaties:{draft.key}")
    return treaty
