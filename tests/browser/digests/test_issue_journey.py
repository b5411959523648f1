"""One issue of the update from its first words to its report, in a browser and with a real mail server."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session

from crm.accounts.models import Organisation
from crm.config import Settings
from crm.mail.services import deliver_due
from tests.support.browser import PHONE, WIDE, assert_accessible, assert_fits
from tests.support.readers import Network, set_network
from tests.support.smtp import SmtpServer

SCREENS = (WIDE, PHONE)


@pytest.fixture
def settings(settings: Settings, smtp: SmtpServer) -> Settings:
    """Settings with the tests' mail server, and no time for a recall."""
    return replace(
        settings, mail_server=smtp.host, mail_port=smtp.port, mail_live=True, mail_recall_seconds=0, mail_rate=0
    )


@pytest.fixture
def network(app: Flask, session: Session) -> Network:
    """A network that writes English, French and Arabic, with a reader of each."""
    assert app.config["SETTINGS"].database_url == str(session.get_bind().engine.url)
    session.expire_on_commit = False
    network = set_network(session)
    session.get_one(Organisation, 1).languages = ["en", "fr", "ar"]
    network.people["Ana Vásquez"].language = "fr"
    network.people["Ali Gurung"].language = "ar"
    session.commit()
    return network


def _look(page: Page) -> None:
    for screen in SCREENS:
        page.set_viewport_size(screen)
        assert_fits(page)
    page.set_viewport_size(WIDE)
    assert_accessible(page)


def _deliver(app: Flask) -> int:
    with app.app_context():
        return deliver_due(app.extensions["delivery"](lambda: False))


def _compose(page: Page) -> None:
    page.goto("/digests/new")
    _look(page)
    page.get_by_label("Title").fill("What moved in spring")
    page.get_by_label("Opening words").fill("Dear [[name]], read this.")
    versions = page.get_by_role("group", name="With versions in")
    versions.get_by_label("French").check()
    versions.get_by_label("Arabic").check()
    page.get_by_role("button", name="Collect what is new").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What moved in spring")


def _keep_nepal_quiet(page: Page) -> None:
    page.goto("/digests/quiet")
    page.get_by_label("From").fill("2020-01-01")
    page.get_by_label("To (the last quiet day)").fill("2099-12-31")
    page.get_by_label("Where").select_option("NP")
    page.get_by_label("Why").fill("Recess")
    page.get_by_role("button", name="Keep them").click()
    _look(page)


def test_an_issue_is_composed_checked_approved_sent_stopped_half_way_and_sent_to_the_missing(
    app: Flask, page: Page, network: Network, smtp: SmtpServer, sign_in_browser: Callable[..., None]
) -> None:
    network.session.commit()
    sign_in_browser("coordinator")
    _keep_nepal_quiet(page)
    _compose(page)
    here = page.url
    if page.get_by_label("Reason to send all the same").count():
        page.get_by_label("Reason to send all the same").fill("The depositary's page is down.")
        page.get_by_role("button", name="Keep the reason").click()
    page.get_by_role("link", name="Title in French").click()
    _look(page)
    page.get_by_label("Title").fill("Ce qui a bougé au printemps")
    page.get_by_role("button", name="Save").click()

    page.get_by_role("link", name="By status and language").click()
    expect(page.get_by_role("row", name="Non-signatory")).to_contain_text("1 Non-signatory, French")
    _look(page)
    page.get_by_role("link", name=re.compile("see Non-signatory, Arabic")).click()
    page.get_by_label("Colours").select_option("dark")
    page.get_by_role("button", name="Show").click()
    mail = page.frame_locator("iframe.mail-frame")
    expect(mail.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.get_by_text("of at most 90")).to_be_visible()
    _look(page)

    page.goto(here)
    _look(page)
    page.get_by_role("button", name="Approve, for a colleague to send").click()
    page.get_by_role("button", name="Send 3 emails").click()
    assert _deliver(app) == 1
    page.reload()
    expect(page.get_by_text("What waits for its time")).to_be_visible()
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Stop the rest").click()
    expect(page.get_by_role("row", name="Left out")).to_contain_text("2")
    _look(page)

    page.goto("/digests/quiet")
    page.get_by_role("button", name=re.compile("Take back")).click()
    page.goto(here)
    page.get_by_role("button", name="Send to the missing").click()
    assert _deliver(app) == 2
    page.goto(f"{here}/report")
    expect(page.get_by_text("Their mail server took it")).to_have_count(3)
    subjects = sorted(str(mail.message["Subject"]) for mail in smtp.messages)
    assert subjects == ["Ce qui a bougé au printemps", "What moved in spring", "What moved in spring"]


def test_two_people_edit_one_block_in_two_browsers_and_nothing_is_lost(
    page: Page, browser: Browser, network: Network, live_server: str, sign_in_browser: Callable[..., None]
) -> None:
    digest = network.digest()
    network.session.commit()
    sign_in_browser("staff")
    other = browser.new_context(base_url=live_server)
    cookies = page.context.cookies()
    other.add_cookies([{"name": one["name"], "value": one["value"], "url": live_server} for one in cookies])
    first, second = page, other.new_page()
    address = f"/digests/{digest.id}/blocks/1"
    first.goto(address)
    second.goto(address)
    first.get_by_label("Text").fill("The first one's words")
    expect(first.locator("[data-autosave-status]")).to_contain_text("Saved at", timeout=15_000)
    second.get_by_label("Text").fill("The second one's words")
    expect(second.locator("[data-autosave-status]")).to_contain_text("changed this meanwhile", timeout=15_000)
    second.get_by_role("button", name="Save the block").last.click()
    expect(second.get_by_label("Text")).to_have_value("The second one's words")
    expect(second.get_by_text("The first one's words")).to_be_visible()
    _look(second)
    second.get_by_role("button", name="Save the block").last.click()
    first.goto(address)
    expect(first.get_by_label("Text")).to_have_value("The second one's words")
    other.close()
