"""What States do about a treaty: dated acts, from which everything else is derived."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum


class TreatyActionKind(StrEnum):
    """What a State can do about a treaty (UN Treaty Collection's words)."""

    SIGNATURE = "signature"
    RATIFICATION = "ratification"
    ACCEPTANCE = "acceptance"
    APPROVAL = "approval"
    ACCESSION = "accession"
    SUCCESSION = "succession"
    PROVISIONAL_APPLICATION = "provisional_application"
    WITHDRAWAL_NOTIFIED = "withdrawal_notified"
    WITHDRAWAL_EFFECTIVE = "withdrawal_effective"
    WITHDRAWAL_REVOKED = "withdrawal_revoked"
    SUSPENSION_CLAIMED = "suspension_claimed"


CONSENT = frozenset(
    {
        TreatyActionKind.RATIFICATION,
        TreatyActionKind.ACCEPTANCE,
        TreatyActionKind.APPROVAL,
        TreatyActionKind.ACCESSION,
        TreatyActionKind.SUCCESSION,
    }
)
"""The acts by which a State consents to be bound."""

WITHDRAWAL = frozenset(
    {
        TreatyActionKind.WITHDRAWAL_NOTIFIED,
        TreatyActionKind.WITHDRAWAL_EFFECTIVE,
        TreatyActionKind.WITHDRAWAL_REVOKED,
    }
)
"""The acts by which a State leaves, or decides to stay after all."""


@dataclass(frozen=True, slots=True)
class Act:
    """One act of a State; `in_force_on` is the depositary's own date where it published one.

    Of a notification of withdrawal it is the day on which the depositary says that the withdrawal takes effect.
    """

    kind: TreatyActionKind
    on: date
    in_force_on: date | None = None


def latest_day(now: datetime) -> date:
    """The latest day that has begun anywhere on Earth: an act is to come only if it is so for everybody."""
    return (now + timedelta(hours=14)).date()
