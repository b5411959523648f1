"""An issue that meets every trouble at once, through a real mail server and a real browser, until all have read it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from crm.config import Settings
from crm.extensions import db
from crm.intake import tasks
from crm.jobs.task import Work
from crm.mail.services import deliver_due
from tests.support.browser import assert_accessible, assert_fits
from tests.support.readers import Network, set_network
from tests.support.smtp import At, SmtpServer

DEAD, LOST, MOVED = "ali@house.example", "ana@senate.example", "parliament2.example"
SEATS = 6


@pytest.fixture
def settings(settings: Settings, smtp: SmtpServer) -> Settings:
    """Settings with the tests' mail server, and no time for a recall."""
    return replace(
        settings, mail_server=smtp.host, mail_port=smtp.port, mail_live=True, mail_recall_seconds=0, mail_rate=0
    )


@pytest.fixture
def network(app: Flask, session: Session, smtp: SmtpServer) -> Network:
    """One whose address is dead, one whose mail the server keeps without a word, and a parliament that moved."""
    assert app.config["SETTINGS"].database_url == str(session.get_bind().engine.url)
    session.expire_on_commit = False
    network = set_network(session)
    network.friend("Dilan Deadbox", email=DEAD)
    network.friend("Lena Lostword", email=LOST)
    smtp.refuse(At.RCPT, "550 5.1.1 No such person", recipient=DEAD, times=1)
    smtp.drop(At.DOT, recipient=LOST, times=1)
    for number in range(SEATS):
        network.friend(f"Member {number}", "NP", email=f"m{number}@parliament1.example")
        smtp.refuse(At.RCPT, "550 5.1.1 No such person", recipient=f"m{number}@parliament1.example")
    session.commit()
    return network


def deliver(app: Flask) -> None:
    """What the worker does within a minute: send what is due, twice, and ask about what failed."""
    with app.app_context():
        for _ in range(2):
            deliver_due(app.extensions["delivery"](lambda: False))
        work = Work(
            session=lambda: Session(db.engine),
            now=lambda: datetime.now(UTC),
            progress=lambda _done, _total: None,
            stopping=lambda: False,
        )
        tasks.ask(work)


def look(page: Page) -> None:
    assert_fits(page)
    assert_accessible(page)


def test_an_issue_that_fails_for_some_is_mended_in_the_browser_until_everybody_has_it_once(
    app: Flask, page: Page, network: Network, smtp: SmtpServer, sign_in_browser: Callable[..., None]
) -> None:
    here = f"/digests/{network.digest().id}"
    network.session.commit()
    sign_in_browser("coordinator")
    page.goto(here)
    page.get_by_role("button", name="Approve, for a colleague to send").click()
    page.get_by_role("button", name=re.compile(r"Send \d+ emails")).click()
    deliver(app)
    page.goto(here)
    look(page)
    page.get_by_role("link", name="See whose").click()
    expect(page.get_by_role("row", name="Lena Lostword")).to_be_visible()
    page.goto(here)
    page.get_by_role("button", name="They arrived").click()

    page.goto("/follow-ups/")
    look(page)
    expect(page.get_by_role("link", name="Decide")).to_have_count(2)
    page.get_by_role("row", name=re.compile("parliament1")).get_by_role("link", name="Decide").click()
    expect(page.get_by_text(f"{SEATS} addresses failed within two days")).to_be_visible()
    page.get_by_label("New domain").fill(MOVED)
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Look at it").click()
    look(page)
    page.get_by_role("button", name=f"Change {SEATS} addresses").click()
    deliver(app)

    page.goto("/follow-ups/")
    page.get_by_role("link", name="Decide").click()
    expect(page.get_by_role("heading", name=DEAD)).to_be_visible()
    page.get_by_role("button", name="Let mail go there again").click()
    page.goto(here)
    page.get_by_role("button", name="Send to the missing").click()
    deliver(app)

    page.goto(f"{here}/report")
    look(page)
    expect(page.get_by_text("Their mail server took it")).to_have_count(len(network.people))
    kept = sorted(message.recipient for message in smtp.messages)
    assert len(kept) == len(set(kept)) == len(network.people)
    assert {DEAD, LOST} < set(kept)
    assert sum(address.endswith(f"@{MOVED}") for address in kept) == SEATS
