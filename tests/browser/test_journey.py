"""The whole way once, from an empty instance to the second digest: real browser, real worker, real mail server."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import urllib.request
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from crm.accounts.services.starting import new_start_code
from crm.config import Settings
from crm.extensions import db
from tests.support.browser import PHONE
from tests.support.smtp import Received, SmtpServer
from tests.support.tree import ROOT

PASSWORD = "four tall green doors"
FRIENDS = """name,email,country,stage
Amina Otieno,amina@parliament.example,KE,friend
José Núñez,jose@parliament.example,PE,friend
Ewa Łuczak,ewa@parliament.example,PL,friend
"""
QUESTION = "When will the Government ratify?"


@pytest.fixture
def sqlite_url(facts_template: Path, tmp_path: Path) -> str:
    """A database that holds the shipped facts and nobody."""
    path = tmp_path / "crm.sqlite3"
    shutil.copyfile(facts_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def settings(settings: Settings, smtp: SmtpServer) -> Settings:
    """The settings of an instance whose mail goes to the tests' server at once."""
    return replace(
        settings, mail_server=smtp.host, mail_port=smtp.port, mail_live=True, mail_rate=0, mail_recall_seconds=0
    )


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def browser_context_args(browser_context_args: dict[str, Any], request: pytest.FixtureRequest) -> dict[str, Any]:
    """Browsers with scripts, and browsers that run none."""
    return {**browser_context_args, "java_script_enabled": request.param}


def start(page: Page, app: Flask) -> None:
    """The first coordinator, with the code from the console, and the organisation."""
    with app.app_context():
        code = new_start_code(db.session(), datetime.now(UTC))
        db.session.commit()
    page.goto("/")
    page.get_by_label("Start code").fill(code or "")
    page.get_by_label("Your name").fill("Ann Example")
    page.get_by_label("Email").fill("ann@coalition.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Start").click()
    page.get_by_role("main").get_by_role("link", name="Settings").click()
    page.get_by_label("Name of the organisation").fill("Coalition")
    page.get_by_label("Postal address").fill("1 Long Street\nGeneva")
    page.get_by_label("Sender's name").fill("The coalition")
    page.get_by_label("Address for replies").fill("replies@coalition.example")
    page.get_by_role("button", name="Save the settings").click()


def import_friends(page: Page, file: Path) -> None:
    """A file is looked through, confirmed and taken in by the worker."""
    file.write_text(FRIENDS, encoding="utf-8")
    page.goto("/members/")
    page.get_by_role("main").get_by_role("link", name="Import", exact=True).click()
    page.get_by_label("File", exact=True).set_input_files(file)
    page.get_by_role("button", name="Look through it").click()
    page.get_by_role("button", name="Import 3 people").click(timeout=30_000)
    page.get_by_role("link", name="See the people").click(timeout=30_000)
    expect(page.get_by_role("link", name="Amina Otieno")).to_be_visible()


def note_a_call(page: Page) -> None:
    """One form: what was said, and what we owe."""
    page.goto("/members/")
    page.get_by_role("link", name="Amina Otieno").click()
    page.get_by_role("link", name="Note a call").click()
    page.get_by_label("What was said").fill("She will ask the minister.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("She will ask the minister.")).to_be_visible()


def invite(page: Page) -> None:
    """The friend may sign in."""
    page.goto("/users/invite")
    page.get_by_label("Email").fill("amina@parliament.example")
    page.get_by_label("Role").select_option(label="Parliamentarian or assistant")
    page.get_by_role("button", name="Mail the invitation").click()


def log_a_question(browser: Browser, browser_context_args: dict[str, Any], invitation: str) -> None:
    """On a phone: the mailed link, one button, one line."""
    context = browser.new_context(**{**browser_context_args, "viewport": PHONE})
    page = context.new_page()
    page.goto(invitation)
    page.get_by_role("button", name="Sign in").click()
    page.goto("/")
    page.get_by_role("link", name="I did something").click()
    page.get_by_label("Kind").select_option(label="Question")
    page.get_by_label("In one line, what was done").fill(QUESTION)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text(QUESTION).first).to_be_visible()
    context.close()


def send_digest(page: Page, title: str, count: int) -> None:
    """Collected, checked, seen as a reader would, sent."""
    page.goto("/digests/")
    page.get_by_role("link", name="New digest").click()
    page.get_by_label("Title").fill(title)
    page.get_by_label("Opening words").fill("Dear [[name]], here is what is new.")
    page.get_by_role("button", name="Collect what is new").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    if page.get_by_label("Reason to send all the same").count():
        page.get_by_label("Reason to send all the same").fill("The depositary's page is down.")
        page.get_by_role("button", name="Keep the reason").click()
        expect(page.get_by_text("Sent with old facts because")).to_be_visible()
    page.get_by_label("Reader", exact=True).select_option(label="Amina Otieno (KE)")
    page.get_by_role("button", name="Show").click()
    expect(page.frame_locator("iframe").get_by_text("Kenya signed")).to_be_visible()
    page.get_by_role("button", name=f"Send {count} emails").click()


def press_unsubscribe(received: Received) -> None:
    """What a mail program does for one click (RFC 8058): no cookie, a fixed body."""
    assert received.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = re.search(r"<(http[^>]+)>", received.message["List-Unsubscribe"])
    assert address is not None
    request = urllib.request.Request(  # noqa: S310 - our own address
        address.group(1), data=b"List-Unsubscribe=One-Click", method="POST"
    )
    with urllib.request.urlopen(request, timeout=10) as answered:  # noqa: S310 - our own address
        assert answered.status == 200


@pytest.mark.slow
@pytest.mark.usefixtures("worker")
def test_from_an_empty_instance_to_a_second_digest_that_skips_who_unsubscribed(
    page: Page,
    browser: Browser,
    browser_context_args: dict[str, Any],
    app: Flask,
    smtp: SmtpServer,
    environment: dict[str, str],
    tmp_path: Path,
) -> None:
    start(page, app)
    import_friends(page, tmp_path / "friends.csv")
    note_a_call(page)
    invite(page)
    (invitation,) = smtp.wait_for(1)
    log_a_question(browser, browser_context_args, invitation.link("invitation"))
    consent = ["members", "subscribe", "--all", "--basis", "agreed in writing", "--source", "signed list"]
    subprocess.run([sys.executable, "-m", "crm", *consent], cwd=ROOT, env=environment, check=True)

    send_digest(page, "News of November", 3)
    received = smtp.wait_for(4)[1:]
    assert sorted(mail.recipient for mail in received) == [
        "amina@parliament.example",
        "ewa@parliament.example",
        "jose@parliament.example",
    ]
    by_recipient = {mail.recipient: mail for mail in received}
    for mail in received:
        assert mail.message["Subject"] == "News of November"
        body = mail.message.get_body(("plain",))
        assert body is not None
        assert QUESTION in body.get_content()
    kenya = by_recipient["amina@parliament.example"].message.get_body(("plain",))
    assert kenya is not None
    assert "Kenya signed" in kenya.get_content()

    press_unsubscribe(by_recipient["jose@parliament.example"])
    send_digest(page, "News of December", 2)
    second = smtp.wait_for(6)[4:]
    assert sorted(mail.recipient for mail in second) == ["amina@parliament.example", "ewa@parliament.example"]
    expect(page.get_by_role("heading", name="Who is left out, and why")).to_be_visible()
    page.get_by_role("row", name="Recipients").get_by_role("link").click()
    expect(page.get_by_role("row", name="José Núñez")).to_contain_text("Has stopped the digest")


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.usefixtures("worker")
def test_a_real_parliament_comes_in_through_the_browser(page: Page, app: Flask, shared_data: Path) -> None:
    start(page, app)
    page.goto("/members/import")
    file = shared_data / "everypolitician" / "Kenya__Assembly__term-11.csv"
    page.get_by_label("File", exact=True).set_input_files(file)
    page.get_by_role("button", name="Look through it").click()
    page.get_by_role("button", name=re.compile(r"Import \d+ people")).click(timeout=30_000)
    page.get_by_role("link", name="See the people").click(timeout=30_000)
    expect(page.get_by_role("row").nth(1)).to_contain_text("Kenya")
