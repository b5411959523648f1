"""What came back, in a real browser: a bounce holds and is released, a domain fails, an answer is filed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, ViewportSize, expect
from sqlalchemy.orm import Session

from crm.audit.services import Doing, begin, end
from crm.extensions import db
from crm.intake.services import receive
from tests.support.bounces import letter, status_report
from tests.support.browser import PHONE, WIDE, assert_accessible, assert_fits
from tests.support.delivered import AT, delivered_to


def write(app: Flask, work: Callable[[Session], object]) -> None:
    with app.app_context():
        session = db.session()
        begin(session, Doing(act="test", at=AT, source="test"))
        work(session)
        session.commit()
        end(session)


def parliament(session: Session) -> None:
    for number in range(6):
        went = delivered_to(session, f"member.{number}@parliament.example")
        receive(session, AT, status_report(went.returned, outer=f"r{number}@mx.example"), "test")


def answered(session: Session) -> None:
    delivered_to(session, "amina@chamber.example")
    raw = letter("Amina Delacroix <amina@chamber.example>", "We asked the Minister on Monday.", "The question")
    receive(session, AT, raw, "test")


@pytest.fixture
def bounce(app: Flask, tmp_path: Path) -> Path:
    """A mail that came back, saved as a file; the mail it is about went out."""
    path = tmp_path / "bounce.eml"
    write(app, lambda session: path.write_bytes(status_report(delivered_to(session, "bela@house.example").returned)))
    return path


def test_a_bounce_is_dropped_in_holds_the_address_and_a_click_on_today_releases_it(
    page: Page, sign_in_browser: Callable[..., None], bounce: Path
) -> None:
    sign_in_browser("staff")
    page.goto("/mail/")
    page.get_by_role("link", name="What came back").click()
    page.get_by_label("Mails (.eml)").set_input_files(bounce)
    page.get_by_role("button", name="Take them in").click()
    expect(page.get_by_text("1 mail is taken in.")).to_be_visible()
    expect(page.get_by_text("On hold: no mail goes there")).to_be_visible()
    page.get_by_role("link", name="Today", exact=True).first.click()
    page.get_by_role("link", name="Decide").click()
    expect(page.get_by_role("heading", name="bela@house.example")).to_be_visible()
    page.get_by_role("button", name="Let mail go there again").click()
    expect(page.locator(".fact")).to_contain_text("Mail goes there")
    page.get_by_role("link", name="Today", exact=True).first.click()
    expect(page.get_by_text("Nothing waits for you.")).to_be_visible()


def test_a_file_let_fall_on_the_page_is_taken_in(
    page: Page, sign_in_browser: Callable[..., None], bounce: Path
) -> None:
    sign_in_browser("staff")
    page.goto("/mail/intake/")
    page.evaluate(
        """content => {
            const data = new DataTransfer();
            data.items.add(new File([content], "bounce.eml", {type: "message/rfc822"}));
            document.body.dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true}));
        }""",
        bounce.read_text(),
    )
    expect(page.get_by_text("1 mail is taken in.")).to_be_visible()


def test_a_parliament_that_fails_is_decided_about_as_one(
    page: Page, sign_in_browser: Callable[..., None], app: Flask
) -> None:
    write(app, parliament)
    sign_in_browser("coordinator")
    page.goto("/follow-ups/")
    page.get_by_role("link", name="Decide").click()
    expect(page.get_by_text("6 addresses failed within two days")).to_be_visible()
    page.get_by_label("New domain").fill("parliament2.example")
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_text("member.3@parliament2.example")).to_be_visible()
    page.get_by_role("button", name="Change 6 addresses").click()
    expect(page.get_by_text("6 addresses moved.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    page.goto("/mail/domains/1")
    page.get_by_role("button", name="Hold all of them").click()
    expect(page.get_by_text("6 addresses are held.")).to_be_visible()


def test_an_answer_is_kept_as_a_note_in_two_clicks(
    page: Page, sign_in_browser: Callable[..., None], app: Flask
) -> None:
    write(app, answered)
    sign_in_browser("coordinator")
    page.goto("/follow-ups/?due=")
    page.get_by_role("link", name="Read").click()
    page.get_by_role("button", name="Keep as a note").click()
    expect(page.get_by_text("The mail is a note on this person now.")).to_be_visible()
    expect(page.get_by_text("We asked the Minister on Monday.").first).to_be_visible()


@pytest.mark.parametrize("screen", [PHONE, WIDE], ids=["phone", "wide"])
def test_the_pages_are_accessible_and_fit(
    page: Page, sign_in_browser: Callable[..., None], app: Flask, screen: ViewportSize
) -> None:
    write(app, parliament)
    write(app, answered)
    sign_in_browser("coordinator")
    page.set_viewport_size(screen)
    paths = ("intake/", "intake/1", "intake/7", "addresses/1", "domains/1", "domains/1/change?domain=new.example")
    for path in paths:
        page.goto(f"/mail/{path}")
        assert_fits(page)
        assert_accessible(page)
