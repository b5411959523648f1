"""What must hold after every delivery, whatever failed: the invariants over the ledger and what the server saw.

I1 each recipient's message is kept once, but for one in doubt for each connection that failed · I2 who may not get it
gets nothing · I3 each mail has one recipient, and what is theirs only · I4 the ledger says what the server says ·
I5 nothing stays behind without its cause · I6 the six states make up the recipients, and the database is whole ·
I7 whatever is tried again says the same.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from crm.mail.models import Message, MessageState
from tests.support.mailing import Ledger
from tests.support.smtp import Received, SmtpServer

OVER = {MessageState.SENT, MessageState.FAILED, MessageState.IN_DOUBT, MessageState.SKIPPED}
Own = Callable[[Message], Sequence[str]]
"""The words of a message that nobody but its recipient may read."""


def own_greeting(row: Message) -> Sequence[str]:
    """What the plain mails of the tests say to one reader."""
    return (f"reader {row.recipient_id}.",)


def own_links(row: Message) -> Sequence[str]:
    """What a digest says to one reader: the tokens of their links."""
    return [row.payload[name] for name in ("unsubscribe_token", "tell_token")] if row.payload else []


@dataclass
class Outcome:
    """A delivery that is over: its ledger, its server, and how many connections failed."""

    ledger: Ledger
    server: SmtpServer
    recipients: int
    failures: int = 0
    own: Own = own_greeting
    turned_away: frozenset[str] = frozenset()
    """Addresses that lost the right to receive before their turn."""
    rows: Mapping[str, Message] = field(init=False)

    def __post_init__(self) -> None:
        """Read the ledger."""
        self.rows = {row.email: row for row in self.ledger.rows()}

    @property
    def faults(self) -> Sequence[str]:
        """Each invariant that does not hold, with what breaks it; nothing when all is well."""
        checks = (
            *(self._kept_once, self._turned_away, self._one_recipient, self._agrees),
            *(self._left_behind, self._adds_up, self._says_the_same),
        )
        return [f"I{number} {fault}" for number, check in enumerate(checks, 1) for fault in check()]

    def _in_state(self, *states: MessageState) -> set[str]:
        return {email for email, row in self.rows.items() if row.state in states}

    def _kept_once(self) -> Iterator[str]:
        kept = Counter(received.recipient for received in self.server.messages)
        yield from (f"{email} got it {count} times" for email, count in kept.items() if count > 1)
        in_doubt = self._in_state(MessageState.IN_DOUBT)
        if len(in_doubt) > self.failures:
            yield f"{len(in_doubt)} are in doubt after {self.failures} failures: {sorted(in_doubt)}"

    def _turned_away(self) -> Iterator[str]:
        for received in [*self.server.messages, *self.server.refused]:
            if received.recipient in self.turned_away:
                yield f"{received.recipient} got a mail"
        for email in self.turned_away - self._in_state(MessageState.SKIPPED):
            yield f"{email} is {self.rows[email].state}, not skipped"

    def _one_recipient(self) -> Iterator[str]:
        others = {word: email for email, row in self.rows.items() for word in self.own(row)}
        for received in self.server.messages:
            email, parts = received.recipient, _parts(received)
            if str(received.message["To"]) != email or received.message["Cc"] or received.message["Bcc"]:
                yield f"the mail to {email} is headed to {received.message['To']}"
            header = str(received.message["List-Unsubscribe"] or "")
            for word, whose in others.items():
                mine = whose == email
                if any((word in part) != mine for part in parts) or (word in header and not mine):
                    yield f"the mail to {email} has, or lacks, what is {whose}'s"

    def _agrees(self) -> Iterator[str]:
        sent, in_doubt = self._in_state(MessageState.SENT), self._in_state(MessageState.IN_DOUBT)
        kept = {received.recipient for received in self.server.messages}
        told = {received.recipient for received in self.server.messages if received.answered}
        yield from (f"{email} is sent, and the server never said so" for email in sent - told)
        yield from (f"{email} has it and is {self.rows[email].state}" for email in kept - sent - in_doubt)

    def _left_behind(self) -> Iterator[str]:
        for email, row in self.rows.items():
            if row.state not in OVER and not row.answer:
                yield f"{email} is {row.state} still, and nobody knows why"
            if row.state is MessageState.FAILED and not row.answer:
                yield f"{email} failed, and nobody knows why"

    def _adds_up(self) -> Iterator[str]:
        if len(self.rows) != self.recipients or sum(self.ledger.states().values()) != self.recipients:
            yield f"{self.ledger.states()} are not {self.recipients}"
        if self.ledger.engine.dialect.name == "sqlite":
            with self.ledger.engine.connect() as connection:
                said = connection.scalar(sa.text("PRAGMA integrity_check"))
            if said != "ok":
                yield f"the database is not whole: {said}"

    def _says_the_same(self) -> Iterator[str]:
        seen: defaultdict[str, set[bytes]] = defaultdict(set)
        for received in [*self.server.messages, *self.server.refused]:
            email = received.recipient
            seen[email].add(received.data)
            if self.rows[email].message_id not in str(received.message["Message-ID"]):
                yield f"{email} was sent {received.message['Message-ID']}"
        yield from (
            f"{email} was sent {len(bodies)} different mails" for email, bodies in seen.items() if len(bodies) > 1
        )


def _parts(received: Received) -> Sequence[str]:
    """What a mail says in each of its parts, with plain line ends."""
    parts = [part for part in received.message.walk() if not part.is_multipart()]
    return [part.get_content().replace("\r\n", "\n") for part in parts]
