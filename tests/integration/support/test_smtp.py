"""The SMTP server of the tests does what the tests that rely on it are told."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from email.message import EmailMessage

import pytest

from tests.support.smtp import At, SmtpServer


def letter(recipient: str = "reader@parliament.example") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "friends@coalition.example"
    message["To"] = recipient
    message["Subject"] = "Où en êtes-vous ?"
    message.set_content(".a leading dot\n")
    return message


@pytest.fixture
def client(smtp: SmtpServer) -> Iterator[smtplib.SMTP]:
    opened = smtplib.SMTP(smtp.host, smtp.port, timeout=5)
    yield opened
    opened.close()


def test_a_message_is_kept_with_its_envelope_and_bytes(smtp: SmtpServer, client: smtplib.SMTP) -> None:
    client.send_message(letter())
    (received,) = smtp.messages
    assert received.sender == "friends@coalition.example"
    assert received.recipient == "reader@parliament.example"
    assert received.message["Subject"] == "Où en êtes-vous ?"
    assert received.message.get_content() == ".a leading dot\r\n"
    assert smtp.to("reader@parliament.example") == [received]


@pytest.mark.parametrize("step", [At.MAIL, At.RCPT, At.DATA, At.DOT])
def test_a_refusal_at_any_step_reaches_the_client_and_keeps_nothing(
    smtp: SmtpServer, client: smtplib.SMTP, step: At
) -> None:
    smtp.refuse(step, "550 5.7.1 Not today", times=1)
    with pytest.raises(smtplib.SMTPException, match=r"5\.7\.1 Not today"):
        client.send_message(letter())
    assert smtp.messages == []
    client.rset()
    client.send_message(letter())
    assert len(smtp.messages) == 1


@pytest.mark.parametrize(("step", "said"), [(At.GREETING, (554, 250)), (At.EHLO, (220, 554))])
def test_a_server_may_refuse_before_any_message(smtp: SmtpServer, step: At, said: tuple[int, int]) -> None:
    smtp.refuse(step, "554 5.7.1 Not today")
    with smtplib.SMTP(timeout=5) as client:
        assert (client.connect(smtp.host, smtp.port)[0], client.ehlo()[0]) == said


def test_a_body_may_be_refused_while_it_comes_in_or_cut_off(smtp: SmtpServer, client: smtplib.SMTP) -> None:
    smtp.refuse(At.BODY, "552 5.3.4 Too large", times=1)
    with pytest.raises(smtplib.SMTPDataError, match="Too large"):
        client.send_message(letter())
    smtp.reset(At.BODY, times=1)
    with smtplib.SMTP(smtp.host, smtp.port, timeout=5) as another, pytest.raises((smtplib.SMTPException, OSError)):
        another.send_message(letter())
    assert (smtp.messages, smtp.refused) == ([], [])


def test_a_server_that_greylists_takes_a_message_when_it_comes_again(smtp: SmtpServer, client: smtplib.SMTP) -> None:
    smtp.greylists = True
    with pytest.raises(smtplib.SMTPRecipientsRefused, match="Greylisted"):
        client.send_message(letter())
    client.send_message(letter())
    assert len(smtp.messages) == 1


def test_what_is_kept_is_told_from_what_the_client_was_told(smtp: SmtpServer, client: smtplib.SMTP) -> None:
    smtp.refuse(At.DOT, "451 4.3.0 Later", times=1)
    with pytest.raises(smtplib.SMTPDataError):
        client.send_message(letter())
    client.send_message(letter())
    smtp.drop(At.DOT)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        client.send_message(letter())
    assert [message.answered for message in smtp.messages] == [True, False]
    assert len(smtp.refused) == 1


def test_a_refusal_may_be_meant_for_one_recipient(smtp: SmtpServer, client: smtplib.SMTP) -> None:
    smtp.refuse(At.RCPT, "550 5.1.1 No such person", recipient="gone@parliament.example")
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        client.send_message(letter("gone@parliament.example"))
    client.rset()
    client.send_message(letter())
    assert [message.recipient for message in smtp.messages] == ["reader@parliament.example"]


@pytest.mark.parametrize(("step", "kept"), [(At.MAIL, 0), (At.RCPT, 0), (At.DATA, 0), (At.DOT, 1)])
def test_a_dropped_connection_keeps_the_message_only_after_its_final_dot(
    smtp: SmtpServer, client: smtplib.SMTP, step: At, kept: int
) -> None:
    smtp.drop(step)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        client.send_message(letter())
    assert len(smtp.messages) == kept


def test_a_server_that_stalls_runs_into_the_clients_own_limit(smtp: SmtpServer) -> None:
    smtp.stall(At.DOT, 30)
    with smtplib.SMTP(smtp.host, smtp.port, timeout=0.2) as client:
        with pytest.raises(smtplib.SMTPServerDisconnected, match="timed out"):
            client.send_message(letter())
        client.close()
    assert len(smtp.messages) == 1


def test_a_connection_that_has_had_its_share_is_closed(smtp: SmtpServer, client: smtplib.SMTP) -> None:
    smtp.limit_per_connection = 2
    client.send_message(letter())
    client.send_message(letter())
    with pytest.raises(smtplib.SMTPDataError, match="Too many"):
        client.send_message(letter())
    with smtplib.SMTP(smtp.host, smtp.port, timeout=5) as another:
        another.send_message(letter())
    assert [message.connection for message in smtp.messages] == [1, 1, 2]
