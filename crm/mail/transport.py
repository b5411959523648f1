"""The port through which mail leaves: what delivery asks of a transport, and how a transport says no."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NewType, Protocol

from crm.mail.answers import Answer

Wire = NewType("Wire", bytes)
"""A whole message as it goes over the wire: lines that end in CR LF, none of which begins with a dot."""


@dataclass(frozen=True)
class Envelope:
    """One message on its way to one recipient; the addresses are plain ASCII."""

    sender: str
    recipient: str
    content: Wire


class RefusedError(Exception):
    """The server said no; nothing of the message was kept."""

    def __init__(self, answer: Answer) -> None:
        """Keep the server's answer."""
        super().__init__(str(answer))
        self.answer = answer


class ConnectionLostError(Exception):
    """The connection failed; whether a body that had begun was kept is not known."""


class Connection(Protocol):
    """An open connection, over which messages go one after the other."""

    def send(
        self, envelope: Envelope, before_body: Callable[[], bool], following: Envelope | None = None
    ) -> str | None:
        """Send one message and give the server's last answer; `following` may be announced together with its body.

        `before_body` is called when the server waits for the body; if it says False nothing is sent and the result
        is None. Raises RefusedError, or ConnectionLostError, after which the connection is of no more use.
        """

    @property
    def is_open(self) -> bool:
        """Whether it takes the next message."""

    @property
    def announced(self) -> Envelope | None:
        """The message that was announced: no other can be sent before it, but over a new connection."""

    def close(self) -> None:
        """Say goodbye; a server that is gone already is no error."""


class Transport(Protocol):
    """A way out: a mail server, or a folder."""

    def connect(self) -> Connection:
        """Open a connection; raises ConnectionLostError or RefusedError when the server is not to be had."""
