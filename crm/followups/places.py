"""Where a follow-up leads: the page of what it is about."""

from __future__ import annotations

from crm.followups.models import FollowUp

PAGES = {
    "addresses": "/mail/addresses/",
    "domain-failures": "/mail/domains/",
    "intake": "/mail/intake/",
    "joining": "/joining/",
    "refusals": "/mail/intake/?kind=bounce&domain=",
}
"""Where the things live that a subject names (`joining:7`) and that have no column of their own."""


def place_of(follow_up: FollowUp) -> str:
    """Give the page on which one does what waits: of its subject, its action or its person, else its own."""
    scheme, _colon, number = follow_up.subject.partition(":")
    if scheme in PAGES:
        return f"{PAGES[scheme]}{number}"
    if follow_up.action_id is not None:
        return f"/actions/{follow_up.action_id}"
    if follow_up.member_id is not None:
        return f"/members/{follow_up.member_id}"
    return f"/follow-ups/{follow_up.id}"
