"""Messages as bytes: RFC 5322 headers, and a text and an HTML part in quoted-printable."""

from __future__ import annotations

import re
from base64 import encodebytes
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import lru_cache

from crm.mail.quoted import Quoted, quoted
from crm.mail.transport import Wire

_LINE_ENDS = re.compile("[\x00-\x1f\x7f\x85\u2028\u2029]+")
_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_BOUNDARY = "=_parliamentary_friends_{}"


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a mail; its name is plain ASCII."""

    name: str
    mimetype: str
    content: bytes


@dataclass(frozen=True)
class Mail:
    """What one recipient reads, and the headers that are theirs.

    `headers` holds plain ASCII values only (list headers, links); the library writes subject and sender.
    `common_headers` are those that many mails have alike, and are written once. A text may be quoted-printable already.
    """

    subject: str
    text: str | Quoted
    html: str | Quoted
    language: str = "en"
    reply_to: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    common_headers: Mapping[str, str] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True)
class Sender:
    """Who a message is from: a name and an address, and where mail comes back to that can't be delivered."""

    name: str
    email: str
    bounces: str = ""

    def envelope_sender(self, token: str) -> str:
        """The sender on the envelope: where a box for bounces is set it carries a token, one for each message."""
        local, at, domain = self.bounces.rpartition("@")
        return ascii_address(f"{local}+{token}{at}{domain}" if self.bounces else self.email)


def one_line(text: str) -> str:
    """Make one line of a text, so that nothing in it can become a header of its own."""
    return " ".join(_LINE_ENDS.sub(" ", text).split())


def ascii_address(email: str) -> str:
    """Write an address as mail servers of all ages take it: the domain in A-labels (RFC 5890).

    Raises ValueError for what is not one plain address, so that nothing in it can become a second one.
    """
    local, _, domain = email.strip().rpartition("@")
    address = f"{local}@{domain if domain.isascii() else domain.encode('idna').decode()}"
    if _ADDRESS.fullmatch(address) is None:
        message = f"not one plain address: {email!r}"
        raise ValueError(message)
    return address


def build(mail: Mail, sender: Sender, recipient: str, message_id: str, sent_at: datetime) -> Wire:
    """Build a message as it goes over the wire; the same arguments give the same bytes."""
    boundary = _BOUNDARY.format(message_id.strip("<>").partition("@")[0])
    own = {"To": ascii_address(recipient), "Date": _date(sent_at), "Message-ID": message_id, **mail.headers}
    head = _common_head(
        sender, one_line(mail.subject), mail.language, mail.reply_to, tuple(mail.common_headers.items())
    ) + _lines(own.items())
    words = (
        f'Content-Type: multipart/alternative; boundary="{boundary}"\r\n\r\n'.encode("ascii"),
        *_part("plain", mail.text, boundary),
        *_part("html", mail.html, boundary),
        f"--{boundary}--\r\n".encode("ascii"),
    )
    parts = _with_files(words, mail.attachments, f"{boundary}_files") if mail.attachments else words
    return Wire(b"".join((head.encode("ascii"), b"MIME-Version: 1.0\r\n", *parts)))


@lru_cache(maxsize=64)
def _common_head(
    sender: Sender, subject: str, language: str, reply_to: str, others: tuple[tuple[str, str], ...]
) -> str:
    """What many mails have alike: From and Subject, folded and encoded by the standard library, and plain headers."""
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(display_name=one_line(sender.name), addr_spec=ascii_address(sender.email))
    message["Subject"] = subject
    answers = [("Reply-To", ascii_address(reply_to))] if reply_to else []
    plain = _lines([("Content-Language", language), *answers, *others])
    return message.as_bytes().decode("ascii").removesuffix("\r\n") + plain


def _lines(headers: Iterable[tuple[str, str]]) -> str:
    return "".join([f"{name}: {_plain(value)}\r\n" for name, value in headers])


_date = lru_cache(maxsize=64)(format_datetime)


def _plain(value: str) -> str:
    """A header value that needs no encoding; raises ValueError for one that does."""
    if not (value.isascii() and value.isprintable()):
        message = f"not a plain header value: {value!r}"
        raise ValueError(message)
    return value


def _with_files(words: Iterable[bytes], attachments: Iterable[Attachment], boundary: str) -> Iterable[bytes]:
    yield f'Content-Type: multipart/mixed; boundary="{boundary}"\r\n\r\n--{boundary}\r\n'.encode("ascii")
    yield from words
    for one in attachments:
        yield (
            f"--{boundary}\r\n"
            f'Content-Type: {_plain(one.mimetype)}; name="{_plain(one.name)}"\r\n'
            f'Content-Disposition: attachment; filename="{_plain(one.name)}"\r\n'
            "Content-Transfer-Encoding: base64\r\n\r\n"
        ).encode("ascii")
        yield encodebytes(one.content).replace(b"\n", b"\r\n")
    yield f"--{boundary}--\r\n".encode("ascii")


def _part(subtype: str, body: str | Quoted, boundary: str) -> tuple[bytes, ...]:
    """A part in pieces: they are put together once, with all others."""
    encoded = body if isinstance(body, bytes) else quoted(body)
    head = (
        f"--{boundary}\r\n"
        f'Content-Type: text/{subtype}; charset="utf-8"\r\n'
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    )
    return head.encode("ascii"), encoded, b"\r\n"
