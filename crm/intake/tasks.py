"""What the worker does for what comes back: polls the mailbox, asks about what failed, forgets old evidence."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from crm.audit.services import Doing, begin, end
from crm.config import Settings
from crm.intake.mailbox import Account, Mailbox, open_mailbox
from crm.intake.models import IncomingKind, MailboxMark
from crm.intake.services import EmptyError, ask_about_what_failed, forget_old_evidence, receive
from crm.jobs.task import Task, Work

log = logging.getLogger(__name__)

POLL, ASK, TIDY = "intake.poll", "intake.ask", "intake.tidy"
MOST_AT_ONCE = 500


def poll(work: Work, **_arguments: Any) -> Mapping[str, Any]:
    """Take in what is new in the mailbox; each message in a transaction of its own, so that none is lost or acts twice.

    Nothing is deleted there, unless CRM_INTAKE_REMOVE is set: then what was understood, and is kept here.
    """
    settings: Settings = current_app.config["SETTINGS"]
    if not settings.intake_server:
        return {"mailbox": "none"}
    taken = 0
    with open_mailbox(account_of(settings)) as mailbox:
        numbers = mailbox.numbers()
        known = _known(work, mailbox, numbers)
        fresh = [number for number in numbers if number not in known][:MOST_AT_ONCE]
        for number in fresh:
            work.progress(taken, len(fresh))
            understood = _take_in(work, mailbox, number, settings.intake_protocol)
            taken += 1
            if understood and settings.intake_remove:
                mailbox.remove(number)
    return {"mailbox": mailbox.name, "taken": taken, "there": len(numbers)}


def account_of(settings: Settings) -> Account:
    """The mailbox that the settings name."""
    return Account(
        settings.intake_protocol,
        settings.intake_server,
        settings.intake_port,
        settings.intake_username,
        settings.intake_password,
        settings.intake_use_tls,
        settings.intake_folder,
    )


def ask(work: Work, **_arguments: Any) -> Mapping[str, Any]:
    """Open items for addresses and domains that failed while mail was sent."""
    with work.session() as session:
        opened = _in_act(session, work, ASK, lambda: ask_about_what_failed(session, work.now()))
    return {"opened": opened}


def tidy(work: Work, **_arguments: Any) -> Mapping[str, Any]:
    """Forget evidence older than thirty days."""
    with work.session() as session:
        forgotten = _in_act(session, work, TIDY, lambda: forget_old_evidence(session, work.now()))
    return {"forgotten": forgotten}


def _known(work: Work, mailbox: Mailbox, numbers: Sequence[str]) -> set[str]:
    """The messages taken in before; marks of those that are no longer there are dropped."""
    there = set(numbers)
    with work.session() as session:
        known = set(session.scalars(sa.select(MailboxMark.number).where(MailboxMark.mailbox == mailbox.name)))
        for gone in known - there:
            session.delete(session.get_one(MailboxMark, (mailbox.name, gone)))
        session.commit()
    return known & there


def _take_in(work: Work, mailbox: Mailbox, number: str, source: str) -> bool:
    """Take in one message and mark it; whether it was understood."""
    raw = mailbox.fetch(number)
    with work.session() as session:
        begin(session, Doing(act=POLL, at=work.now(), source="worker"))
        try:
            understood = receive(session, work.now(), raw, source).kind is not IncomingKind.UNRECOGNISED
        except EmptyError:
            understood = False
        session.add(MailboxMark(mailbox=mailbox.name, number=number))
        session.commit()
        end(session)
    return understood


def _in_act(session: Session, work: Work, name: str, do: Any) -> int:
    begin(session, Doing(act=name, at=work.now(), source="worker"))
    count: int = do()
    session.commit()
    end(session)
    return count


tasks: Mapping[str, Task] = {POLL: poll, ASK: ask, TIDY: tidy}
