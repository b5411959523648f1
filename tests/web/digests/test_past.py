"""The archive of past digests: who reads it, what stands in it, its feed."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from crm.accounts.models import Organisation
from crm.accounts.rights import OPERATOR
from crm.actions.models import ParliamentaryAction, Visibility
from crm.digests.kinds import DigestState
from crm.digests.models import BlockItem, Digest, DigestText, ItemText
from crm.digests.services import sending
from crm.digests.services.composing import Plan, new_digest
from crm.digests.windows import Window
from crm.extensions import db
from tests.support.readers import AT, BASE_URL, Network
from tests.support.statements import counted

SignIn = Callable[..., FlaskClient]
ATOM = "{http://www.w3.org/2005/Atom}"


def _send(network: Network, digest: Digest) -> Digest:
    sending.send(network.session, OPERATOR, AT, digest.id, base_url=BASE_URL, recall=timedelta())
    digest.state, digest.sent_at = DigestState.SENT, AT + timedelta(hours=digest.id)
    network.session.commit()
    return digest


@pytest.fixture
def sent(network: Network) -> Digest:
    """A digest that went to all friends."""
    return _send(network, network.digest())


@pytest.fixture
def opened(network: Network) -> None:
    """The archive is open to everybody."""
    network.session.execute(sa.update(Organisation).values(public_archive=True))
    network.session.commit()


@pytest.mark.usefixtures("sent")
@pytest.mark.parametrize("address", ["/archive/", "/archive/feed.atom"])
def test_visitors_are_sent_to_sign_in_until_the_organisation_opens_it(
    network: Network, client: FlaskClient, address: str
) -> None:
    network.session.execute(sa.update(Organisation).values(public_pages=True))
    network.session.commit()
    assert client.get(address).location.startswith("/sign-in")
    network.session.execute(sa.update(Organisation).values(public_pages=False, public_archive=True))
    network.session.commit()
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert "What moved in February" in answer.text
    assert client.get("/treaties/ccm").location.startswith("/sign-in")


@pytest.mark.usefixtures("sent")
def test_a_member_finds_what_was_sent_in_the_version_that_names_nobody(sign_in: SignIn) -> None:
    browser = sign_in("member")
    listed = browser.get("/archive/").text
    link = re.search(r'href="(/digests/[0-9a-f]{32}/view[^"]*)"', listed)
    assert link is not None
    said = browser.get(link[1]).text
    assert "What moved in February" in said
    assert "Jane" not in said
    assert "feed reader" not in listed


def test_it_holds_only_what_went_to_all_friends_and_was_not_taken_out(
    network: Network, sent: Digest, sign_in: SignIn
) -> None:
    narrow = network.digest("For Nepal alone")
    narrow.audience = {"stages": ["friend"], "countries": ["NP"]}
    _send(network, narrow)
    network.digest("A draft")
    network.session.commit()
    browser = sign_in("staff")
    page = browser.get("/archive/").text
    assert "What moved in February" in page
    assert "For Nepal alone" not in page
    assert "A draft" not in page
    browser.post(f"/digests/{sent.id}/archive", data={"in": "no"})
    assert "No update is here yet." in browser.get("/archive/").text
    browser.post(f"/digests/{narrow.id}/archive", data={"in": "yes"})
    assert "For Nepal alone" in browser.get("/archive/").text


@pytest.mark.usefixtures("opened", "sent")
def test_the_feed_names_each_issue_once_the_latest_first_in_the_language_asked_for(
    network: Network, client: FlaskClient
) -> None:
    later = network.digest("News & <b>more</b>")
    later.also_in = ["fr"]
    network.session.add(DigestText(digest_id=later.id, language="fr", title="Des nouvelles", preheader="Ce mois"))
    _send(network, later)
    feed = ET.fromstring(client.get("/archive/feed.atom").get_data())  # noqa: S314 - our own feed
    titles = [entry.findtext(f"{ATOM}title") for entry in feed.findall(f"{ATOM}entry")]
    assert titles == ["News & <b>more</b>", "What moved in February"]
    assert len({entry.findtext(f"{ATOM}id") for entry in feed.findall(f"{ATOM}entry")}) == 2
    french = client.get("/archive/", headers={"Accept-Language": "fr"}).text
    assert "Des nouvelles" in french
    assert '<html lang="fr"' in french


def test_a_digest_begins_with_what_everybody_may_read(network: Network) -> None:
    lately = Plan(window=Window(AT - timedelta(days=3), AT))
    assert "When will Kenya ratify?" not in new_digest(network.session, OPERATOR, AT, lately).preheader
    network.action(network.people["Jane Wanjikũ"], "Asked in the open", Visibility.PUBLIC)
    assert "Asked in the open" in new_digest(network.session, OPERATOR, AT, lately).preheader


@pytest.mark.usefixtures("opened")
def test_where_a_preheader_tells_of_what_is_not_public_visitors_read_another(
    network: Network, client: FlaskClient
) -> None:
    number = network.action(network.people["Jane Wanjikũ"], "Asked in the open", Visibility.PUBLIC)
    digest = new_digest(network.session, OPERATOR, AT, Plan())
    digest.waiver = "The depositary's page is down."
    digest.also_in = ["fr"]
    line = network.session.scalars(sa.select(BlockItem).where(BlockItem.subject == f"action:{number}")).one()
    digest.preheader = line.text[:200]
    network.session.add(DigestText(digest_id=digest.id, language="fr", title="Des nouvelles", preheader="En public"))
    network.session.add(ItemText(item_id=line.id, language="fr", text="En public : une question"))
    _send(network, digest)
    addresses = [
        f"{address}{language}"
        for address in (f"/digests/{digest.public_token}/view", "/archive/feed.atom")
        for language in ("", "?language=fr")
    ]
    said = [client.get(address).text for address in addresses]
    assert ["Asked in the open" in page or "En public" in page for page in said] == [True] * 4
    network.session.execute(sa.update(ParliamentaryAction).values(visibility=Visibility.NETWORK))
    line.text = "Edited since"  # so that nothing but the preheader still says it
    network.session.commit()
    said = [client.get(address).text for address in addresses]
    assert ["Asked in the open" in page or "En public" in page for page in said] == [False] * 4


@pytest.mark.usefixtures("opened")
def test_a_draft_can_not_be_put_into_it(network: Network, sign_in: SignIn) -> None:
    draft = network.digest("A draft")
    network.session.commit()
    assert sign_in("staff").post(f"/digests/{draft.id}/archive", data={"in": "yes"}).status_code == 409


@pytest.mark.usefixtures("sent")
def test_the_page_asks_the_same_number_of_times_however_many_issues_there_are(
    app: Flask, network: Network, sign_in: SignIn
) -> None:
    with app.app_context():
        engine = db.engine
    browser = sign_in("member")
    browser.get("/archive/")
    with counted(engine) as one:
        browser.get("/archive/")
    for number in range(5):
        _send(network, network.digest(f"Issue {number}"))
    with counted(engine) as many:
        browser.get("/archive/")
    assert len(many) == len(one) <= 6
