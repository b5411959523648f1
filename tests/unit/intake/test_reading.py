"""A message that came back is understood, in each of the forms servers use; nothing makes the reader fail."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from crm.intake.reading import Kind, Reading, read
from crm.intake.recipients import Action, plain_address
from tests.support.bounces import Returned, complaint, letter, plain_bounce, returned_headers, status_report

OURS = Returned()


def status_of(reading: Reading) -> str:
    (report,) = reading.reports
    return report.status


def test_a_status_report_names_recipient_action_status_and_words() -> None:
    reading = read(status_report(OURS))
    (report,) = reading.reports
    assert reading.kind is Kind.BOUNCE
    assert (report.recipient, report.action, report.status) == (OURS.email, Action.FAILED, "5.1.1")
    assert "User unknown" in report.words
    assert OURS.message_id in reading.message_ids


@pytest.mark.parametrize(
    ("action", "kind"), [("delayed", Kind.DELAYED), ("delivered", Kind.DELIVERED), ("relayed", Kind.DELIVERED)]
)
def test_a_report_that_is_no_failure_says_so(action: str, kind: Kind) -> None:
    assert read(status_report(OURS, action=action, status="4.4.1", diagnostic="smtp; 451 later")).kind is kind


@pytest.mark.parametrize(
    ("status", "words", "meant"),
    [
        ("5.0.0", "smtp; 550 5.1.1 User unknown", "5.1.1"),
        ("5.0.0", "smtp; 550 no such user here", "5.1.1"),
        ("5.1.1", "smtp; 552 mailbox is full", "5.2.2"),
        ("5.1.1", "smtp; 550 blocked by our policy", "5.7.1"),
        ("5.7.1", "smtp; 550 user unknown", "5.7.1"),
        ("", "smtp; 550 blocked, see our spam policy", "5.7.1"),
        ("", "smtp; 451 over quota", "4.2.2"),
        ("", "something odd", "5.0.0"),
        ("5.4.4 (unable to route)", "x", "5.4.4"),
    ],
)
def test_where_code_and_words_disagree_the_gentler_one_counts(status: str, words: str, meant: str) -> None:
    assert status_of(read(status_report(OURS, status=status, diagnostic=words))) == meant


def test_a_bounce_in_words_names_whom_and_why_and_the_message() -> None:
    reading = read(plain_bounce(OURS))
    assert (reading.kind, status_of(reading), reading.reports[0].recipient) == (Kind.BOUNCE, "5.1.1", OURS.email)
    assert OURS.message_id in reading.message_ids


def test_an_abuse_report_is_a_complaint_that_names_the_message() -> None:
    reading = read(complaint(OURS))
    assert reading.kind is Kind.COMPLAINT
    assert reading.message_ids == (OURS.message_id,)
    assert reading.reports[0].recipient == OURS.email


@pytest.mark.parametrize("kind", ["auth-failure", "not-spam"])
def test_other_feedback_asks_for_nothing(kind: str) -> None:
    raw = complaint(OURS).replace(b"Feedback-Type: abuse", f"Feedback-Type: {kind}".encode())
    assert read(raw).kind is Kind.NOTICE


@pytest.mark.parametrize(
    ("subject", "headers"),
    [
        ("Re: What moved", ["Auto-Submitted: auto-replied"]),
        ("Automatic reply: What moved", []),
        ("Réponse automatique : What moved", []),
        ("Re: What moved", ["X-Autoreply: yes"]),
        ("Re: What moved", ["Precedence: auto_reply"]),
    ],
)
def test_a_machine_that_answers_is_told_from_a_person(subject: str, headers: list[str]) -> None:
    raw = letter("Amina <amina@parliament.example>", "I am away.", subject, headers=headers)
    assert read(raw).kind is Kind.AUTO_REPLY


def test_a_person_who_writes_of_failures_is_a_person() -> None:
    said = "Your mail could not be delivered to my colleague <bela@parliament.example>: 550 5.1.1 user unknown."
    answered = f"In-Reply-To: <{OURS.message_id}>"
    reading = read(letter("Amina <Amina@Parliament.example>", said, headers=[answered]))
    assert (reading.kind, reading.sender) == (Kind.MAIL, "amina@parliament.example")
    assert reading.returned.answered == (OURS.message_id,)
    assert reading.text == said


def test_a_read_receipt_is_a_receipt() -> None:
    raw = status_report(OURS).replace(b"message/delivery-status", b"message/disposition-notification")
    raw = raw.replace(b"Action: failed", b"Disposition: manual-action/MDN-sent-manually; displayed")
    assert read(raw).kind is Kind.RECEIPT


def test_a_token_is_found_in_each_address_a_mail_went_to() -> None:
    token = "0123456789abcdef" * 2
    for name in ("Delivered-To", "X-Original-To", "Envelope-To"):
        raw = letter("amina@parliament.example", "Hello", headers=[f"{name}: bounces+{token}@coalition.example"])
        assert read(raw).tokens == (token,)
    assert read(b"", [f"<bounces+{token}@coalition.example>"]).tokens == (token,)


def test_html_is_read_as_text_without_its_scripts_and_marks_that_turn_text() -> None:
    raw = letter("a@b.example", "<p>Yes</p><script>x()</script><b>I\u202e asked &amp; voted</b>")
    said = read(raw.replace(b"text/plain", b"text/html")).text
    assert "x()" not in said
    assert "\u202e" not in said
    assert "I asked & voted" in said


def test_a_mail_of_very_many_parts_is_read_by_its_headers() -> None:
    nested = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (number, number) for number in range(2000)
    )
    reading = read(b"From: Amina <amina@parliament.example>\r\nSubject: Deep\r\n" + nested)
    assert (reading.subject, reading.sender) == ("Deep", "amina@parliament.example")


def test_what_is_no_one_address_is_none() -> None:
    assert plain_address("rfc822; <Jane@Example.org>") == "jane@example.org"
    assert plain_address("undisclosed-recipients:;") == ""


PIECES = st.sampled_from(
    [
        b"From: =?utf-8?q?=ff?= <a@b.example>\r\n",
        b"Subject: =?x-unknown?B?AAAA?= =?utf-8?b?=\r\n",
        b"Content-Type: multipart/report; boundary=a\r\n\r\n--a\r\n",
        b"Content-Type: message/delivery-status\r\n\r\nFinal-Recipient: rfc822;a@b.example\r\n\r\n",
        b"Content-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\n--a\r\n",
        b"Content-Type: message/rfc822\r\n\r\n",
        b"Content-Type: text/plain; charset=utf-7\r\nContent-Transfer-Encoding: base64\r\n\r\n+++=\r\n",
        b'Content-Type: text/html; charset="\xff\r\n\r\n<<<script>',
        b"Content-Transfer-Encoding: x-uuencode\r\n\r\nbegin\r\n",
        b"X-Failed-Recipients: a@b.example, \xff\r\n",
        b"--a--\r\n",
        b"\r\n",
        returned_headers(OURS).encode(),
    ]
)


@given(
    st.one_of(st.binary(max_size=2000), st.lists(st.one_of(PIECES, st.binary(max_size=60)), max_size=25).map(b"".join))
)
@example(b"")
@example(b"\x00" * 1000)
@example(b"From: " + b"a" * 100_000)
@settings(max_examples=300, deadline=None)
def test_whatever_the_bytes_are_the_reader_says_something_and_never_fails(raw: bytes) -> None:
    reading = read(raw)
    assert reading.kind in Kind
    reading.text.encode()
    assert "\x00" not in reading.text + reading.subject + reading.sender
