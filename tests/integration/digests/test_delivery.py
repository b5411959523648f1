"""A digest delivered by the application to a real mail server: what each recipient gets, and what the commands say."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.accounts.rights import OPERATOR
from crm.app import create_app
from crm.audit.services import Doing, begin, end
from crm.config import Settings
from crm.digests.cli import digest as command
from crm.digests.models import Digest
from crm.digests.services import composing, sending, testing
from crm.extensions import db
from crm.mail.models import Message, MessageState
from crm.mail.services import deliver_due
from crm.members.services.consent import unsubscribe_topic
from tests.support.readers import AT, Network, set_network, staff_user
from tests.support.smtp import At, Fault, SmtpServer

BASE_URL = "http://localhost"


@pytest.fixture
def settings(settings: Settings, any_url: str, smtp: SmtpServer) -> Settings:
    """Settings with the tests' mail server, once with each engine."""
    return replace(settings, database_url=any_url, mail_server=smtp.host, mail_port=smtp.port, mail_live=True)


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The application with these settings."""
    application = create_app(settings)
    application.config["TESTING"] = True
    yield application
    with application.app_context():
        db.engine.dispose()


@pytest.fixture
def network(app: Flask) -> Iterator[Network]:
    """The network in the application's database."""
    with app.app_context():
        session = db.session()
        begin(session, Doing(act="test", at=AT, source="test"))
        network = set_network(session)
        session.commit()
        yield network
        end(session)


def _deliver(app: Flask) -> int:
    return deliver_due(app.extensions["delivery"](lambda: False))


def _sent(network: Network, digest: Digest) -> None:
    sending.send(network.session, OPERATOR, AT, digest.id, base_url=BASE_URL, recall=timedelta())
    network.session.commit()


def _parts(message: EmailMessage) -> tuple[str, str]:
    text, html = (message.get_body((kind,)) for kind in ("plain", "html"))
    assert text is not None
    assert html is not None
    return text.get_content(), html.get_content()


def test_each_recipient_gets_one_message_as_a_mail_must_be(app: Flask, network: Network, smtp: SmtpServer) -> None:
    digest = network.digest()
    _sent(network, digest)
    assert _deliver(app) == 3
    assert _deliver(app) == 0
    assert sorted(received.recipient for received in smtp.messages) == sorted(
        f"person{member.id}@parliament.example" for member in network.people.values()
    )
    jane = f"person{network.people['Jane Wanjikũ'].id}@parliament.example"
    received = next(one for one in smtp.messages if one.recipient == jane)
    mail, raw = received.message, received.data
    assert mail["To"] == jane
    assert mail["From"] == "Coalition <friends@coalition.example>"
    assert mail["Reply-To"] == "friends@coalition.example"
    assert mail["Subject"] == "What moved in February"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.match(r"<http://localhost/unsubscribe/[0-9a-f]{32}>, <mailto:", mail["List-Unsubscribe"])
    assert (mail["Precedence"], mail["Auto-Submitted"], mail["List-Post"]) == ("bulk", "auto-generated", "NO")
    assert mail["X-Auto-Response-Suppress"] == "OOF, AutoReply"
    assert mail["List-Id"] == "<digest.localhost>"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert {part["Content-Transfer-Encoding"] for part in mail.iter_parts()} == {"quoted-printable"}
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    text, html = _parts(mail)
    for part in (text, html):
        assert "Dear Jane Wanjikũ," in part
        assert "Kenya signed on 3 December 2008 and has not ratified." in part
        assert "1202 Geneva" in part
        assert "Ali Gurung" not in part
    assert html.startswith("<!DOCTYPE html>")
    assert "<img" not in html


def test_a_hostile_name_adds_no_header_and_no_recipient(app: Flask, network: Network, smtp: SmtpServer) -> None:
    network.people["Ali Gurung"].name = "Ali\r\nBcc: x@evil.example\r\n\r\n<script>fetch('/xss')</script>{{7*7}}%(x)s"
    digest = network.digest(title="Hello\r\nBcc: y@evil.example {{7*7}}")
    _sent(network, digest)
    _deliver(app)
    ali = f"person{network.people['Ali Gurung'].id}@parliament.example"
    received = next(one for one in smtp.messages if one.recipient == ali)
    assert received.message["Bcc"] is None
    assert received.message["Subject"] == "Hello Bcc: y@evil.example {{7*7}}"
    text, html = _parts(received.message)
    assert "<script>fetch('/xss')</script>{{7*7}}%(x)s" in text
    assert "<script" not in html
    assert "{{7*7}}%(x)s" in html
    assert "evil.example" not in " ".join(one.recipient for one in smtp.messages)


def test_whoever_unsubscribes_before_their_turn_gets_nothing(app: Flask, network: Network, smtp: SmtpServer) -> None:
    digest = network.digest()
    _sent(network, digest)
    unsubscribe_topic(network.session, AT, network.people["Jane Wanjikũ"].id, how="by the link in a mail")
    network.session.commit()
    assert _deliver(app) == 2
    assert len(smtp.messages) == 2


def test_nothing_goes_before_the_time_for_a_recall_is_over(app: Flask, network: Network, smtp: SmtpServer) -> None:
    digest = network.digest()
    now = datetime.now(UTC)
    sending.send(network.session, OPERATOR, now, digest.id, base_url=BASE_URL, recall=timedelta(minutes=10))
    network.session.commit()
    assert _deliver(app) == 0
    assert not smtp.messages


def test_a_retry_says_the_same(app: Flask, network: Network, smtp: SmtpServer) -> None:
    digest = network.digest()
    _sent(network, digest)
    smtp.faults.append(Fault(At.DATA, reply="451 4.3.0 later", times=1))
    _deliver(app)
    network.people["Jane Wanjikũ"].name = "Somebody Else"
    network.session.execute(sa.update(Message).values(due_at=AT))
    network.session.commit()
    _deliver(app)
    assert len(smtp.messages) == 3
    assert not any("Somebody Else" in _parts(one.message)[0] for one in smtp.messages)


def test_a_test_goes_to_oneself_as_a_reader_would_get_it(app: Flask, network: Network, smtp: SmtpServer) -> None:
    digest, user = network.digest(), staff_user(network.session)
    jane = network.people["Jane Wanjikũ"]
    testing.send_test(network.session, OPERATOR, AT, digest, user, jane.id, BASE_URL)
    network.session.commit()
    assert _deliver(app) == 1
    (received,) = smtp.messages
    assert received.recipient == "staff@coalition.example"
    assert received.message["Subject"] == "[Test] What moved in February"
    assert "Dear Jane Wanjikũ," in _parts(received.message)[0]
    assert digest.tested_hash


def test_the_commands_make_send_and_follow_a_digest(app: Flask, network: Network, tmp_path: Path) -> None:
    run = app.test_cli_runner().invoke
    intro = tmp_path / "intro.md"
    intro.write_text("Dear [[name]], **read** this.")
    number = run(command, ["new", "--title", "From the command line", "--intro", str(intro)]).output.strip()
    made = network.session.get_one(Digest, int(number))
    assert made.title == "From the command line"
    network.session.commit()
    blocked = run(command, ["send", number, "--yes"])
    assert blocked.exit_code == 2
    assert "Treaty facts are known until" in blocked.output
    assert "--waive REASON" in blocked.output
    sent = run(command, ["send", number, "--yes", "--waive", "The page is down."])
    assert (sent.exit_code, sent.output) == (0, "3 emails wait to be delivered; 0 left out.\n")
    assert _deliver(app) == 3
    status = json.loads(run(command, ["status", number, "--format", "json"]).output)
    assert status == {
        "id": int(number),
        "state": "sent",
        "counts": {
            "recipients": 3,
            "waiting": 0,
            "sending": 0,
            "sent": 3,
            "failed": 0,
            "in_doubt": 0,
            "skipped": 0,
        },
    }
    assert run(command, ["list"]).output.startswith(f"{number}\tsending\t3 of 3 sent")
    assert run(command, ["send", "99", "--yes"]).exit_code == 1
    assert "3 sent" in run(command, ["status", number]).output


def test_an_instance_that_is_not_live_mails_nobody(app: Flask, network: Network) -> None:
    digest = network.digest()
    network.session.commit()
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], mail_live=False)
    refused = app.test_cli_runner().invoke(command, ["send", str(digest.id), "--yes"])
    assert refused.exit_code == 3
    assert network.session.scalar(sa.select(sa.func.count()).select_from(Message)) == 0


def test_a_mail_the_server_refuses_for_good_is_reported_in_the_ledger(
    app: Flask, network: Network, smtp: SmtpServer
) -> None:
    digest = network.digest()
    composing.edit_digest(
        network.session, OPERATOR, AT, digest.id, title="Refused", preheader=digest.preheader, audience={}
    )
    bad = f"person{network.people['Ali Gurung'].id}@parliament.example"
    _sent(network, digest)
    smtp.faults.append(Fault(At.RCPT, reply="550 5.1.1 no such user", recipient=bad))
    assert _deliver(app) == 2
    failed = network.session.scalars(sa.select(Message).where(Message.state == MessageState.FAILED)).all()
    assert [row.email for row in failed] == [bad]
