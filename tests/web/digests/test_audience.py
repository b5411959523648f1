"""Who gets a digest, looked at in the browser: the matrix, who is set aside, the mail as anybody reads it."""

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from crm.digests.models import Block, Digest, QuietPeriod
from crm.digests.services import translating
from crm.mail.models import Message
from crm.members.models import SavedView
from tests.support.readers import Network

SignIn = Callable[..., FlaskClient]


@pytest.fixture
def french(network: Network, digest: Digest) -> Digest:
    """A digest in English and French, with one reader of French."""
    translating.set_languages(network.session, digest.id, ["fr"])
    network.people["Ana Vásquez"].language = "fr"
    network.people["Ali Gurung"].language = "ne"
    network.session.commit()
    return digest


def test_the_matrix_counts_by_status_and_language_and_leads_to_each_cell(
    network: Network, french: Digest, sign_in: SignIn
) -> None:
    ana, address = network.people["Ana Vásquez"].id, f"/digests/{french.id}/audience"
    network.session.commit()
    browser = sign_in("staff")
    page = browser.get(address).text
    assert "1 would rather read another" in page
    cell = re.search(r'href="([^"]*status=not_joined&amp;language=fr)"', page)
    assert cell is not None
    listed = browser.get(cell[1].replace("&amp;", "&")).text
    people = listed[listed.index("People in the audience") :]
    assert "Ana Vásquez" in people
    assert "Ali Gurung" not in people
    seen = browser.get(f"/digests/{french.id}/preview?status=not_joined&language=fr").text
    assert f"/preview/{ana}.html" in seen
    assert "reads it in French" in seen


def test_the_mail_is_seen_in_dark_without_images_and_with_its_size(
    network: Network, french: Digest, sign_in: SignIn
) -> None:
    jane = network.people["Jane Wanjikũ"].id
    network.session.commit()
    browser = sign_in("staff")
    page = browser.get(f"/digests/{french.id}/preview?q=wanjiku&look=dark&images=off&part=both&width=phone").text
    assert re.search(r"Size of the HTML part: \d+\.\d KB of at most 90", page)
    assert "It has no pictures" in page
    assert "preview-phone" in page
    answer = browser.get(f"/digests/{french.id}/preview/{jane}.html?look=dark&images=off")
    assert "@media all" in answer.text
    assert "img-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "Nobody in the audience fits" in browser.get(f"/digests/{french.id}/preview?q=nobody").text


def test_one_person_is_left_out_and_taken_in_again(network: Network, digest: Digest, sign_in: SignIn) -> None:
    jane, address = network.people["Jane Wanjikũ"].id, f"/digests/{digest.id}"
    network.session.commit()
    browser = sign_in("staff")
    browser.post(f"{address}/aside", data={"person": jane})
    page = browser.get(f"{address}/audience").text
    assert "Set aside by you" in page
    assert "Send 2 emails" in browser.get(address).text
    browser.post(f"{address}/aside", data={"person": jane, "in": "yes"})
    assert "Send 3 emails" in browser.get(address).text
    assert browser.post(f"{address}/aside", data={"person": "x"}).status_code == 400


def test_a_view_is_taken_as_audience_and_another_left_out(network: Network, digest: Digest, sign_in: SignIn) -> None:
    network.session.add_all(
        [
            SavedView(name="Kenya", filter={"stages": ["friend"], "countries": ["KE"]}),
            SavedView(name="Nepal", filter={"stages": ["friend"], "countries": ["NP"]}),
        ]
    )
    network.session.commit()
    browser, address = sign_in("staff"), f"/digests/{digest.id}/edit"
    said = {"version": "1", "title": "T", "preheader": "p", "but_not": ["Nepal"]}
    assert browser.post(address, data=said).status_code == 302
    assert "Send 1 email" in browser.get(f"/digests/{digest.id}").text
    assert "But not: Nepal." in browser.get(f"/digests/{digest.id}").text
    said = {"version": "2", "title": "T", "preheader": "p", "view": "view:Nepal"}
    assert browser.post(address, data=said).status_code == 302
    assert "Send 2 emails" in browser.get(f"/digests/{digest.id}").text
    said = {"version": "3", "title": "T", "preheader": "p", "view": "friends"}
    browser.post(address, data=said)
    assert "Send 3 emails" in browser.get(f"/digests/{digest.id}").text


def test_a_block_is_for_the_people_of_a_view_and_then_for_everybody_again(
    network: Network, digest: Digest, sign_in: SignIn
) -> None:
    view = {"stages": ["friend"], "countries": ["KE"], "tags": ["health"]}
    network.session.add(SavedView(name="Kenya", filter=view))
    block = network.session.scalars(sa.select(Block).where(Block.digest_id == digest.id)).first()
    assert block is not None
    address, number = f"/digests/{digest.id}/blocks/{block.id}", block.id
    network.session.commit()
    browser = sign_in("staff")
    assert "Everybody the digest goes to" in browser.get(address).text
    browser.post(address, data={"version": "1", "heading": "H", "text": "T", "view": "view:Kenya"})
    assert _audience(network, number) == view
    page = browser.get(address).text
    assert "Friends from Kenya, tagged health." in page
    browser.post(address, data={"version": "2", "heading": "H", "text": "T", "view": "", "languages": ["en"]})
    assert _audience(network, number) == view | {"languages": ["en"]}
    browser.post(address, data={"version": "3", "heading": "H", "text": "T", "view": "friends"})
    assert _audience(network, number) == {}


def _audience(network: Network, block_id: int) -> dict[str, object]:
    network.session.expire_all()
    held = dict(network.session.get_one(Block, block_id).audience)
    network.session.commit()
    return held


def test_quiet_days_are_kept_listed_and_taken_back(network: Network, sign_in: SignIn) -> None:
    browser, typed = sign_in("staff"), {"first_on": "2036-03-01", "last_on": "2036-03-09", "country": "NP"}
    assert "No quiet days are kept" in browser.get("/digests/quiet").text
    assert browser.post("/digests/quiet", data=typed | {"last_on": "2036-02-01"}).status_code == 422
    assert "Say from when." in browser.post("/digests/quiet", data={"last_on": "2036-03-09"}).text
    assert browser.post("/digests/quiet", data=typed | {"reason": "<b>Recess</b>"}).status_code == 302
    page = browser.get("/digests/quiet").text
    assert "&lt;b&gt;Recess" in page
    assert "Nepal" in page
    number = network.session.scalars(sa.select(QuietPeriod.id)).one()
    network.session.commit()
    browser.post(f"/digests/quiet/{number}/drop")
    assert "No quiet days are kept" in browser.get("/digests/quiet").text
    assert browser.post(f"/digests/quiet/{number}/drop").status_code == 404


def test_it_is_sent_in_the_morning_of_a_day(network: Network, digest: Digest, sign_in: SignIn) -> None:
    browser, address = sign_in("staff"), f"/digests/{digest.id}"
    found = re.search(r'name="content_hash"[^>]*value="([^"]*)"', browser.get(address).text)
    assert found is not None
    seen = {"content_hash": found[1], "recipients": "3"}
    assert browser.post(f"{address}/send", data=seen | {"morning_on": "soon"}).status_code == 422
    assert browser.post(f"{address}/send", data=seen | {"morning_on": "2036-03-05"}).status_code == 302
    page = browser.get(address).text
    assert "What waits for its time" in page
    assert "Recall it" in page
    assert {at.hour for at in network.session.scalars(sa.select(Message.due_at))} == {5, 2}


def test_a_digest_for_an_occasion_asks_what_it_is_about(network: Network, sign_in: SignIn) -> None:
    browser = sign_in("staff")
    network.session.commit()
    typed = {"title": "", "language": "en", "view": "", "template": "emergency", "country": "", "meeting": ""}
    answer = browser.post("/digests/new", data=typed)
    assert answer.status_code == 422
    assert "Choose the country that may leave." in answer.text
    made = browser.post("/digests/new", data=typed | {"country": "KE"}, follow_redirects=True).text
    assert "Kenya may leave the Convention: what you can do" in made


def test_the_second_person_is_asked_for_on_the_page(network: Network, digest: Digest, sign_in: SignIn) -> None:
    network.session.execute(sa.text("UPDATE organisation SET second_person = true"))
    network.session.commit()
    one, other, address = sign_in("staff"), sign_in("coordinator"), f"/digests/{digest.id}"
    page = one.get(address).text
    assert "two people behind a digest" in page
    assert "Send 3 emails" not in page
    found = re.search(r'name="content_hash"[^>]*value="([^"]*)"', page)
    assert found is not None
    one.post(f"{address}/approve", data={"content_hash": found[1]})
    refused = one.post(f"{address}/send", data={"content_hash": found[1], "recipients": "3"})
    assert refused.status_code == 422
    assert "another person approves it first" in refused.text
    assert "Send 3 emails" in other.get(address).text
    assert other.post(f"{address}/send", data={"content_hash": found[1], "recipients": "3"}).status_code == 302
