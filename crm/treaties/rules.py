"""What differs from treaty to treaty, as data: when it comes into force for a State, and how it is left.

Source: the treaty texts (Convention on Cluster Munitions, Articles 15 to 20, and their like in the others).
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class EntryIntoForce(StrEnum):
    """When a treaty comes into force for a State that deposits after the triggering instrument."""

    SIXTH_MONTH = "sixth_month"
    NINETY_DAYS = "ninety_days"


class Withdrawal(StrEnum):
    """When a withdrawal is expected to take effect after it was notified."""

    SIX_MONTHS = "six_months"
    NINETY_DAYS = "ninety_days"
    TWELVE_MONTHS = "twelve_months"


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one treaty; without a closing day its signature stays open."""

    opened_on: date
    signature_closes_on: date | None
    triggered_on: date
    in_force_on: date
    entry_into_force: EntryIntoForce
    withdrawal: Withdrawal
    has_duties: bool = False

    def signature_is_open(self, on: date) -> bool:
        """Whether a State can still sign; it can't from the closing day on."""
        return self.signature_closes_on is None or on < self.signature_closes_on

    def in_force_for(self, deposited_on: date) -> date:
        """The day the treaty comes into force for a State, by the day of its deposit."""
        if deposited_on <= self.triggered_on:
            return self.in_force_on
        if self.entry_into_force is EntryIntoForce.NINETY_DAYS:
            return deposited_on + timedelta(days=90)
        return _months_after(deposited_on.replace(day=1), 6)

    def withdrawal_expected(self, notified_on: date) -> date:
        """The first day a withdrawal can take effect; an armed conflict or the State itself may make it later."""
        if self.withdrawal is Withdrawal.NINETY_DAYS:
            return notified_on + timedelta(days=90)
        return _months_after(notified_on, 6 if self.withdrawal is Withdrawal.SIX_MONTHS else 12)


def _months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
