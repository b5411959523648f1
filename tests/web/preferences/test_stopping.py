"""Stopping by the link in a mail: one click, the page with its buttons, and taking it back."""

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from crm.digests.models import Digest
from crm.mail.models import Address, AddressState
from crm.members.models import Subscription
from crm.preferences.models import Preference
from tests.support.readers import Network
from tests.web.preferences.conftest import TokenOf

ONE_CLICK = {"List-Unsubscribe": "One-Click"}
UNKNOWN = "0123456789abcdef0123456789abcdef"


def _ended(network: Network) -> dict[str, bool]:
    network.session.expire_all()
    rows = network.session.execute(sa.select(Subscription.member_id, Subscription.ended_at)).all()
    ended = {number: at is not None for number, at in rows}
    found = {name: ended[member.id] for name, member in network.people.items()}
    network.session.commit()
    return found


@pytest.mark.usefixtures("digest")
def test_one_click_stops_the_digest_of_one_person_without_cookie_or_token(
    network: Network, strict: FlaskClient, token_of: TokenOf
) -> None:
    token = token_of("Jane Wanjikũ")
    answer = strict.post(f"/unsubscribe/{token}", data=ONE_CLICK)
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert _ended(network) == {"Jane Wanjikũ": True, "Ali Gurung": False, "Ana Vásquez": False}
    assert strict.post(f"/unsubscribe/{token}", data=ONE_CLICK).status_code == 200


@pytest.mark.usefixtures("digest")
@pytest.mark.parametrize(
    "body",
    [
        {"data": ONE_CLICK, "content_type": "multipart/form-data"},
        {"data": b""},
        {"data": b"\xff\x00nonsense", "content_type": "application/x-www-form-urlencoded"},
        {"json": ["List-Unsubscribe=One-Click"]},
        {"data": ONE_CLICK, "headers": {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}},
    ],
)
def test_one_click_takes_any_body(
    network: Network, strict: FlaskClient, token_of: TokenOf, body: dict[str, object]
) -> None:
    token = token_of("Jane Wanjikũ")
    assert strict.post(f"/unsubscribe/{token}", **body).status_code == 200  # type: ignore[arg-type]  # as many a program sends it
    assert _ended(network)["Jane Wanjikũ"]


@pytest.mark.usefixtures("digest")
def test_an_unknown_token_gets_the_same_answer_and_changes_nothing(
    network: Network, strict: FlaskClient, token_of: TokenOf
) -> None:
    token = token_of("Jane Wanjikũ")
    known = strict.post(f"/unsubscribe/{token}", data=ONE_CLICK)
    strict.post(f"/unsubscribe/{token}", data={"do": "undo"})
    unknown = strict.post(f"/unsubscribe/{UNKNOWN}", data=ONE_CLICK)
    assert unknown.status_code == known.status_code == 200
    assert "The digest is stopped" in unknown.text
    assert not any(_ended(network).values())


@pytest.mark.usefixtures("digest")
def test_opening_the_page_changes_nothing_and_shows_only_the_outline_of_an_address(
    network: Network, strict: FlaskClient, token_of: TokenOf
) -> None:
    token = token_of("Jane Wanjikũ")
    for _time in range(3):
        strict.head(f"/unsubscribe/{token}")
        page = strict.get(f"/unsubscribe/{token}")
    assert page.status_code == 200
    assert "p•••@p•••.example" in page.text
    assert "@parliament.example" not in page.text
    assert "Jane" not in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert not any(_ended(network).values())


@pytest.mark.usefixtures("digest")
def test_all_mail_off_less_often_and_undo(network: Network, strict: FlaskClient, token_of: TokenOf) -> None:
    token, jane = token_of("Jane Wanjikũ"), network.people["Jane Wanjikũ"].id
    network.session.commit()
    strict.post(f"/unsubscribe/{token}", data={"do": "all"})
    assert _ended(network)["Jane Wanjikũ"]
    off = sa.select(sa.func.count()).select_from(Address).where(Address.state == AddressState.ALL_MAIL_OFF)
    assert network.session.scalar(off) == 1
    network.session.commit()
    assert "It is as it was before." in strict.post(f"/unsubscribe/{token}", data={"do": "undo"}).text
    assert not _ended(network)["Jane Wanjikũ"]
    assert network.session.scalar(off) == 0
    network.session.commit()
    page = strict.post(f"/unsubscribe/{token}", data={"do": "less"}).text
    assert "at most once a month" in page
    assert network.session.get_one(Preference, jane).days == 28
    network.session.commit()
    page = strict.post(f"/unsubscribe/{token}", data={"do": "less"}).text
    assert "at most every three months" in page
    assert 'name="frequency" value="monthly"' in page
    strict.post(f"/unsubscribe/{token}", data={"do": "undo", "frequency": "monthly"})
    network.session.expire_all()
    assert network.session.get_one(Preference, jane).days == 28


def test_undo_by_link_never_gives_back_consent_that_ended_in_another_way(
    network: Network, digest: Digest, strict: FlaskClient, token_of: TokenOf
) -> None:
    token = token_of("Jane Wanjikũ")
    held = network.session.scalars(
        sa.select(Subscription).where(Subscription.member_id == network.people["Jane Wanjikũ"].id)
    ).one()
    held.ended_at, held.ended_how = digest.created_at, "by telephone"
    network.session.commit()
    strict.post(f"/unsubscribe/{token}", data={"do": "undo"})
    assert _ended(network)["Jane Wanjikũ"]
