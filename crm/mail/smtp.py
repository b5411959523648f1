"""The mail server as a transport, through Flask-Mail; the one module of the core that knows it.

Flask-Mail's own connection has no timeout, needs four round trips a message and leaves a refused session
unreset, so that the next, innocent recipient is refused too; this one mends the three.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import flask_mail
from flask import current_app

from crm.mail.answers import Answer
from crm.mail.transport import Connection as ConnectionPort
from crm.mail.transport import ConnectionLostError, Envelope, RefusedError

TIMEOUT_SECONDS = 100.0
"""How long a silent server is waited for; shorter than a lease, so that nobody else takes the message meanwhile."""

GOODBYE_SECONDS = 2.0
"""How long we wait for a goodbye: all is written down by then, and somebody may wait for us to stop."""

IMPLICIT_TLS_PORT = 465
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_READY = 354
_OK = (250, 251)
_FIRST_REFUSAL = 400
_EXPECTED = ((250,), (250, 251, 252), (_READY,))
"""The replies that let an envelope's commands go on: MAIL, RCPT, DATA."""
_COMMANDS = len(_EXPECTED)

_END_OF_BODY = b".\r\n"
"""No line of a body begins with a dot: there is none to be doubled (RFC 5321 §4.5.2)."""

Reply = tuple[int, bytes]


class _Session(smtplib.SMTP):
    """An SMTP session that names the next message together with a body, and asks before each body (RFC 2920).

    A message takes one round trip: its body and the envelope of the one that follows go out in one piece.
    """

    announced: Envelope | None = None
    """The message that the server was told of with the body before."""
    _early: list[Reply] | None = None
    """What it said to that, where it was read already."""

    def deliver(
        self, envelope: Envelope, before_body: Callable[[], bool], following: Envelope | None = None
    ) -> Reply | None:
        """Send one message to one recipient; None when it was not to go, RefusedError when the server says no."""
        self.ehlo_or_helo_if_needed()
        self._name(envelope)
        if not self._goes(before_body):
            return None
        self.announced = following if self.has_extn("pipelining") else None
        self.send(envelope.content + (_END_OF_BODY + (_in_one(self.announced) if self.announced else b"")))
        reply = self.getreply()
        if reply[0] >= _FIRST_REFUSAL:
            self._recover_from_body()
            raise RefusedError(_answer(reply))
        if reply[0] not in _OK:
            raise smtplib.SMTPResponseException(*reply)
        return reply

    def close(self) -> None:
        """Hang up."""
        self.announced = self._early = None
        super().close()

    def _goes(self, before_body: Callable[[], bool]) -> bool:
        """Ask whether the body may go; a server that waits for one that does not is only left by hanging up."""
        goes = False
        try:
            goes = before_body()
        finally:
            if not goes:
                self.close()
        return goes

    def _name(self, envelope: Envelope) -> None:
        """Name sender and recipient and ask for the body; raises RefusedError for the first refusal.

        A server that says what belongs elsewhere is out of step: whatever it says next would be taken amiss.
        """
        replies = self._replies_to(envelope)
        self.announced = self._early = None
        refused = _first_refused(replies)
        if refused is not None and replies[refused][0] < _FIRST_REFUSAL:
            raise smtplib.SMTPResponseException(*replies[refused])
        if refused is not None:
            self._recover(in_data=replies[-1][0] == _READY)
            raise RefusedError(_answer(replies[refused], about_us=refused == 0))

    def _replies_to(self, envelope: Envelope) -> list[Reply]:
        """The replies to an envelope, up to the first refusal, or more."""
        if self.announced is envelope:
            return self._early or self._replies()
        if self.has_extn("pipelining"):
            self.send(_in_one(envelope))
            return self._replies()
        replies: list[Reply] = []
        for command in _commands(envelope):
            self.putcmd(command)
            replies.append(self.getreply())
            if replies[-1][0] >= _FIRST_REFUSAL:
                break
        return replies

    def _replies(self) -> list[Reply]:
        """Read the replies to an envelope; a server that refuses and hangs up has said what matters."""
        replies: list[Reply] = []
        for _ in range(_COMMANDS):
            try:
                replies.append(self.getreply())
            except smtplib.SMTPServerDisconnected:
                if not any(reply[0] >= _FIRST_REFUSAL for reply in replies):
                    raise
                break
        return replies

    def _recover_from_body(self) -> None:
        """After a refused body keep the message announced with it, unless that was refused for it too."""
        in_data = False
        if self.announced is not None:
            try:
                self._early = self._replies()
            except (smtplib.SMTPException, OSError):
                self.close()
                return
            if _first_refused(self._early) is None:
                return
            in_data = self._early[-1][0] == _READY
            self.announced = self._early = None
        self._recover(in_data=in_data)

    def _recover(self, *, in_data: bool) -> None:
        """Bring the session back to where the next message starts, or close it: the refusal stands either way."""
        try:
            if in_data:
                self.send(".\r\n")
                self.getreply()
            code, _text = self.rset()
        except (smtplib.SMTPException, OSError):
            code = 0
        if code not in _OK:
            self.close()


class _SecureSession(_Session, smtplib.SMTP_SSL):
    """The same over TLS from the first byte."""


class _Connection(flask_mail.Connection):
    """Flask-Mail's connection with our session in it."""

    def __init__(self, mail: Any, our_name: str, timeout: float) -> None:
        """Keep the name by which we greet the server, and our patience."""
        super().__init__(mail)
        self._our_name = our_name
        self._timeout = timeout

    def configure_host(self) -> smtplib.SMTP:
        """Open the session, with a timeout."""
        mail = self.mail
        if mail.use_tls and mail.port == IMPLICIT_TLS_PORT:
            host: _Session = _SecureSession(
                mail.server, mail.port, self._our_name, timeout=self._timeout, context=_tls(mail.server)
            )
        else:
            host = _Session(mail.server, mail.port, self._our_name, timeout=self._timeout)
            if mail.use_tls:
                host.starttls(context=_tls(mail.server))
        if mail.username and mail.password:
            host.login(mail.username, mail.password)
        return host


def _tls(server: str) -> ssl.SSLContext:
    """How we speak TLS: certificates are checked, but for a server on this machine."""
    context = ssl.create_default_context()
    if server in LOOPBACK:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


class _Message(flask_mail.Message):
    """A message of Flask-Mail's whose bytes are made already, for whoever listens to its signal."""

    def __init__(self, envelope: Envelope) -> None:
        """Keep the bytes; Flask-Mail's own start would look our name up in the DNS for each message."""
        self.sender = envelope.sender
        self.recipients = [envelope.recipient]
        self.cc, self.bcc, self.attachments = [], [], []
        self.subject, self.body, self.alts = "", None, {}
        self._content = envelope.content

    def as_bytes(self) -> bytes:
        """Give them."""
        return self._content


@dataclass
class _Open:
    """An open connection; Flask-Mail's suppression holds, and its signal is sent for each message that went."""

    connection: _Connection

    @property
    def is_open(self) -> bool:
        """Whether the server is still there, as far as we know."""
        host = self.connection.host
        return host is None or host.sock is not None

    @property
    def announced(self) -> Envelope | None:
        """The message that the server waits for."""
        host = self.connection.host
        return host.announced if isinstance(host, _Session) else None

    def send(
        self, envelope: Envelope, before_body: Callable[[], bool], following: Envelope | None = None
    ) -> str | None:
        """Send one message."""
        session = self.connection.host
        if not isinstance(session, _Session):
            return "not sent: mail is suppressed" if before_body() else None
        try:
            reply = session.deliver(envelope, before_body, following)
        except (smtplib.SMTPException, OSError) as error:
            session.close()
            raise ConnectionLostError(str(error)) from error
        if reply is None:
            return None
        if flask_mail.email_dispatched.receivers:
            flask_mail.email_dispatched.send(current_app._get_current_object(), message=_Message(envelope))  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's documented way
        return str(_answer(reply))

    def close(self) -> None:
        """Say goodbye, or hang up on a server that waits for a body; one that is gone already is no error."""
        host = self.connection.host
        if host is None or host.sock is None:
            return
        host.sock.settimeout(min(host.timeout, GOODBYE_SECONDS))
        with suppress(smtplib.SMTPException, OSError):
            (host.close if self.announced else host.quit)()


@dataclass(frozen=True)
class Smtp:
    """The configured mail server; `our_name` is how we greet it."""

    state: Any
    our_name: str = "localhost"
    timeout: float = TIMEOUT_SECONDS

    def connect(self) -> ConnectionPort:
        """Open a connection to it."""
        connection = _Connection(self.state, self.our_name, self.timeout)
        try:
            connection.__enter__()
        except smtplib.SMTPConnectError as error:
            raise ConnectionLostError(str(error)) from error
        except smtplib.SMTPResponseException as error:
            raise RefusedError(_answer((error.smtp_code, _bytes(error.smtp_error)), about_us=True)) from error
        except (smtplib.SMTPException, OSError) as error:
            raise ConnectionLostError(str(error)) from error
        return _Open(connection)


def _answer(reply: Reply, *, about_us: bool = False) -> Answer:
    return Answer(reply[0], reply[1].decode("utf-8", "replace").replace("\n", " "), about_us)


def _bytes(text: bytes | str) -> bytes:
    return text if isinstance(text, bytes) else text.encode()


def _commands(envelope: Envelope) -> tuple[str, ...]:
    return f"MAIL FROM:<{envelope.sender}>", f"RCPT TO:<{envelope.recipient}>", "DATA"


def _in_one(envelope: Envelope) -> bytes:
    return "".join(f"{command}\r\n" for command in _commands(envelope)).encode("ascii")


def _first_refused(replies: Sequence[Reply]) -> int | None:
    """The place of the first reply that does not let the envelope go on."""
    return next((place for place, (code, _) in enumerate(replies) if code not in _EXPECTED[place]), None)
