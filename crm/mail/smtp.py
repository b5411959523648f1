"""The mail server as a transport, through Flask-Mail; the one module of the core that knows it.

Flask-Mail's own connection has no timeout, needs four round trips a message and leaves a refused session
unreset, so that the next, innocent recipient is refused too; this one mends the three.
"""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import flask_mail

from crm.mail.answers import Answer
from crm.mail.transport import Connection as ConnectionPort
from crm.mail.transport import ConnectionLostError, Envelope, RefusedError

TIMEOUT_SECONDS = 30
_READY = 354
_OK = (250, 251)
_FIRST_REFUSAL = 400


class _NotSentError(Exception):
    """The ledger said, when the server waited for the body, that the message is not to go."""


class _Session(smtplib.SMTP):
    """An SMTP session that sends the envelope in one round trip and asks before the body."""

    before_body: Callable[[], bool] = staticmethod(lambda: True)
    last_answer = ""

    def sendmail(  # type: ignore[override]  # one recipient, and bytes
        self,
        from_addr: str,
        to_addrs: Sequence[str],
        msg: bytes,
        mail_options: Sequence[str] = (),
        rcpt_options: Sequence[str] = (),
    ) -> dict[str, tuple[int, bytes]]:
        """Send one message to one recipient; raises RefusedError when the server says no."""
        del mail_options, rcpt_options
        self.ehlo_or_helo_if_needed()
        replies = self._envelope(from_addr, to_addrs[0])
        refusal = next((reply for reply in replies[:2] if reply[0] not in _OK), None)
        if refusal is None and replies[2][0] != _READY:
            refusal = replies[2]
        if refusal is not None:
            self._leave(ended_in_data=replies[-1][0] == _READY)
            raise RefusedError(_answer(refusal))
        if not self.before_body():
            # The server waits for a body that is not to go: only closing the connection takes it back.
            self.close()
            raise _NotSentError
        self.send(_dot_stuffed(msg))
        reply = self.getreply()
        if reply[0] >= _FIRST_REFUSAL:
            self._leave(ended_in_data=False)
            raise RefusedError(_answer(reply))
        self.last_answer = str(_answer(reply))
        return {}

    def _envelope(self, sender: str, recipient: str) -> list[tuple[int, bytes]]:
        commands = [f"MAIL FROM:<{sender}>", f"RCPT TO:<{recipient}>", "DATA"]
        if self.has_extn("pipelining"):
            self.send("".join(f"{command}\r\n" for command in commands))
            return [self.getreply() for _ in commands]
        replies: list[tuple[int, bytes]] = []
        for command in commands:
            self.putcmd(command)
            replies.append(self.getreply())
            if replies[-1][0] >= _FIRST_REFUSAL:
                break
        return replies + replies[-1:] * (len(commands) - len(replies))

    def _leave(self, *, ended_in_data: bool) -> None:
        """Bring the session back to where the next message starts."""
        if ended_in_data:
            self.send(".\r\n")
            self.getreply()
        self.rset()


class _SecureSession(_Session, smtplib.SMTP_SSL):
    """The same over TLS from the first byte (port 465)."""


class _Connection(flask_mail.Connection):
    """Flask-Mail's connection with our session in it."""

    def configure_host(self) -> smtplib.SMTP:
        """Open the session, with a timeout."""
        kind = _SecureSession if self.mail.use_ssl else _Session
        host = kind(self.mail.server, self.mail.port, timeout=TIMEOUT_SECONDS)
        if self.mail.use_tls:
            host.starttls()
        if self.mail.username and self.mail.password:
            host.login(self.mail.username, self.mail.password)
        return host

    def __exit__(self, *_error: object) -> None:
        """Say goodbye; a server that is gone already is no error."""
        if isinstance(self.host, smtplib.SMTP):
            try:
                self.host.quit()
            except (smtplib.SMTPException, OSError):
                self.host.close()


class _Message(flask_mail.Message):
    """A message of Flask-Mail's whose bytes are already made; its signals and its suppression stay."""

    def __init__(self, envelope: Envelope) -> None:
        """Keep the bytes."""
        super().__init__(subject="", recipients=[envelope.recipient], sender=envelope.sender, body="")
        self._content = envelope.content

    def as_bytes(self) -> bytes:
        """Give them."""
        return self._content


@dataclass
class _Open:
    connection: _Connection

    def send(self, envelope: Envelope, before_body: Callable[[], bool]) -> str | None:
        """Send one message through Flask-Mail."""
        session = self.connection.host
        if not isinstance(session, _Session):
            return "not sent: mail is suppressed" if before_body() else None
        session.before_body = before_body
        try:
            self.connection.send(_Message(envelope), envelope_from=envelope.sender)
        except _NotSentError:
            return None
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            raise ConnectionLostError(str(error)) from error
        return session.last_answer


@dataclass(frozen=True)
class Smtp:
    """The configured mail server."""

    state: flask_mail._Mail  # the state Flask-Mail keeps for an application

    @contextmanager
    def connect(self) -> Iterator[ConnectionPort]:
        """Open a connection to it."""
        try:
            with _Connection(self.state) as connection:  # type: ignore[arg-type]  # Flask-Mail itself passes its state
                yield _Open(connection)
        except smtplib.SMTPConnectError as error:
            raise ConnectionLostError(str(error)) from error
        except smtplib.SMTPResponseException as error:
            raise RefusedError(Answer(error.smtp_code, str(error.smtp_error))) from error
        except (smtplib.SMTPException, OSError) as error:
            raise ConnectionLostError(str(error)) from error


def _answer(reply: tuple[int, bytes]) -> Answer:
    return Answer(reply[0], reply[1].decode("utf-8", "replace"))


def _dot_stuffed(content: bytes) -> bytes:
    """Double a dot that begins a line, and end with the dot that ends the body (RFC 5321 §4.5.2)."""
    stuffed = content.replace(b"\r\n.", b"\r\n..")
    if stuffed.startswith(b"."):
        stuffed = b"." + stuffed
    return stuffed + (b"" if stuffed.endswith(b"\r\n") else b"\r\n") + b".\r\n"
