"""A mailbox somewhere else, read by IMAP or POP: what is new in it; it is left as it is unless told otherwise."""

from __future__ import annotations

import imaplib
import poplib
import re
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Protocol

SECONDS = 30
"""How long a server may say nothing."""
MOST_BYTES = 10 * 2**20
_LITERAL = re.compile(rb"BODY\[\]", re.IGNORECASE)
_POP_LINES = 5_000


class MailboxError(OSError):
    """The mailbox could not be read; the text says why."""


@dataclass(frozen=True)
class Account:
    """Where the mailbox is and how to sign in."""

    protocol: str
    server: str
    port: int
    username: str
    password: str
    use_tls: bool = True
    folder: str = "INBOX"

    @property
    def name(self) -> str:
        """By which marks of this mailbox are kept."""
        return f"{self.protocol}://{self.username}@{self.server}:{self.port}/{self.folder}"[:160]


class Mailbox(Protocol):
    """A mailbox that is open."""

    name: str
    """With the generation of its numbers, where the server has one."""

    def numbers(self) -> Sequence[str]:
        """The server's own numbers of all messages there, the oldest first."""

    def fetch(self, number: str) -> bytes:
        """One message, at most MOST_BYTES of it; it stays unread there."""

    def remove(self, number: str) -> None:
        """Delete one message there."""


@contextmanager
def open_mailbox(account: Account) -> Iterator[Mailbox]:
    """Sign in, and sign out at the end; raises MailboxError for whatever goes wrong in between."""
    opening = _imap if account.protocol == "imap" else _pop
    try:
        with opening(account) as mailbox:
            yield mailbox
    except (imaplib.IMAP4.error, poplib.error_proto, ssl.SSLError, EOFError) as error:
        message = f"{account.server}:{account.port} ({account.protocol}): {_said(error)}"
        raise MailboxError(message) from error


def _said(error: Exception) -> str:
    if isinstance(error, ssl.SSLError):
        return error.strerror or str(error)
    part = error.args[0] if error.args else error
    return part.decode("utf-8", "replace") if isinstance(part, bytes) else str(part)


class _Imap:
    def __init__(self, connection: imaplib.IMAP4, account: Account) -> None:
        self._connection = connection
        self._expect(connection.select(_quoted(account.folder)))
        _, generation = connection.response("UIDVALIDITY")
        valid = generation[0].decode() if generation and isinstance(generation[0], bytes) else ""
        self.name = f"{account.name};{valid}"

    def numbers(self) -> Sequence[str]:
        (found,) = self._expect(self._connection.uid("SEARCH", "ALL"))[:1] or [b""]
        return found.decode().split() if isinstance(found, bytes) else []

    def fetch(self, number: str) -> bytes:
        parts = self._expect(self._connection.uid("FETCH", number, f"(BODY.PEEK[]<0.{MOST_BYTES}>)"))
        literal = next((part for part in parts if isinstance(part, tuple) and _LITERAL.search(part[0])), None)
        return b"" if literal is None else literal[1]

    def remove(self, number: str) -> None:
        self._expect(self._connection.uid("STORE", number, "+FLAGS.SILENT", r"(\Deleted)"))
        self._connection.expunge()

    @staticmethod
    def _expect(answer: tuple[str, list[Any]]) -> list[Any]:
        said, parts = answer
        if said != "OK":
            raise imaplib.IMAP4.error(parts[0] if parts else said)
        return parts


@contextmanager
def _imap(account: Account) -> Iterator[Mailbox]:
    connection: imaplib.IMAP4
    if account.use_tls:
        connection = imaplib.IMAP4_SSL(
            account.server, account.port, ssl_context=ssl.create_default_context(), timeout=SECONDS
        )
    else:
        connection = imaplib.IMAP4(account.server, account.port, timeout=SECONDS)
    try:
        connection.login(account.username, account.password)
        yield _Imap(connection, account)
        connection.logout()
    finally:
        with suppress(OSError):
            connection.shutdown()


class _Pop:
    def __init__(self, connection: poplib.POP3, account: Account) -> None:
        self._connection, self.name = connection, account.name
        lines = [line.decode("ascii", "replace").split() for line in connection.uidl()[1]]
        sizes = [line.decode("ascii", "replace").split() for line in connection.list()[1]]
        self._sizes = {int(parts[0]): int(parts[1]) for parts in sizes if len(parts) > 1 and parts[0].isdigit()}
        self._places = {parts[1][:80]: int(parts[0]) for parts in lines if len(parts) > 1 and parts[0].isdigit()}

    def numbers(self) -> Sequence[str]:
        return list(self._places)

    def fetch(self, number: str) -> bytes:
        place = self._places[number]
        whole = self._sizes.get(place, 0) <= MOST_BYTES
        _, lines, _ = self._connection.retr(place) if whole else self._connection.top(place, _POP_LINES)
        return b"\r\n".join(lines)[:MOST_BYTES]

    def remove(self, number: str) -> None:
        self._connection.dele(self._places[number])


@contextmanager
def _pop(account: Account) -> Iterator[Mailbox]:
    connection: poplib.POP3
    if account.use_tls:
        connection = poplib.POP3_SSL(
            account.server, account.port, context=ssl.create_default_context(), timeout=SECONDS
        )
    else:
        connection = poplib.POP3(account.server, account.port, timeout=SECONDS)
    try:
        connection.user(account.username)
        connection.pass_(account.password)
        yield _Pop(connection, account)
        connection.quit()  # only now does the server delete what it was told to
    finally:
        connection.close()


def _quoted(folder: str) -> str:
    escaped = folder.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
