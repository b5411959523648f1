"""A reader at the page behind the link in a mail: stopped and taken back, less often, a pause, without signing in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from crm.accounts.models import Organisation
from crm.accounts.rights import OPERATOR
from crm.digests.services import sending
from crm.languages import LANGUAGES
from crm.mail.models import LinkToken
from tests.support.browser import PHONE, WIDE, assert_accessible, assert_fits
from tests.support.readers import AT, BASE_URL, Network, set_network


@pytest.fixture
def network(app: Flask, session: Session) -> Network:
    """A network to whose readers a digest goes, in the database of the application that is served."""
    assert app.config["SETTINGS"].database_url == str(session.get_bind().engine.url)
    session.expire_on_commit = False
    network = set_network(session)
    session.execute(sa.update(Organisation).values(languages=list(LANGUAGES)))
    made = network.digest()
    sending.send(session, OPERATOR, AT, made.id, base_url=BASE_URL, recall=timedelta())
    session.commit()
    return network


def _address(network: Network, name: str = "Jane Wanjikũ") -> str:
    wanted = sa.select(LinkToken.token).where(
        LinkToken.member_id == network.people[name].id, LinkToken.purpose == "unsubscribe"
    )
    token = network.session.scalar(wanted)
    network.session.commit()
    return f"/unsubscribe/{token}"


def _look(page: Page) -> None:
    for screen in (PHONE, WIDE):
        page.set_viewport_size(screen)
        assert_fits(page)
    assert_accessible(page)


def test_a_reader_stops_the_digest_and_takes_it_back(page: Page, network: Network) -> None:
    page.goto(_address(network))
    _look(page)
    page.get_by_role("button", name="Stop the digest").click()
    expect(page.get_by_role("status")).to_have_text("The digest is stopped for this address, from now on.")
    _look(page)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("status")).to_have_text("It is as it was before.")
    expect(page.get_by_role("button", name="Stop the digest")).to_be_visible()


def test_a_reader_chooses_topics_a_frequency_and_a_pause_and_takes_them_back(page: Page, network: Network) -> None:
    page.set_viewport_size(PHONE)
    page.goto(_address(network))
    page.get_by_label("Meetings ahead, and who goes").uncheck()
    page.get_by_label("How often").select_option("At most one a month")
    until = datetime.now(UTC).date() + timedelta(days=30)
    page.get_by_label("A pause: no mail until").fill(until.isoformat())
    page.get_by_role("button", name="Keep this").click()
    expect(page.get_by_role("status")).to_have_text("Your choice is kept, from now on.")
    expect(page.get_by_label("Meetings ahead, and who goes")).not_to_be_checked()
    expect(page.get_by_label("How often")).to_have_value("monthly")
    expect(page.get_by_text("There is a pause: no mail until")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("status")).to_have_text("It is as it was before.")
    expect(page.get_by_label("Meetings ahead, and who goes")).to_be_checked()
    expect(page.get_by_label("How often")).to_have_value("at_once")
    expect(page.get_by_text("There is a pause")).to_have_count(0)
    _look(page)


def test_a_reader_of_arabic_chooses_from_right_to_left(page: Page, network: Network) -> None:
    network.people["Ali Gurung"].language = "ar"
    page.goto(_address(network, "Ali Gurung"))
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    _look(page)
    page.get_by_label("العنوان الجديد").fill("nobody")
    page.get_by_role("button", name="إرسال الرابط").click()
    expect(page.locator(".invalid-feedback")).to_be_visible()
    _look(page)


def test_a_member_comes_to_the_same_page_from_their_own(
    page: Page, network: Network, sign_in_browser: Callable[..., None]
) -> None:
    jane = network.people["Jane Wanjikũ"].id
    network.session.commit()
    sign_in_browser("member", jane)
    page.goto("/account")
    page.get_by_role("button", name="Which mail you get").click()
    expect(page.get_by_role("heading", name="Or choose what you get")).to_be_visible()
