"""Mails that come back, written for the tests in the forms that mail servers use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

BOUNDARY = "=_report"


@dataclass(frozen=True)
class Returned:
    """The mail of ours that comes back: to whom it went, and its Message-ID without the brackets."""

    email: str = "amina@parliament.example"
    message_id: str = "0123456789abcdef0123456789abcdef@coalition.example"


def status_report(
    returned: Returned,
    *,
    status: str = "5.1.1",
    action: str = "failed",
    diagnostic: str = "smtp; 550 5.1.1 User unknown",
    outer: str = "report-1@mx.parliament.example",
    whole: bool = True,
) -> bytes:
    """A delivery status notification (RFC 3464); `whole` returns the headers of the mail with it."""
    fields = [f"Final-Recipient: rfc822; {returned.email}", f"Action: {action}", f"Status: {status}"]
    report = "Reporting-MTA: dns; mx.parliament.example\r\n\r\n" + "".join(f"{one}\r\n" for one in fields)
    report += f"Diagnostic-Code: {diagnostic}\r\n"
    parts = [
        ("text/plain; charset=utf-8", "Your mail could not be delivered.\r\n"),
        ("message/delivery-status", report),
        *([("text/rfc822-headers", returned_headers(returned))] if whole else []),
    ]
    return _multipart('report; report-type="delivery-status"', parts, "Undelivered Mail Returned to Sender", outer)


def complaint(returned: Returned, outer: str = "complaint-1@provider.example") -> bytes:
    """An abuse report (RFC 5965)."""
    parts = [
        ("text/plain", "This is an email abuse report.\r\n"),
        ("message/feedback-report", "Feedback-Type: abuse\r\nUser-Agent: Provider/1\r\nVersion: 1\r\n"),
        ("message/rfc822", returned_headers(returned) + "\r\nHello\r\n"),
    ]
    return _multipart("report; report-type=feedback-report", parts, "Abuse report", outer)


def plain_bounce(returned: Returned, said: str = "550 5.1.1 User unknown", outer: str = "plain-1@mx.example") -> bytes:
    """A bounce in words only."""
    body = (
        "This message was created automatically by mail delivery software.\r\n\r\n"
        f"  {returned.email}\r\n    {said}\r\n\r\n"
        "------ This is a copy of the message, including all the headers. ------\r\n\r\n" + returned_headers(returned)
    )
    sender = "Mail Delivery System <Mailer-Daemon@mx.example>"
    return letter(sender, body, "Mail delivery failed: returning message to sender", outer=outer)


def letter(
    sender: str,
    body: str,
    subject: str = "Re: What moved in February",
    *,
    outer: str = "letter-1@parliament.example",
    to: str = "friends@coalition.example",
    headers: Sequence[str] = (),
) -> bytes:
    """A mail in plain text."""
    head = [
        f"From: {sender}",
        f"To: {to}",
        f"Subject: {subject}",
        f"Message-ID: <{outer}>",
        "Date: Mon, 02 Mar 2026 10:00:00 +0000",
        *headers,
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
    ]
    return ("\r\n".join(head) + "\r\n\r\n" + body).encode()


def returned_headers(returned: Returned) -> str:
    """The headers of our mail, as servers return them."""
    return (
        "From: Coalition <friends@coalition.example>\r\n"
        f"To: {returned.email}\r\nSubject: What moved in February\r\nMessage-ID: <{returned.message_id}>\r\n"
    )


def _multipart(kind: str, parts: Sequence[tuple[str, str]], subject: str, outer: str) -> bytes:
    head = [
        "From: Mail Delivery System <MAILER-DAEMON@mx.parliament.example>",
        "To: friends@coalition.example",
        f"Subject: {subject}",
        f"Message-ID: <{outer}>",
        "Date: Mon, 02 Mar 2026 10:00:00 +0000",
        "MIME-Version: 1.0",
        f'Content-Type: multipart/{kind}; boundary="{BOUNDARY}"',
    ]
    body = "".join(f"--{BOUNDARY}\r\nContent-Type: {kind}\r\n\r\n{text}\r\n" for kind, text in parts)
    return ("\r\n".join(head) + "\r\n\r\n" + body + f"--{BOUNDARY}--\r\n").encode()
