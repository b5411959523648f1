"""The pages about mail in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Page, ViewportSize, expect

from crm.config import Settings
from crm.extensions import db
from crm.mail.building import Mail, Sender, build
from crm.mail.models import Message, MessageState
from crm.mail.outbox import Outbox
from crm.mail.services import ALL_MAIL, Recipient, pause, queue_all
from crm.mail.transport import Envelope
from tests.support.browser import PHONE, WIDE, assert_accessible, assert_fits

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WORDS = Mail("What moved", "Hello\n", "<h1>Hello</h1><script>document.title='run'</script>")


@pytest.fixture
def kept(settings: Settings) -> str:
    """A message in the outbox."""
    sender = Sender("Friends", "friends@coalition.example")
    content = build(WORDS, sender, "amina@parliament.example", "<1@coalition.example>", AT)
    outbox = Outbox(settings.instance_path / "outbox").connect()
    return str(outbox.send(Envelope(sender.email, "amina@parliament.example", content), lambda: True)).split()[2][:-4]


@pytest.fixture
def in_doubt(app: Flask) -> None:
    """All mail is stopped, and two messages are in doubt."""
    recipients = [Recipient(number, f"reader{number}@chamber.example") for number in (1, 2)]
    with app.app_context():
        queue_all(db.session(), AT, kind="digest", subject_id=7, recipients=recipients)
        db.session.execute(
            sa.update(Message).values(
                state=MessageState.IN_DOUBT, body_started_at=AT, answer="the sender stopped before the answer"
            )
        )
        pause(db.session(), AT, ALL_MAIL, "Restored from a backup.")
        db.session.commit()


@pytest.mark.parametrize("screen", [PHONE, WIDE], ids=["phone", "wide"])
@pytest.mark.usefixtures("in_doubt")
def test_the_pages_about_mail_are_accessible_and_fit(
    page: Page, sign_in_browser: Callable[..., None], kept: str, screen: ViewportSize
) -> None:
    sign_in_browser("coordinator")
    page.set_viewport_size(screen)
    for path in ("/mail/", "/mail/outbox/", f"/mail/outbox/{kept}"):
        page.goto(path)
        assert_fits(page)
        assert_accessible(page)


@pytest.mark.usefixtures("in_doubt")
def test_a_person_lets_mail_go_and_decides_what_was_in_doubt(page: Page, sign_in_browser: Callable[..., None]) -> None:
    sign_in_browser("staff")
    page.goto("/mail/")
    page.get_by_role("button", name="Let all mail go on").click()
    expect(page.get_by_text("Nothing is stopped.")).to_be_visible()
    page.get_by_label("reader2@chamber.example").check()
    page.get_by_role("button", name="They arrived").click()
    expect(page.get_by_text("1 message counts as sent.")).to_be_visible()
    expect(page.get_by_label("reader1@chamber.example")).to_be_visible()
    expect(page.get_by_label("reader2@chamber.example")).to_have_count(0)


def test_a_kept_message_is_shown_in_a_frame_where_nothing_runs(
    page: Page, sign_in_browser: Callable[..., None], kept: str
) -> None:
    sign_in_browser("coordinator")
    page.goto(f"/mail/outbox/{kept}")
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("heading", name="Hello")).to_be_visible()
    page.goto(f"/mail/outbox/{kept}/html")
    assert page.title() != "run"
