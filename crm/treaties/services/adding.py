"""Adding a treaty: its rules first, its facts by the depositary's file; and correcting the rules."""

from __future__ import annotations

from dataclasses import asdict, dataclass
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
        **asdict(draft), known_until=draft.opened_on, known_until_source="Nobody has looked up its facts yet"
    )
    session.add(treaty)
    session.flush()
    describe(session, f"Added the treaty {draft.short_name}", subject=f"treaties:{draft.key}")
    return treaty


def correct_rules(session: Session, treaty: Treaty, draft: TreatyDraft) -> None:
    """Correct a treaty's names and rules; the key stays, and an undo gives the old ones back."""
    for name, value in asdict(draft).items():
        if name != "key":
            setattr(treaty, name, value)
    session.flush()
    describe(session, f"Corrected the rules of {treaty.short_name}", subject=f"treaties:{treaty.key}")
