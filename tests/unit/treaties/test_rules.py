"""The rules of the treaties on the examples of the treaty texts and the depositary."""

from __future__ import annotations

from datetime import date

import pytest

from crm.treaties.rules import EntryIntoForce, Rules, Withdrawal

CCM = Rules(
    opened_on=date(2008, 12, 3),
    signature_closes_on=date(2010, 8, 1),
    triggered_on=date(2010, 2, 16),
    in_force_on=date(2010, 8, 1),
    entry_into_force=EntryIntoForce.SIXTH_MONTH,
    withdrawal=Withdrawal.SIX_MONTHS,
    has_duties=True,
)
ATT = Rules(
    opened_on=date(2013, 6, 3),
    signature_closes_on=date(2014, 12, 24),
    triggered_on=date(2014, 9, 25),
    in_force_on=date(2014, 12, 24),
    entry_into_force=EntryIntoForce.NINETY_DAYS,
    withdrawal=Withdrawal.NINETY_DAYS,
)
TPNW = Rules(
    opened_on=date(2017, 9, 20),
    signature_closes_on=None,
    triggered_on=date(2020, 10, 24),
    in_force_on=date(2021, 1, 22),
    entry_into_force=EntryIntoForce.NINETY_DAYS,
    withdrawal=Withdrawal.TWELVE_MONTHS,
)


@pytest.mark.parametrize(
    ("deposited", "in_force"),
    [
        ("2008-12-03", "2010-08-01"),  # Norway, the first
        ("2010-02-16", "2010-08-01"),  # Burkina Faso and Moldova, the thirtieth
        ("2010-05-11", "2010-11-01"),  # Ecuador, before the treaty itself was in force
        ("2011-09-08", "2012-03-01"),  # Afghanistan
        ("2023-02-28", "2023-08-01"),  # Nigeria
        ("2023-08-03", "2024-02-01"),  # South Sudan
        ("2025-09-05", "2026-03-01"),  # Vanuatu
        ("2010-06-30", "2010-12-01"),
        ("2010-07-01", "2011-01-01"),
    ],
)
def test_the_convention_comes_into_force_on_the_first_day_of_the_sixth_month(deposited: str, in_force: str) -> None:
    assert CCM.in_force_for(date.fromisoformat(deposited)) == date.fromisoformat(in_force)


def test_other_treaties_come_into_force_ninety_days_after_the_deposit() -> None:
    assert ATT.in_force_for(date(2014, 9, 25)) == date(2014, 12, 24)
    assert ATT.in_force_for(date(2015, 1, 1)) == date(2015, 4, 1)
    assert TPNW.in_force_for(date(2020, 10, 25)) == date(2021, 1, 23)


def test_signature_of_the_convention_closed_when_it_came_into_force() -> None:
    assert CCM.signature_is_open(date(2010, 7, 31))
    assert not CCM.signature_is_open(date(2010, 8, 1))
    assert TPNW.signature_is_open(date(2100, 1, 1))


def test_a_withdrawal_is_expected_after_the_term_of_the_treaty() -> None:
    assert CCM.withdrawal_expected(date(2024, 9, 6)) == date(2025, 3, 6)
    assert CCM.withdrawal_expected(date(2025, 8, 31)) == date(2026, 2, 28)
    assert ATT.withdrawal_expected(date(2025, 1, 1)) == date(2025, 4, 1)
    assert TPNW.withdrawal_expected(date(2024, 2, 29)) == date(2025, 2, 28)
