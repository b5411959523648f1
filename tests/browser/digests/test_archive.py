"""Past digests in a browser: a visitor finds the archive once it is open, and reads an issue in the neutral version."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session

from crm.accounts.models import Organisation
from crm.accounts.rights import OPERATOR
from crm.digests.kinds import DigestState
from crm.digests.services import sending
from crm.mail.models import Message, MessageState
from crm.results.services import keep_numbers
from tests.support.browser import PHONE, WIDE, assert_accessible, assert_fits
from tests.support.readers import AT, BASE_URL, Network, set_network


@pytest.fixture
def network(app: Flask, session: Session) -> Network:
    """A network that sent two digests, in the database of the application that is served."""
    assert app.config["SETTINGS"].database_url == str(session.get_bind().engine.url)
    session.expire_on_commit = False
    network = set_network(session)
    for number, title in enumerate(("What moved in February", "What moved in March")):
        at = AT + timedelta(days=30 * number)
        made = network.digest(title)
        sending.send(session, OPERATOR, at, made.id, base_url=BASE_URL, recall=timedelta())
        session.execute(sa.update(Message).values(state=MessageState.SENT, reason=None, ended_at=at))
        made.state, made.sent_at = DigestState.SENT, at
        session.flush()
        keep_numbers(session, at, made)
    session.commit()
    return network


def _look(page: Page) -> None:
    for screen in (PHONE, WIDE):
        page.set_viewport_size(screen)
        assert_fits(page)
    assert_accessible(page)


def test_a_coordinator_opens_the_archive_and_a_visitor_reads_an_issue(
    page: Page, network: Network, sign_in_browser: Callable[..., None]
) -> None:
    sign_in_browser("coordinator")
    page.goto("/settings/")
    page.get_by_label("Name of the organisation").fill("Coalition Office")
    page.get_by_label("Open the archive of digests to everybody").check()
    page.get_by_role("button", name="Save the settings").click()
    page.context.clear_cookies()
    page.goto("/")
    page.get_by_role("link", name="Past updates").click()
    _look(page)
    expect(page.get_by_role("link", name="Follow them with a feed reader (Atom)")).to_be_visible()
    page.get_by_role("link", name="What moved in March").click()
    expect(page.get_by_role("heading", name="What moved in March")).to_be_visible()
    expect(page.get_by_text("Jane")).to_have_count(0)
    assert network.people


def test_the_archive_reads_from_right_to_left_in_arabic(
    browser: Browser, live_server: str, network: Network, sign_in: Callable[..., FlaskClient]
) -> None:
    sign_in("coordinator")
    network.session.execute(sa.update(Organisation).values(public_archive=True))
    network.session.commit()
    page = browser.new_context(locale="ar", base_url=live_server).new_page()
    page.goto("/archive/")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    _look(page)
    page.context.close()


def test_staff_follow_digests_over_time_to_the_people_behind_a_number(
    page: Page, network: Network, sign_in_browser: Callable[..., None]
) -> None:
    sign_in_browser("staff")
    page.goto("/digests/")
    page.get_by_role("link", name="Over time").click()
    expect(page.get_by_role("img", name="A bar for each issue")).to_be_visible()
    assert page.locator("figure img").evaluate("image => image.naturalWidth") > 0
    _look(page)
    page.get_by_role("row", name="What moved in March").get_by_role("link", name="3").first.click()
    expect(page.get_by_role("heading", name="Report: What moved in March")).to_be_visible()
    expect(page.get_by_role("link", name="Jane Wanjikũ")).to_be_visible()
    _look(page)
    assert network.people
