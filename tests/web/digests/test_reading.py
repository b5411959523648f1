"""What a reader opens from a mail: telling what they did, the neutral view, checking that it is ours."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from crm.accounts.rights import OPERATOR
from crm.actions.models import ActionState, ParliamentaryAction, Visibility
from crm.digests.models import Digest
from crm.digests.services import sending
from crm.followups.models import FollowUp, FollowUpKind
from crm.mail.models import LinkToken
from tests.support.readers import AT, BASE_URL, Network

UNKNOWN = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def digest(network: Network) -> Digest:
    """A digest on its way."""
    made = network.digest()
    sending.send(network.session, OPERATOR, AT, made.id, base_url=BASE_URL, recall=timedelta())
    network.session.commit()
    return made


@pytest.fixture
def strict(app: Flask) -> FlaskClient:
    """A client without cookies, with forms protected as in production."""
    app.config["WTF_CSRF_ENABLED"] = True
    return app.test_client(use_cookies=False)


def _token(network: Network, name: str, purpose: str = "unsubscribe") -> str:
    token = network.session.scalar(
        sa.select(LinkToken.token).where(LinkToken.member_id == network.people[name].id, LinkToken.purpose == purpose)
    )
    assert token is not None
    network.session.commit()
    return token


@pytest.mark.usefixtures("digest")
def test_what_is_told_becomes_a_private_draft_and_a_follow_up(network: Network, strict: FlaskClient) -> None:
    token = _token(network, "Ali Gurung", "tell")
    page = strict.get(f"/tell/{token}")
    assert page.status_code == 200
    assert "Ali" not in page.text
    told = {"kind": "motion", "on": "March 2026", "title": "Tabled <b>a motion</b>", "link": "https://p.example/m"}
    answer = strict.post(f"/tell/{token}", data=told)
    assert "Thank you" in answer.text
    network.session.expire_all()
    action = network.session.scalars(
        sa.select(ParliamentaryAction).where(ParliamentaryAction.origin == "by mailed link")
    ).one()
    assert (action.state, action.visibility, action.title) == (ActionState.DRAFT, Visibility.PRIVATE, told["title"])
    assert (str(action.on), action.country_iso2) == ("2026-03", "NP")
    follow_up = network.session.scalars(sa.select(FollowUp)).one()
    assert (follow_up.kind, follow_up.action_id) == (FollowUpKind.DRAFT, action.id)


@pytest.mark.usefixtures("digest")
def test_a_link_takes_only_so_many_tales_and_an_unknown_one_takes_none(network: Network, strict: FlaskClient) -> None:
    token = _token(network, "Ali Gurung", "tell")
    told = {"kind": "motion", "title": "Tabled a motion"}
    codes = [strict.post(f"/tell/{token}", data=told).status_code for _time in range(6)]
    assert codes == [200] * 5 + [422]
    assert strict.post(f"/tell/{UNKNOWN}", data=told).status_code == 200
    drafts = sa.select(sa.func.count()).where(ParliamentaryAction.state == ActionState.DRAFT)
    assert network.session.scalar(drafts) == 5


@pytest.mark.usefixtures("digest")
@pytest.mark.parametrize(
    "wrong",
    [{"title": ""}, {"link": "javascript:alert(1)"}, {"on": "sometime"}, {"kind": "nonsense"}],
)
def test_wrong_input_is_kept_and_explained(network: Network, strict: FlaskClient, wrong: dict[str, str]) -> None:
    token = _token(network, "Ali Gurung", "tell")
    told = {"kind": "motion", "title": "Tabled a motion"} | wrong
    answer = strict.post(f"/tell/{token}", data=told)
    assert answer.status_code == 422
    assert "invalid-feedback" in answer.text


def test_the_neutral_view_names_nobody_and_keeps_what_is_for_friends(digest: Digest, strict: FlaskClient) -> None:
    page = strict.get(f"/digests/{digest.public_token}/view")
    assert page.status_code == 200
    assert "sandbox" in page.headers["Content-Security-Policy"]
    assert "Vanuatu acceded" in page.text
    assert "When will Kenya ratify?" not in page.text
    for own in ("Jane", "Kenya signed", "/unsubscribe/", "/tell/"):
        assert own not in page.text
    assert "Dear friend, read this." in page.text
    assert strict.get(f"/digests/{UNKNOWN}/view").status_code == 404


@pytest.mark.usefixtures("network")
@pytest.mark.parametrize("nonsense", ["%00", "'", "x" * 5000, "../..", "%F0%9F%98%80"])
def test_a_nonsense_token_finds_nobody(strict: FlaskClient, nonsense: str) -> None:
    assert strict.get(f"/digests/{nonsense}/view").status_code in {308, 404}
    assert strict.get(f"/unsubscribe/{nonsense}").status_code in {200, 308, 404}
    assert strict.post(f"/tell/{nonsense}", data={"kind": "motion", "title": "x"}).status_code in {200, 308, 404}


def test_a_draft_has_no_neutral_view(network: Network, strict: FlaskClient) -> None:
    made = network.digest()
    network.session.commit()
    assert strict.get(f"/digests/{made.public_token}/view").status_code == 404


def test_a_code_shows_subject_and_links_of_the_real_issue(digest: Digest, strict: FlaskClient) -> None:
    assert "The code at the foot of the mail" in strict.get("/verify").text
    code = f"{digest.public_token[:4]}-{digest.public_token[4:8]}".upper()
    page = strict.get("/verify", query_string={"code": code}).text
    assert "What moved in February" in page
    for address in ("https://coalition.example", "https://parliament.example/q/1", f"{BASE_URL}/unsubscribe/"):
        assert f"<li>{address}</li>" in page
    assert "Jane" not in page
    assert "We sent no issue with this code" in strict.get("/verify?code=0000-0000").text
    assert "We sent no issue with this code" in strict.get("/verify?code=%25%25%25%25%25%25%25%25").text
