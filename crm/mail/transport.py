"""The port through which mail leaves: what delivery asks of a transport, and how a transport says no."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from crm.mail.answers import Answer


@dataclass(frozen=True)
class Envelope:
    """One message on its way to one recipient; the content is whole, with CRLF line ends."""

    sender: str
    recipient: str
    content: bytes


class RefusedError(Exception):
    """The server said no to this message; nothing of it was kept."""

    def __init__(self, answer: Answer) -> None:
        """Keep the server's answer."""
        super().__init__(f"{answer.code} {answer.text}")
        self.answer = answer


class ConnectionLostError(Exception):
    """The connection failed; whether a body that had begun was kept is not known."""


class Connection(Protocol):
    """An open connection, over which messages go one after the other."""

    def send(self, envelope: Envelope, before_body: Callable[[], bool]) -> str | None:
        """Send one message and give the server's last answer.

        `before_body` is called when the server waits for the body; if it says False nothing is sent, the
        result is None and the connection is of no more use. Raises RefusedError, after which the connection
        takes the next message, or ConnectionLostError, after which it is of no more use.
        """


class Transport(Protocol):
    """A way out: a mail server, or a folder."""

    def connect(self) -> AbstractContextManager[Connection]:
        """Open a connection; raises ConnectionLostError or RefusedError when the server is not to be had."""
