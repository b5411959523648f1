"""The line of one sender: a connection opened when it is needed, and left alone for a while after it failed."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from crm.mail.transport import Connection, ConnectionLostError, Envelope, RefusedError, Transport

log = logging.getLogger(__name__)

FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0


class NoConnectionError(Exception):
    """There was no way to open a connection: nothing was said of any message."""


@dataclass
class Line:
    """One connection at a time over a transport."""

    _connection: Connection | None = None
    _kept: int = 0
    _pause: float = 0.0
    _try_again_at: float = field(default=0.0)

    @property
    def is_usable(self) -> bool:
        """Whether it may be tried now."""
        return self.seconds_to_wait <= 0

    @property
    def seconds_to_wait(self) -> float:
        """How long it is left alone still."""
        return self._try_again_at - time.monotonic()

    @property
    def has_carried(self) -> bool:
        """Whether the server kept a message that came over the connection in use."""
        return self._kept > 0

    def send(
        self,
        transport: Transport,
        envelope: Envelope,
        before_body: Callable[[], bool],
        following: Envelope | None = None,
    ) -> str | None:
        """Send one message over the open connection, or a new one; raises as it does, or NoConnectionError."""
        connection = self._open(transport, envelope)
        try:
            answer = connection.send(envelope, before_body, following)
        finally:
            if not connection.is_open:
                self._connection = None
        if answer is not None:
            self._kept += 1
            self._pause = 0.0
        return answer

    def failed(self, why: object) -> None:
        """Hang up; after a connection that carried nothing wait before the next, longer each time, at most a minute."""
        carried = self.has_carried
        self.hang_up()
        if not carried:
            self._pause = min(max(FIRST_PAUSE_SECONDS, self._pause * 2), LONGEST_PAUSE_SECONDS)
            self._try_again_at = time.monotonic() + self._pause
            log.warning("the mail server can't be used (%s); trying again in %.0f s", why, self._pause)

    def hang_up(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()
        self._connection, self._kept = None, 0

    def _open(self, transport: Transport, envelope: Envelope) -> Connection:
        if self._connection is not None and self._connection.announced not in (None, envelope):
            self.hang_up()
        if self._connection is None:
            self._kept = 0
            try:
                self._connection = transport.connect()
            except (ConnectionLostError, RefusedError) as error:
                raise NoConnectionError(str(error)) from error
        return self._connection
