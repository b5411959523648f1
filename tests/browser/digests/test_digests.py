"""The pages of a digest and the mail itself in a browser: accessible in light and dark, on phones and wide screens."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session

from crm.accounts.rights import OPERATOR
from crm.digests.models import Digest
from crm.digests.queries.previews import preview_for
from crm.digests.services import sending
from crm.mail.models import Message, MessageState
from tests.support.browser import PHONE, WIDE, assert_accessible, assert_fits
from tests.support.readers import AT, BASE_URL, Network, set_network

SCREENS = (WIDE, PHONE)


@pytest.fixture
def network(app: Flask, session: Session) -> Network:
    """A network, in the database of the application that is served."""
    assert app.config["SETTINGS"].database_url == str(session.get_bind().engine.url)
    session.expire_on_commit = False
    network = set_network(session)
    session.commit()
    return network


@pytest.fixture
def digest(network: Network) -> Digest:
    """A digest to be checked."""
    made = network.digest(
        intro="Dear [[name]],\n\n**Two** things to [read](https://coalition.example).\n\n- one\n- two"
    )
    network.session.commit()
    return made


def _look(page: Page, *addresses: str) -> None:
    for address in addresses:
        for screen in SCREENS:
            page.set_viewport_size(screen)
            page.goto(address)
            assert_fits(page)
        page.set_viewport_size(WIDE)
        assert_accessible(page)


def test_the_pages_of_a_digest_are_accessible_and_fit(
    page: Page, digest: Digest, network: Network, sign_in_browser: Callable[..., None]
) -> None:
    blocks = f"/digests/{digest.id}/blocks/3"
    network.session.commit()
    sign_in_browser("staff")
    _look(page, "/digests/", "/digests/new", f"/digests/{digest.id}", f"/digests/{digest.id}/edit", blocks)


def test_both_parts_of_the_mail_are_shown_beside_each_other(
    page: Page, digest: Digest, network: Network, sign_in_browser: Callable[..., None]
) -> None:
    jane = network.people["Jane Wanjikũ"]
    network.session.commit()
    sign_in_browser("staff")
    page.goto(f"/digests/{digest.id}?reader={jane.id}&part=both")
    expect(page.locator("iframe")).to_have_count(2)
    for place in (0, 1):
        expect(page.frame_locator("iframe").nth(place).get_by_text("Dear Jane Wanjikũ").first).to_be_visible()


def test_the_mail_is_accessible_and_fits_a_phone(page: Page, digest: Digest, network: Network) -> None:
    jane = network.people["Jane Wanjikũ"].id
    said = preview_for(network.session, digest, jane, OPERATOR, AT, BASE_URL)
    network.session.commit()
    assert said is not None
    # The sandbox of its own route would keep the checks out: the document is served as it is.
    page.route("**/the-mail", lambda route: route.fulfill(body=said.html, content_type="text/html; charset=utf-8"))
    _look(page, "/the-mail")
    expect(page.get_by_role("heading", level=1)).to_have_text("What moved in February")


def test_a_digest_on_its_way_and_readers_pages_are_accessible_and_fit(
    page: Page, digest: Digest, network: Network, live_server: str, sign_in_browser: Callable[..., None]
) -> None:
    sending.send(network.session, OPERATOR, AT, digest.id, base_url=live_server, recall=timedelta())
    network.session.commit()
    unknown = "0" * 32
    _look(page, f"/unsubscribe/{unknown}", f"/tell/{unknown}", f"/verify?code={digest.public_token[:8]}")
    sign_in_browser("coordinator")
    _look(
        page,
        f"/digests/{digest.id}",
        f"/digests/{digest.id}/report",
        f"/digests/{digest.id}/report?format=csv",
    )


def test_the_page_counts_down_and_follows_the_numbers(
    page: Page, digest: Digest, network: Network, live_server: str, sign_in_browser: Callable[..., None]
) -> None:
    now, session = datetime.now(UTC), network.session
    sending.send(session, OPERATOR, now, digest.id, base_url=live_server, recall=timedelta(minutes=10))
    session.commit()
    sign_in_browser("staff")
    page.goto(f"/digests/{digest.id}")
    expect(page.get_by_text(re.compile(r"in 9 min \d+ s"))).to_be_visible()
    sent = page.get_by_role("row", name="Sent").get_by_role("link")
    expect(sent).to_have_text("0")
    first = session.scalars(sa.select(Message).order_by(Message.id)).first()
    assert first is not None
    first.state = MessageState.SENT
    session.commit()
    expect(sent).to_have_text("1", timeout=10_000)


def test_a_digest_is_made_checked_and_recalled_without_scripts(
    browser: Browser, network: Network, live_server: str, sign_in_browser: Callable[..., None], page: Page
) -> None:
    sign_in_browser("staff")
    cookies = page.context.cookies()
    plain = browser.new_context(base_url=live_server, java_script_enabled=False)
    plain.add_cookies([{"name": one["name"], "value": one["value"], "url": live_server} for one in cookies])
    paper = plain.new_page()
    paper.goto("/digests/")
    paper.get_by_role("link", name="New digest").click()
    paper.get_by_label("Title").fill("Made without scripts")
    paper.get_by_label("Opening words").fill("Dear [[name]], read this.")
    paper.get_by_role("button", name="Collect what is new").click()
    expect(paper.get_by_role("heading", level=1)).to_have_text("Made without scripts")
    if paper.get_by_label("Reason to send all the same").count():
        paper.get_by_label("Reason to send all the same").fill("The depositary's page is down.")
        paper.get_by_role("button", name="Keep the reason").click()
    paper.get_by_role("button", name="Send 3 emails").click()
    paper.get_by_role("button", name="Recall it").click()
    expect(paper.get_by_text("The digest is recalled: nobody got it.")).to_be_visible()
    plain.close()
    assert network.people
