"""What two hundred readers with hostile names are sent, in six languages: as rendered whole, and as a mail must be."""

from __future__ import annotations

import email
import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from html.parser import HTMLParser

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from crm.accounts.rights import OPERATOR
from crm.config import Settings
from crm.digests.checks import MAX_BYTES
from crm.digests.compile import reader_values
from crm.digests.models import Digest
from crm.digests.queries.issues import composition_of
from crm.digests.queries.outlook import Outlook, Turn, outlook
from crm.digests.rendering import render, render_passage
from crm.digests.services import sending
from crm.digests.services.composing import Plan, new_digest
from crm.mail.models import Message
from crm.mail.services import deliver_due
from tests.support.hostile import hostile_word
from tests.support.readers import AT, set_network
from tests.support.smtp import SmtpServer

STRICT = SMTP.clone(raise_on_defect=True)
COUNT = 200
LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")
READ = (*LANGUAGES, "sw", "de")
"""What readers ask for: two languages among them that the digest has no version in."""
COUNTRIES = ("KE", "NP", "PL", "VU", "BR", None)
BASE_URL = "http://localhost"


@pytest.fixture
def settings(settings: Settings, smtp: SmtpServer) -> Settings:
    """Settings with the tests' mail server."""
    return replace(settings, mail_server=smtp.host, mail_port=smtp.port, mail_live=True)


@pytest.fixture
def digest(app_session: Session) -> Digest:
    """A digest in six languages to two hundred people whose names are meant to break it."""
    chance = random.Random(20081203)  # noqa: S311 - to be repeatable
    network = set_network(app_session)
    for number in range(COUNT - len(network.people)):
        person = network.friend(f"{hostile_word(chance)}{number}", chance.choice(COUNTRIES))
        person.language = chance.choice(READ)
        person.salutation = hostile_word(chance) if chance.random() < 0.5 else ""
    plan = Plan(
        title="What <b>moved</b> & why", intro="Dear [[name]] of **[[country]]**,\n\n.read", also_in=LANGUAGES[1:]
    )
    made = new_digest(app_session, OPERATOR, AT, plan)
    made.waiver = "The depositary's page is down."
    app_session.commit()
    return made


@pytest.fixture
def sent(app: Flask, app_session: Session, digest: Digest, smtp: SmtpServer) -> Iterator[Outlook]:
    """What was looked ahead to, and sent."""
    ahead = outlook(app_session, composition_of(app_session, digest), OPERATOR, AT, BASE_URL)
    sending.send(app_session, OPERATOR, AT, digest.id, base_url=BASE_URL, recall=timedelta())
    app_session.commit()
    assert deliver_due(app.extensions["delivery"](lambda: False)) == COUNT
    assert len(smtp.messages) == COUNT
    return ahead


def rendered(ahead: Outlook, turn: Turn, payload: Mapping[str, str]) -> tuple[str, str, str]:
    """Subject, text and HTML for one reader, rendered from the templates as if there were nobody else."""
    variant, passage = turn.variant, ahead.passage_for(turn)
    said = render_passage(passage, variant.language, inlined=False) if passage else ("", "")
    tokens = {name: payload[name] for name in ("unsubscribe_token", "tell_token")}
    values = reader_values({**ahead.values_of(turn), **tokens}, said)
    issue = ahead.issues[variant.language].for_keys(variant.parts)
    whole = render(issue, values, first_time=variant.first_time, wanted=variant.wanted)
    return whole.subject, whole.text, whole.html


def read(data: bytes) -> tuple[str, str, str]:
    """Subject, text and HTML as an independent and strict reader finds them."""
    mail = email.message_from_bytes(data, policy=STRICT)
    assert isinstance(mail, EmailMessage)
    text, html = mail.iter_parts()
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert not any(part.defects for part in mail.walk())
    return str(mail["Subject"]), *(part.get_content().replace("\r\n", "\n") for part in (text, html))


def test_each_gets_what_rendering_the_whole_for_them_alone_gives(
    app_session: Session, sent: Outlook, smtp: SmtpServer
) -> None:
    rows = {row.recipient_id: row for row in app_session.scalars(sa.select(Message))}
    got = {received.recipient: read(received.data) for received in smtp.messages}
    assert {turn.variant.language for turn in sent.recipients} == set(LANGUAGES)
    assert {turn.variant.wanted for turn in sent.recipients} == {"", "sw", "de"}
    for turn in sent.recipients:
        row = rows[turn.reader.member_id]
        assert got[row.email] == rendered(sent, turn, row.payload)


class _Words(HTMLParser):
    """The words of an HTML part, and where it links to."""

    def __init__(self) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag, and the link of it."""
        self.tags.add(tag)
        self.links |= {value for name, value in attrs if name == "href" and value}


@pytest.mark.usefixtures("sent")
def test_each_mail_is_small_has_its_headers_once_and_its_text_stands_alone(smtp: SmtpServer) -> None:
    for received in smtp.messages:
        mail = email.message_from_bytes(received.data, policy=STRICT)
        names = [name.lower() for name in mail]
        once = {"from", "to", "date", "message-id", "subject", "mime-version", "list-unsubscribe", "reply-to"}
        assert all(names.count(name) == 1 for name in once)
        assert not {"cc", "bcc"} & set(names)
        assert str(mail["To"]) == received.recipient
        _subject, text, html = read(received.data)
        assert len(html.encode()) <= MAX_BYTES
        words = _Words()
        words.feed(html)
        assert not words.tags & {"script", "form", "img", "iframe", "object", "link"}
        assert {link for link in words.links if link not in text} == set()
