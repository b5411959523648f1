"""Recording one person's consent to the digest, and its end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from flask.testing import FlaskClient

from crm.members.models import Subscription

Make = Callable[..., int]
SignIn = Callable[..., FlaskClient]
Ask = Callable[[sa.Select[Any]], Sequence[Any]]


def test_consent_is_kept_with_how_it_was_given_and_can_end(friend: Make, sign_in: SignIn, held: Ask) -> None:
    person, browser = friend(), sign_in("staff")
    given = {"basis": "said yes on the telephone", "wording": "I want it", "source": "note of 2 March"}
    assert browser.post(f"/members/{person}/consent", data=given).status_code == 302
    kept = held(sa.select(Subscription).where(Subscription.member_id == person))[-1]
    assert (kept.basis, kept.wording, kept.source, kept.ended_at) == (*given.values(), None)
    assert browser.post(f"/members/{person}/consent/end").status_code == 302
    assert held(sa.select(Subscription).where(Subscription.member_id == person))[-1].ended_at is not None


def test_consent_without_a_basis_is_refused_and_nothing_typed_is_lost(friend: Make, sign_in: SignIn) -> None:
    answer = sign_in("staff").post(f"/members/{friend()}/consent", data={"basis": "", "wording": "I want <b>it</b>"})
    assert answer.status_code == 422
    assert "I want &lt;b&gt;it&lt;/b&gt;" in answer.get_data(as_text=True)


def test_a_member_records_nobodys_consent(friend: Make, sign_in: SignIn) -> None:
    assert sign_in("member").get(f"/members/{friend()}/consent").status_code in {403, 404}
