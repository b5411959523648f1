"""A real SMTP server for the tests: it keeps what it accepts, and fails as it is told to."""

from __future__ import annotations

import asyncio
import email
import email.policy
import re
import socket
import struct
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from enum import StrEnum
from typing import AnyStr, Self, cast

from aiosmtpd.smtp import SMTP, Envelope, Session, syntax

HOST = "127.0.0.1"
START_SECONDS = 10
MAX_BYTES = 2**26
TAKEN = "250 2.0.0 Taken"


class At(StrEnum):
    """The steps of a delivery at which a fault may be planted."""

    GREETING = "the greeting"
    EHLO = "EHLO"
    MAIL = "MAIL"
    RCPT = "RCPT"
    DATA = "DATA"
    """The DATA command: before a byte of the message is taken."""
    BODY = "the body"
    """The first byte of the message has come in: it is never kept when the connection fails here."""
    DOT = "the final dot"
    """The message has come in whole: it is kept when the connection fails here, as its sender cannot know."""
    ANSWERED = "after the answer"
    """The server has said that it keeps the message."""
    RSET = "RSET"
    QUIT = "QUIT"


@dataclass
class Fault:
    """What goes wrong, where, for whom and how often (None: always)."""

    at: At
    reply: str = ""
    stall_seconds: float = 0
    drop: bool = False
    reset: bool = False
    """Close the connection so that its client is told of an error, not of an end."""
    act: Callable[[str], None] | None = None
    """What happens beside: it gets the name by which the client greeted."""
    recipient: str = ""
    times: int | None = None

    def meets(self, at: At, recipients: Sequence[str]) -> bool:
        """Whether this fault is due at a step of a delivery."""
        named = not self.recipient or self.recipient.lower() in {address.lower() for address in recipients}
        return self.at is at and named and self.times != 0

    @property
    def hangs_up(self) -> bool:
        """Whether the connection ends with it."""
        return self.drop or self.reset


@dataclass
class Received:
    """A message as it came in whole: its envelope and its bytes."""

    sender: str
    recipients: tuple[str, ...]
    data: bytes
    connection: int
    answered: bool = False
    """Whether the client was told that it is kept."""

    @property
    def recipient(self) -> str:
        """The one recipient; fails when there are several."""
        (only,) = self.recipients
        return only

    @property
    def message(self) -> EmailMessage:
        """The message, parsed."""
        return email.message_from_bytes(self.data, policy=email.policy.default)

    def link(self, words: str) -> str:
        """The address in the text of the message whose path holds these words."""
        body = self.message.get_body(("plain",))
        found = re.search(rf"http://\S*{words}\S*", body.get_content() if body else "")
        if found is None:
            message = f"no address with {words!r}"
            raise AssertionError(message)
        return found.group().rstrip(".,;)")


@dataclass
class SmtpServer:
    """An SMTP server on a free port of the loopback interface, running in a thread of its own."""

    limit_per_connection: int | None = None
    """After so many messages a connection is told 421 and closed."""
    greylists: bool = False
    """Whether everybody's first message is refused for a while."""
    extensions: tuple[str, ...] = ("PIPELINING",)
    messages: list[Received] = field(default_factory=list)
    """What it keeps."""
    refused: list[Received] = field(default_factory=list)
    """What came in whole and was refused then."""
    known: set[str] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    host: str = HOST

    def __post_init__(self) -> None:
        """Prepare the thread; `start` starts it."""
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="smtp", daemon=True)

    def __enter__(self) -> Self:
        """Start."""
        self.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        """Stop."""
        self.stop()

    def start(self) -> None:
        """Listen; `port` is known afterwards."""
        self._thread.start()
        if not self._ready.wait(START_SECONDS):
            message = "the SMTP server of the tests did not start"
            raise RuntimeError(message)

    def stop(self) -> None:
        """Close every connection and end the thread."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(START_SECONDS)

    def refuse(self, at: At, reply: str, *, recipient: str = "", times: int | None = None) -> None:
        """Answer a step with a reply of its own, like `550 5.1.1 No such person`."""
        self.faults.append(Fault(at, reply=reply, recipient=recipient, times=times))

    def stall(self, at: At, seconds: float, *, recipient: str = "", times: int | None = None) -> None:
        """Say nothing at a step for some seconds."""
        self.faults.append(Fault(at, stall_seconds=seconds, recipient=recipient, times=times))

    def drop(self, at: At, *, recipient: str = "", times: int | None = None) -> None:
        """Close the connection at a step without a word."""
        self.faults.append(Fault(at, drop=True, recipient=recipient, times=times))

    def reset(self, at: At, *, recipient: str = "", times: int | None = None) -> None:
        """Close the connection at a step with an error."""
        self.faults.append(Fault(at, reset=True, recipient=recipient, times=times))

    def to(self, recipient: str) -> list[Received]:
        """The messages one recipient got."""
        return [message for message in self.messages if recipient in message.recipients]

    def wait_for(self, count: int, seconds: float = 30) -> list[Received]:
        """Wait until so many messages have come in, and give them."""
        waiting = threading.Event()
        for _ in range(int(seconds / 0.02)):
            if len(self.messages) >= count:
                return self.messages
            waiting.wait(0.02)
        message = f"{len(self.messages)} messages came in, not {count}"
        raise AssertionError(message)

    def due_fault(self, at: At, recipients: Sequence[str]) -> Fault | None:
        """The fault planted for a step, used up by one."""
        if self.greylists and at is At.RCPT and not self.known.issuperset(recipients):
            self.known.update(recipients)
            return Fault(at, reply="451 4.7.1 Greylisted, try again")
        for fault in self.faults:
            if fault.meets(at, recipients):
                if fault.times is not None:
                    fault.times -= 1
                return fault
        return None

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        listening = self._loop.run_until_complete(self._loop.create_server(self._connection, HOST, 0))
        self.port = int(listening.sockets[0].getsockname()[1])
        self._ready.set()
        self._loop.run_forever()
        listening.close()
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
        self._loop.close()

    def _connection(self) -> _Connection:
        self.connections += 1
        return _Connection(self, self.connections, self._loop)


class _Connection(SMTP):
    """One client's connection, with the faults of its server."""

    def __init__(self, server: SmtpServer, number: int, loop: asyncio.AbstractEventLoop) -> None:
        self._server = server
        self._taken = 0
        self._greeted = False
        super().__init__(
            _Keeper(server, number),
            hostname="mail.tests.example",
            enable_SMTPUTF8=True,
            data_size_limit=MAX_BYTES,
            loop=loop,
        )

    def eof_received(self) -> bool:
        """Close the connection of a client that is gone."""
        super().eof_received()
        return False

    async def push(self, status: AnyStr) -> None:
        """Say something: the greeting, the word for a body to come and the answer to it are steps of their own."""
        said = status if isinstance(status, str) else status.decode()
        if not self._greeted:
            self._greeted = True
            if not await self._goes_on(At.GREETING):
                return
        await super().push(status)
        if said.startswith("354 "):
            await self._goes_on(At.BODY, self._recipients)
        elif said == TAKEN:
            self._server.messages[-1].answered = True
            await self._goes_on(At.ANSWERED, self._server.messages[-1].recipients)

    async def smtp_EHLO(self, hostname: str) -> None:  # noqa: N802 - aiosmtpd's name
        """Greet, unless a fault is planted."""
        cast("Session", self.session).host_name = hostname
        if await self._goes_on(At.EHLO):
            await super().smtp_EHLO(hostname)

    async def smtp_HELO(self, hostname: str) -> None:  # noqa: N802 - aiosmtpd's name
        """Greet in the old way, which clients try when the new one fails."""
        if await self._goes_on(At.EHLO):
            await super().smtp_HELO(hostname)

    @syntax("MAIL FROM:<address>")
    async def smtp_MAIL(self, arg: str | None) -> None:  # noqa: N802 - aiosmtpd's name
        """Take the sender, unless a fault is planted."""
        if await self._goes_on(At.MAIL):
            await super().smtp_MAIL(arg)

    @syntax("RCPT TO:<address>")
    async def smtp_RCPT(self, arg: str | None) -> None:  # noqa: N802 - aiosmtpd's name
        """Take a recipient, unless a fault is planted."""
        address = (arg or "").partition("<")[2].partition(">")[0]
        if await self._goes_on(At.RCPT, [address]):
            await super().smtp_RCPT(arg)

    @syntax("DATA")
    async def smtp_DATA(self, arg: str | None) -> None:  # noqa: N802 - aiosmtpd's name
        """Take the message, unless a fault is planted or this connection has had its share."""
        limit = self._server.limit_per_connection
        if limit is not None and self._taken >= limit:
            await self.push("421 4.7.0 Too many messages on this connection")
            self._hang_up()
            return
        if await self._goes_on(At.DATA, self._recipients):
            self._taken += 1
            await super().smtp_DATA(arg)

    @syntax("RSET")
    async def smtp_RSET(self, arg: str | None) -> None:  # noqa: N802 - aiosmtpd's name
        """Forget what was begun, unless a fault is planted."""
        if await self._goes_on(At.RSET):
            await super().smtp_RSET(arg)

    @syntax("QUIT")
    async def smtp_QUIT(self, arg: str | None) -> None:  # noqa: N802 - aiosmtpd's name
        """Say goodbye, unless a fault is planted."""
        if await self._goes_on(At.QUIT):
            await super().smtp_QUIT(arg)

    @property
    def _recipients(self) -> Sequence[str]:
        return self.envelope.rcpt_tos if self.envelope else []

    async def _goes_on(self, at: At, recipients: Sequence[str] = ()) -> bool:
        """Play the fault planted for this step; says whether the step goes on as usual."""
        fault = self._server.due_fault(at, recipients)
        if fault is None:
            return True
        if at is At.BODY:
            await self._reader.read(1)
        goes_on = await self.play(fault)
        if at is At.BODY and fault.reply and self._writer.can_write_eof():
            # Whoever hangs up on a body that still comes in takes back what was said before.
            self._writer.write_eof()
            while await self._reader.read(MAX_BYTES):
                pass
        return goes_on and at is not At.BODY

    async def play(self, fault: Fault) -> bool:
        """Play a fault; says whether things go on as usual."""
        await asyncio.sleep(fault.stall_seconds)
        if fault.act is not None:
            fault.act(str(cast("Session", self.session).host_name or ""))
        if fault.reply:
            await self.push(fault.reply)
        if fault.hangs_up or fault.act is not None or fault.reply.startswith("421"):
            self._hang_up(reset=fault.reset)
            await asyncio.Event().wait()  # until the connection is gone, and this with it
        return not (fault.hangs_up or fault.act or fault.reply)

    def _hang_up(self, *, reset: bool = False) -> None:
        if self.transport is None:
            return
        if reset:
            # To linger for no time is to end with an error.
            self.transport.get_extra_info("socket").setsockopt(
                socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
            )
            cast("asyncio.Transport", self.transport).abort()
        else:
            self.transport.close()


class _Keeper:
    """Keeps each message when its final dot has come."""

    def __init__(self, server: SmtpServer, number: int) -> None:
        self._server = server
        self._number = number

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Name the extensions asked for beside aiosmtpd's own."""
        session.host_name = hostname
        return [responses[0], *(f"250-{name}" for name in self._server.extensions), *responses[1:]]

    async def handle_DATA(self, connection: _Connection, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's
        """Keep the message, or play the fault planted for the final dot."""
        fault = self._server.due_fault(At.DOT, envelope.rcpt_tos)
        received = Received(
            sender=envelope.mail_from or "",
            recipients=tuple(envelope.rcpt_tos),
            data=cast("bytes", envelope.original_content),
            connection=self._number,
        )
        if fault is not None and fault.reply:
            self._server.refused.append(received)
            return fault.reply
        self._server.messages.append(received)
        if fault is not None:
            await connection.play(fault)
        return TAKEN
