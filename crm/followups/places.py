"""Where a follow-up leads: the page of what it is about."""

from __future__ import annotations

from crm.accounts.rights import Act, Actor, Relation, allowed
from crm.followups.models import FollowUp, FollowUpKind

PAGES = {
    "addresses": ("/mail/addresses/", Act.FILE_MAIL),
    "domain-failures": ("/mail/domains/", Act.FILE_MAIL),
    "intake": ("/mail/intake/", Act.FILE_MAIL),
    "joining": ("/joining/", Act.ANSWER_JOINING),
    "letters": ("/letters/", Act.EDIT_LETTERS),
    "refusals": ("/mail/intake/?kind=bounce&domain=", Act.FILE_MAIL),
}
"""Where the things live that a subject names (`joining:7`) and that have no column of their own, for whoever may."""


def place_of(follow_up: FollowUp, actor: Actor) -> str:
    """Give the page on which one does what waits: of its subject, its action or its person, else its own."""
    scheme, _colon, number = follow_up.subject.partition(":")
    page, act = PAGES.get(scheme, ("", None))
    if act is not None and allowed(actor, act, Relation.ANY):
        return f"{page}{number}"
    # What somebody asked us for is answered, and said to be, nowhere else.
    if follow_up.kind is FollowUpKind.REQUEST:
        return f"/follow-ups/{follow_up.id}"
    if follow_up.action_id is not None:
        return f"/actions/{follow_up.action_id}"
    if follow_up.member_id is not None:
        return f"/members/{follow_up.member_id}"
    return f"/follow-ups/{follow_up.id}"
