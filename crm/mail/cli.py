"""Commands about mail."""

from __future__ import annotations

import signal
import threading
from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click
from flask import current_app
from sqlalchemy.orm import Session

from crm.db import reading
from crm.intake.files import messages_in
from crm.intake.services import EmptyError, receive
from crm.mail.queries import waiting
from crm.mail.services import Delivery, deliver_due
from crm.web.commandline import PlainError, act, in_app

if TYPE_CHECKING:
    from rich.status import Status

TRIES = 3
"""How often in a row a connection may fail before the command gives up; the pauses between grow."""


@click.group()
def mail() -> None:
    """Mail: deliver what is due, take in what comes back."""


@mail.command()
@in_app
def deliver() -> None:
    """Deliver everything that is due, then exit; SIGTERM ends after the message in flight."""
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    with _status("Delivering…") as status:
        delivery = current_app.extensions["delivery"](
            stopped.is_set, lambda count: status.update(f"{count} messages delivered…")
        )
        count = _deliver_with_patience(delivery, stopped)
    click.echo(f"{count} messages delivered.")
    left = _left(delivery)
    if left:
        raise PlainError(left)


def _status(words: str) -> Status:
    from rich.console import Console  # noqa: PLC0415 - slow to import, and few commands draw with it

    return Console(stderr=True).status(words)


def _deliver_with_patience(delivery: Delivery, stopped: threading.Event) -> int:
    """Deliver, trying a failing connection a few times; gives how many messages went."""
    total, tries = 0, 0
    while True:
        count = deliver_due(delivery)
        total, tries = total + count, 1 if count else tries + 1
        if delivery.line.is_usable or tries >= TRIES or stopped.wait(delivery.line.seconds_to_wait):
            return total


def _left(delivery: Delivery) -> str:
    """Say why something that is due has not gone; empty when nothing is, or when it was stopped on purpose."""
    if delivery.line.is_usable:
        return ""
    with reading(), Session(delivery.engine) as session:
        left = waiting(session, datetime.now(UTC))
    return f"{left.count} messages still wait: {left.answer or 'the mail server can not be used'}"


@mail.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, allow_dash=True, path_type=str))
@in_app
def intake(files: tuple[str, ...]) -> None:
    """Take in bounces, complaints and replies from files, mailbox files, maildir folders, or standard input (-).

    Each message is acted on once; the same one again changes nothing.
    """
    counted: Counter[str] = Counter()
    with _status("Reading…") as status:
        for raw in (message for name in files for message in messages_in(name)):
            counted[_take_in(raw)] += 1
            status.update(f"{counted.total()} messages read…")
    told = ", ".join(f"{number} {what}" for what, number in sorted(counted.items()))
    click.echo(f"{counted.total()} messages read{f': {told}' if told else ''}.")


def _take_in(raw: bytes) -> str:
    """Take in one message in an act of its own, and say what it was."""
    with act("mail intake") as session:
        try:
            receipt = receive(session, datetime.now(UTC), raw, "command")
        except EmptyError:
            return "empty"
    if not receipt.is_new:
        return "known already"
    what = receipt.kind.value.replace("_", " ")
    return what if receipt.is_ours or receipt.kind.value not in {"bounce", "complaint"} else f"{what} of others' mail"


commands = (mail,)
