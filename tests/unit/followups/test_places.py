"""Where a follow-up leads."""

from __future__ import annotations

import pytest

from crm.accounts.rights import Actor, Role
from crm.followups.models import FollowUp, FollowUpKind
from crm.followups.places import place_of

STAFF, MEMBER = Actor(1, Role.STAFF), Actor(2, Role.MEMBER, 7)


@pytest.mark.parametrize(
    ("subject", "actor", "expected"),
    [
        ("letters:5", STAFF, "/letters/5"),
        ("letters:5", MEMBER, "/members/7"),
        ("joining:5", STAFF, "/joining/5"),
        ("joining:5", MEMBER, "/members/7"),
        ("refusals:parliament.example", STAFF, "/mail/intake/?kind=bounce&domain=parliament.example"),
        ("", STAFF, "/members/7"),
        ("something:5", STAFF, "/members/7"),
    ],
)
def test_it_leads_to_its_subject_whoever_may_see_that_and_others_to_the_person(
    subject: str, actor: Actor, expected: str
) -> None:
    assert place_of(FollowUp(subject=subject, member_id=7), actor) == expected


def test_what_a_member_asked_for_is_answered_on_its_own_page() -> None:
    asked = FollowUp(id=3, kind=FollowUpKind.REQUEST, subject="need:briefing", member_id=7)
    assert place_of(asked, STAFF) == "/follow-ups/3"


def test_it_leads_to_its_own_page_where_it_is_about_nothing_else() -> None:
    assert place_of(FollowUp(id=3, subject=""), STAFF) == "/follow-ups/3"
