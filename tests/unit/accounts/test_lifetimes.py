"""How long a browser stays signed in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crm.accounts.lifetimes import is_alive
from crm.accounts.rights import Role

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.STAFF])
def test_staff_sign_in_again_after_two_idle_hours_and_after_twelve_at_all(role: Role) -> None:
    def alive(age: timedelta, unseen: timedelta) -> bool:
        return is_alive(role, NOW - age, NOW - unseen, NOW)

    assert alive(timedelta(hours=11), timedelta(minutes=1))
    assert alive(timedelta(hours=3), timedelta(hours=1, minutes=59))
    assert not alive(timedelta(hours=3), timedelta(hours=2, minutes=1))
    assert not alive(timedelta(hours=12, minutes=1), timedelta(minutes=1))


def test_a_members_device_stays_known_for_sixty_days_however_it_is_used() -> None:
    assert is_alive(Role.MEMBER, NOW - timedelta(days=59), NOW - timedelta(days=59), NOW)
    assert not is_alive(Role.MEMBER, NOW - timedelta(days=60), NOW - timedelta(minutes=1), NOW)
