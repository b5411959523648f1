"""The records a request may leave although it changed nothing: refusals, counts, and when a browser was seen."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from flask import request
from sqlalchemy.orm import Session

from crm.accounts.services import counting, links, signing_in
from crm.audit.services import journal
from crm.db import reading
from crm.extensions import db
from crm.web import current

if TYPE_CHECKING:
    from crm.accounts.rates import Rate

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

Answer = TypeVar("Answer")


def note_refusal(event: str, **detail: object) -> None:
    """Write a refusal into the journal."""
    actor = current.actor()
    _keep(
        lambda session: journal(
            session, current.now(), event, actor_id=actor.user_id, remote=current.remote(), detail=detail
        )
    )


def count(rate: Rate, who: str) -> float:
    """Count one more of something and give how often it was lately."""
    return _keep(lambda session: counting.count(session, rate, who, current.now()))


def note_seen(sign_in_id: int) -> None:
    """Write down that a signed-in browser was seen."""
    _keep(lambda session: signing_in.note_seen(session, sign_in_id, current.now()))


def count_code_try(browser: str) -> int | None:
    """Count a try at the code this browser asked for, and give its link; None when no try is left."""
    return _keep(lambda session: links.count_code_try(session, browser, current.now()))


def _keep(write: Callable[[Session], Answer]) -> Answer:
    """Write in a short transaction of its own.

    SQLite has one writer at a time: the request's own writing transaction must not have begun, or be rolled back.
    """
    if request.method not in SAFE_METHODS and db.session().in_transaction():
        message = "a side record inside a writing request: keep it before the first statement, or after a rollback"
        raise RuntimeError(message)
    with reading(on=False), Session(db.engine) as session:
        answer = write(session)
        session.commit()
    return answer
