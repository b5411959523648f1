"""Staff's way through a digest in the browser: collect, edit, check, preview, test, send, report."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from crm.digests.kinds import BlockKind, DigestState
from crm.digests.models import Block, BlockItem, Digest
from crm.extensions import db
from crm.mail.models import Message, MessageState, SkipReason
from tests.support.readers import Network
from tests.support.statements import counted

SignIn = Callable[..., FlaskClient]
HOSTILE = "\"><img src=x onerror=fetch('/xss')>{{7*7}}%(x)s"


def _hidden(page: str, name: str) -> str:
    match = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    assert match is not None, name
    return match.group(1)


def _block(network: Network, digest: Digest, kind: BlockKind) -> Block:
    found = network.session.scalar(sa.select(Block).where(Block.digest_id == digest.id, Block.kind == kind))
    assert found is not None
    return found


def test_a_new_digest_is_filled_and_shown_with_its_checks(network: Network, sign_in: SignIn) -> None:
    browser = sign_in("staff")
    assert "Make the first one" in browser.get("/digests/").text
    network.session.commit()
    answer = browser.post("/digests/new", data={"title": "My digest", "intro": "Hello", "language": "en", "view": ""})
    assert answer.status_code == 302
    page = browser.get(answer.location).text
    assert "My digest" in page
    assert "3 people" in page
    assert "in 2 countries" in page
    assert "My digest" in browser.get("/digests/").text


def test_the_button_names_the_number_and_sends_what_was_seen(network: Network, digest: Digest, sign_in: SignIn) -> None:
    browser = sign_in("staff")
    address = f"/digests/{digest.id}"
    page = browser.get(address).text
    # The facts are older than half a year on the day this test runs, and the waiver is written with the digest.
    assert "Send 3 emails" in page
    seen = {"content_hash": _hidden(page, "content_hash"), "recipients": "3"}
    network.session.commit()
    stale = browser.post(f"{address}/send", data=seen | {"content_hash": "0" * 64})
    assert stale.status_code == 422
    assert "was edited since you looked" in stale.text
    assert browser.post(f"{address}/send", data=seen).status_code == 302
    again = browser.post(f"{address}/send", data=seen)
    assert again.status_code == 422
    page = browser.get(address).text
    assert "Recall it" in page
    assert "in about" in page
    network.session.expire_all()
    assert network.session.scalar(sa.select(sa.func.count()).select_from(Message)) == 3


def test_every_number_leads_to_the_people_it_counts(network: Network, digest: Digest, sign_in: SignIn) -> None:
    network.friend("Never Asked", subscribed=False)
    network.session.commit()
    browser, address = sign_in("staff"), f"/digests/{digest.id}/audience"
    page = browser.get(f"/digests/{digest.id}").text
    assert f'href="{address}?reason=none"' in page
    assert f'href="{address}?reason=not_allowed"' in page
    left_out = browser.get(f"{address}?reason=not_allowed").text
    assert "Never Asked" in left_out
    assert "Ali Gurung" not in left_out
    assert "Never Asked" not in browser.get(f"{address}?reason=none").text
    assert browser.get(f"{address}?reason=nonsense").status_code == 400


def test_a_recall_brings_the_digest_back(digest: Digest, sign_in: SignIn) -> None:
    browser, address = sign_in("coordinator"), f"/digests/{digest.id}"
    page = browser.get(address).text
    data = {"content_hash": _hidden(page, "content_hash"), "recipients": "3"}
    browser.post(f"{address}/send", data=data)
    answer = browser.post(f"{address}/recall", follow_redirects=True)
    assert "The digest is recalled: nobody got it." in answer.text
    assert "Send 3 emails" in answer.text


def test_while_all_mail_is_stopped_a_digest_on_its_way_says_so_and_once_all_went_it_is_sent(
    network: Network, digest: Digest, sign_in: SignIn
) -> None:
    browser, address = sign_in("coordinator"), f"/digests/{digest.id}"
    data = {"content_hash": _hidden(browser.get(address).text, "content_hash"), "recipients": "3"}
    browser.post(f"{address}/send", data=data)
    network.session.execute(sa.update(Digest).values(starts_at=datetime(2020, 1, 1, tzinfo=UTC)))
    network.session.commit()
    page = browser.get(address).text
    assert '<p class="fact">On its way' in page
    assert "All mail is stopped" not in page
    browser.post("/mail/stop")
    assert "All mail is stopped" in browser.get(address).text.partition("<main")[2].partition("Mails whose turn")[0]
    network.session.execute(sa.update(Message).values(state=MessageState.SENT))
    network.session.commit()
    page = browser.get(address).text
    assert '<p class="fact">Sent' in page
    assert "Why, and let it go on" not in page


def test_an_approval_is_for_what_was_seen_and_an_edit_voids_it(
    network: Network, digest: Digest, sign_in: SignIn
) -> None:
    browser, address = sign_in("staff"), f"/digests/{digest.id}"
    seen = _hidden(browser.get(address).text, "content_hash")
    assert "approved" in browser.post(f"{address}/approve", data={"content_hash": seen}, follow_redirects=True).text
    network.session.expire_all()
    assert digest.state is DigestState.APPROVED
    network.session.commit()
    said = {"version": "1", "title": "Changed", "preheader": "x", "statuses": ["signatory"]}
    browser.post(f"{address}/edit", data=said)
    network.session.expire_all()
    assert (digest.title, digest.state) == ("Changed", DigestState.DRAFT)
    assert digest.audience["statuses"] == ["signatory"]
    network.session.commit()
    assert "1 person" in browser.get(address).text


def test_a_block_is_edited_moved_and_dropped_with_all_that_was_typed(
    network: Network, digest: Digest, sign_in: SignIn
) -> None:
    browser = sign_in("staff")
    block = _block(network, digest, BlockKind.ACTIONS)
    item = network.session.scalars(sa.select(BlockItem).where(BlockItem.block_id == block.id)).one()
    address = f"/digests/{digest.id}/blocks/{block.id}"
    typed = {f"item-{item.id}-text": "Edited words", f"item-{item.id}-link": "https://x.example", "heading": "New head"}
    network.session.commit()
    assert "When will Kenya ratify?" in browser.get(address).text
    browser.post(address, data=typed | {"version": "1", "text": "A text", "do": "add:", "regions": ["Africa"]})
    network.session.expire_all()
    assert (item.text, item.dropped, block.heading, block.text) == ("Edited words", True, "New head", "A text")
    assert block.audience["regions"] == ["Africa"]
    items = network.session.scalars(sa.select(BlockItem).where(BlockItem.block_id == block.id)).all()
    assert len(items) == 2
    network.session.commit()
    kept = {f"item-{one.id}-keep": "1" for one in items}
    browser.post(address, data=typed | kept | {"version": "2", "do": f"down:{item.id}"})
    network.session.expire_all()
    assert item.dropped is False
    assert item.position == 2
    before = block.position
    network.session.commit()
    browser.post(f"{address}/up")
    network.session.expire_all()
    assert block.position == before - 1
    network.session.commit()
    browser.post(f"{address}/drop")
    assert browser.get(address).status_code == 404
    assert browser.post(f"{address}/sideways").status_code == 404


def test_a_block_of_another_digest_is_not_found(network: Network, digest: Digest, sign_in: SignIn) -> None:
    other = network.digest("Other")
    block = _block(network, other, BlockKind.ACTIONS)
    network.session.commit()
    assert sign_in("staff").get(f"/digests/{digest.id}/blocks/{block.id}").status_code == 404


def test_the_preview_is_a_document_of_its_own_that_runs_nothing(
    network: Network, digest: Digest, sign_in: SignIn
) -> None:
    jane = network.people["Jane Wanjikũ"].id
    network.session.commit()
    browser = sign_in("staff")
    answer = browser.get(f"/digests/{digest.id}/preview/{jane}.html")
    assert "Kenya signed on 3 December 2008" in answer.text
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script-src" not in policy
    text = browser.get(f"/digests/{digest.id}/preview/{jane}.txt")
    assert text.mimetype == "text/plain"
    assert text.headers["Content-Security-Policy"] == policy, "our page shows it in a frame"
    assert "Dear Jane Wanjikũ," in text.text
    assert browser.get(f"/digests/{digest.id}/preview/99999.html").status_code == 404
    assert "sandbox" in browser.get(f"/digests/{digest.id}").text


def test_hostile_texts_are_shown_as_text_everywhere(network: Network, sign_in: SignIn) -> None:
    network.people["Jane Wanjikũ"].name = HOSTILE
    network.action(network.people["Ali Gurung"], HOSTILE)
    digest = network.digest(title=HOSTILE, intro=HOSTILE)
    block = _block(network, digest, BlockKind.TREATY_ACTIONS)
    block.heading = HOSTILE
    number, jane = digest.id, network.people["Jane Wanjikũ"].id
    network.session.commit()
    browser = sign_in("coordinator")
    for address in (
        "/digests/",
        f"/digests/{number}",
        f"/digests/{number}/edit",
        f"/digests/{number}/blocks/{block.id}",
        f"/digests/{number}/preview/{jane}.html",
    ):
        page = browser.get(address).text
        assert "<img" not in page, address
        assert "{{7*7}}" in page, address
    network.session.commit()
    page = browser.get(f"/digests/{number}").text
    data = {"content_hash": _hidden(page, "content_hash"), "recipients": "3"}
    assert browser.post(f"/digests/{number}/send", data=data).status_code == 302
    for address in (f"/digests/{number}", f"/digests/{number}/report", f"/digests/{digest.public_token}/view"):
        assert "<img" not in browser.get(address).text, address


def _sent(network: Network, digest: Digest, browser: FlaskClient) -> None:
    page = browser.get(f"/digests/{digest.id}").text
    data = {"content_hash": _hidden(page, "content_hash"), "recipients": "3"}
    browser.post(f"/digests/{digest.id}/send", data=data)
    rows = network.session.scalars(sa.select(Message).order_by(Message.id)).all()
    rows[0].state, rows[0].ended_at = MessageState.SENT, datetime.now(UTC)
    rows[1].state, rows[1].answer = MessageState.FAILED, "550 5.1.1 <script>no such user</script>"
    rows[2].state, rows[2].reason = MessageState.SKIPPED, SkipReason.UNSUBSCRIBED
    network.session.commit()


def test_the_report_says_in_plain_words_what_became_of_each(network: Network, digest: Digest, sign_in: SignIn) -> None:
    browser = sign_in("coordinator")
    _sent(network, digest, browser)
    page = browser.get(f"/digests/{digest.id}/report").text
    for words in ("Their mail server took it", "Address does not exist", "Has stopped the digest"):
        assert words in page
    assert "<script>no" not in page
    only = browser.get(f"/digests/{digest.id}/report?state=failed").text
    assert "Address does not exist" in only
    assert "Their mail server took it" not in only
    assert "Has stopped the digest" in browser.get(f"/digests/{digest.id}/report?reason=unsubscribed").text
    assert browser.get(f"/digests/{digest.id}/report?state=nonsense").status_code == 400
    page = browser.get(f"/digests/{digest.id}").text
    assert "Send to the missing" in page
    status = browser.get(f"/digests/{digest.id}/progress").json
    assert status is not None
    assert status["counts"] == {"waiting": 0, "sending": 0, "sent": 1, "failed": 1, "in_doubt": 0, "skipped": 1}


def test_the_report_as_a_file_asks_for_a_reason_and_is_the_coordinators(
    network: Network, digest: Digest, sign_in: SignIn
) -> None:
    browser = sign_in("coordinator")
    _sent(network, digest, browser)
    address = f"/digests/{digest.id}/report?format=csv"
    assert "Say what it is for" in browser.get(address).text
    assert browser.post(address).status_code == 422
    file = browser.post(address, data={"reason_for_file": "Calling those whose address fails"})
    assert file.mimetype == "text/csv"
    assert "Address does not exist" in file.text
    file.close()
    network.session.commit()
    assert sign_in("staff").get(address).status_code == 403


def test_messages_in_doubt_have_one_button_each_way(network: Network, digest: Digest, sign_in: SignIn) -> None:
    browser = sign_in("staff")
    _sent(network, digest, browser)
    network.session.execute(sa.update(Message).values(state=MessageState.IN_DOUBT))
    network.session.commit()
    assert "3 mails are in doubt" in browser.get(f"/digests/{digest.id}").text
    browser.post(f"/digests/{digest.id}/doubt", data={"arrived": "yes"})
    network.session.expire_all()
    assert set(network.session.scalars(sa.select(Message.state))) == {MessageState.SENT}


def test_pause_go_on_and_stop_the_rest(network: Network, digest: Digest, sign_in: SignIn) -> None:
    browser, address = sign_in("staff"), f"/digests/{digest.id}"
    data = {"content_hash": _hidden(browser.get(address).text, "content_hash"), "recipients": "3"}
    browser.post(f"{address}/send", data=data)
    assert "Go on" in browser.post(f"{address}/pause", follow_redirects=True).text
    assert "Pause" in browser.post(f"{address}/resume", follow_redirects=True).text
    browser.post(f"{address}/cancel")
    network.session.expire_all()
    assert set(network.session.scalars(sa.select(Message.reason))) == {SkipReason.RECALLED}


def test_a_test_mail_goes_to_whoever_asked(network: Network, digest: Digest, sign_in: SignIn) -> None:
    browser = sign_in("staff")
    jane = network.people["Jane Wanjikũ"].id
    network.session.commit()
    answer = browser.post(f"/digests/{digest.id}/test", data={"reader": jane}, follow_redirects=True)
    assert "A test is on its way to" in answer.text
    row = network.session.scalars(sa.select(Message)).one()
    assert row.kind == "digest_test"
    assert row.payload["subject"] == "[Test] What moved in February"


@pytest.mark.parametrize("nonsense", ["9" * 30, "9" * 5000, "²", "-1", "' OR 1=1 --", "%00"])
def test_nonsense_in_an_address_or_a_form_is_refused_and_breaks_nothing(
    network: Network, digest: Digest, sign_in: SignIn, nonsense: str
) -> None:
    browser, here = sign_in("coordinator"), f"/digests/{digest.id}"
    asked = [f"{here}?reader={nonsense}", f"{here}/report?page={nonsense}", f"{here}/audience?reason={nonsense}"]
    for address in (*asked, f"/digests/{nonsense}", f"{here}/blocks/{nonsense}", f"{here}/preview/{nonsense}.html"):
        assert browser.get(address).status_code in {200, 308, 400, 404}, address
    assert browser.post(f"{here}/send", data={"recipients": nonsense}).status_code == 422
    assert browser.post(f"{here}/test", data={"reader": nonsense}).status_code == 302
    typed = {"title": f"{nonsense}\x00\r\nBcc: x", "preheader": nonsense, "languages": [nonsense]}
    assert browser.post(f"{here}/edit", data=typed).status_code == 422
    assert network.session.get_one(Digest, digest.id).title == "What moved in February"


def test_a_member_sees_nothing_of_digests_being_made(network: Network, digest: Digest, sign_in: SignIn) -> None:
    browser = sign_in("member")
    network.session.commit()
    for address in ("/digests/", f"/digests/{digest.id}", f"/digests/{digest.id}/report"):
        assert browser.get(address).status_code == 403


def test_the_statements_of_a_page_do_not_grow_with_the_people(
    app: Flask, network: Network, digest: Digest, sign_in: SignIn
) -> None:
    browser = sign_in("staff")
    with app.app_context():
        engine = db.engine

    def statements(address: str) -> int:
        network.session.commit()
        with counted(engine) as sent:
            assert browser.get(address).status_code == 200
        return len(sent)

    addresses = ["/digests/", f"/digests/{digest.id}", f"/digests/{digest.id}/report"]
    before = [statements(address) for address in addresses]
    for number in range(20):
        network.friend(f"Friend {number}", "KE" if number % 2 else "MX")
    network.digest("Another")
    network.session.commit()
    assert [statements(address) for address in addresses] == before
    assert before[0] <= 6
    assert before[1] <= 16
    assert before[2] <= 6
