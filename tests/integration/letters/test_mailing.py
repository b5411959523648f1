"""Letters on their way by mail, to a real server."""

from __future__ import annotations

from dataclasses import replace
from email.message import EmailMessage

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.app import create_app
from crm.config import Settings
from crm.jobs.worker import Worker
from crm.letters.kinds import Channel
from crm.letters.models import Letter
from crm.mail.models import Message, MessageState
from crm.mail.services import deliver_due
from crm.members.models import Member
from tests.integration.letters.test_batches import sent
from tests.support.posting import Post
from tests.support.smtp import SmtpServer


@pytest.fixture
def settings(settings: Settings, smtp: SmtpServer) -> Settings:
    """The settings of every test, with a server that takes mail at once."""
    return replace(settings, mail_server=smtp.host, mail_port=smtp.port, mail_live=True, mail_recall_seconds=0)


@pytest.fixture
def app(settings: Settings) -> Flask:
    """The application with that server."""
    application = create_app(settings)
    application.config["TESTING"] = True
    return application


def parts(message: EmailMessage) -> tuple[str, str]:
    text, html = (message.get_body((kind,)) for kind in ("plain", "html"))
    assert text is not None
    assert html is not None
    return text.get_content(), html.get_content()


@pytest.mark.parametrize("attach", [False, True])
def test_the_same_letter_goes_as_html_and_text_with_its_file_as_a_link_or_attached(
    app: Flask, post: Post, worker: Worker, smtp: SmtpServer, *, attach: bool
) -> None:
    post.person("Ada\r\nBcc: x@evil.example {{ 7*7 }}")
    batch = post.batch(channel=Channel.EMAIL, attach=attach)
    sent(post, batch, worker)
    assert deliver_due(app.extensions["delivery"](lambda: False)) == 1
    assert deliver_due(app.extensions["delivery"](lambda: False)) == 0
    letter = post.session.scalars(sa.select(Letter)).one()
    (received,) = smtp.messages
    mail = received.message
    assert mail["To"] == received.recipient == letter.email
    assert mail["Bcc"] is None
    assert mail["Reply-To"] == "letters@coalition.example"
    assert mail["Subject"] == f"{letter.subject} [{letter.reference}]"
    text, html = parts(mail)
    for part in (text, html):
        assert "complete ratification" in part
        assert "{{ 7*7 }}" in part
        assert f"/join/{letter.token}" in part
        assert "Robin Willowbank" in part
        assert (f"/letters/of/{letter.token}/letter.pdf" in part) is not attach
    files = [part.get_content() for part in mail.iter_attachments()]
    assert [content[:4] for content in files] == ([b"%PDF"] if attach else [])


def test_whoever_was_shielded_since_gets_nothing(app: Flask, post: Post, worker: Worker, smtp: SmtpServer) -> None:
    ada = post.person("Ada")
    sent(post, post.batch(channel=Channel.EMAIL), worker)
    post.session.execute(sa.update(Member).where(Member.id == ada.id).values(shielded=True))
    post.session.commit()
    deliver_due(app.extensions["delivery"](lambda: False))
    assert smtp.messages == []
    assert post.session.scalars(sa.select(Message.state)).one() is MessageState.SKIPPED
