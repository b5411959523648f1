"""What the worker does about letters: making a batch, binding it for the printer, recording it as sent, tidying up."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from crm.accounts.queries import get_settings
from crm.audit.services import Doing, begin, describe
from crm.config import Settings
from crm.db import reading
from crm.jobs.task import Task, Work
from crm.letters import files
from crm.letters.binding import bind
from crm.letters.kinds import BatchState, LetterState
from crm.letters.models import Letter, LetterBatch
from crm.letters.paper import page_html
from crm.letters.press import Presses, presses
from crm.letters.services import enclosing
from crm.letters.services.batching import MAKE, SEND, TIDY, lock_batch
from crm.letters.services.making import counts, keep_some, lay_out_some
from crm.letters.services.sending import record_sent

STRAY_SECONDS = 600
"""How old a file must be to count as left behind: one that a worker is about to name is younger."""


def make(work: Work, **arguments: Any) -> Mapping[str, Any]:
    """Make the letters of a batch; a worker that takes over goes on where the last commit was."""
    number, settings = int(arguments["batch_id"]), _settings()
    _settle(work, settings, number)
    with presses() as press:
        while _make_some(work, settings, number, press):
            with reading(), work.session() as session:
                done, total = counts(session, number)
            work.progress(done, total)
    return _bind(work, settings, number)


def _settle(work: Work, settings: Settings, number: int) -> None:
    """Keep what is enclosed; nothing is locked while its files are made."""
    with reading(), work.session() as session:
        batch = session.get_one(LetterBatch, number)
        if batch.state is not BatchState.MAKING:
            return
        papers = enclosing.keep_files(session, settings.instance_path, batch, _today(session, work))
    if papers:
        with work.session() as session:
            enclosing.settle(session, lock_batch(session, number), papers)
            session.commit()


def _make_some(work: Work, settings: Settings, number: int, press: Presses) -> int:
    with reading(), work.session() as session:
        batch = session.get_one(LetterBatch, number)
        if batch.state is not BatchState.MAKING:
            return 0
        laid = lay_out_some(session, _today(session, work), batch, settings.base_url)
    papers = {one.letter_id: one.paper for one in laid if one.paper is not None}
    printed = press.print([page_html(paper) for paper in papers.values()])
    with work.session() as session:
        keep_some(session, work.now(), settings.instance_path, laid, dict(zip(papers, printed, strict=True)))
        session.commit()
    return len(laid)


def _bind(work: Work, settings: Settings, number: int) -> Mapping[str, Any]:
    """Bind what is to be printed, and mark the batch as made."""
    with reading(), work.session() as session:
        batch = session.get_one(LetterBatch, number)
        done, total = counts(session, number)
        if batch.state is not BatchState.MAKING or done < total:
            return {"batch": number, "letters": done}
        letters = session.execute(
            sa.select(Letter.file_name, Letter.enclosures, Letter.by_post)
            .where(Letter.batch_id == number, Letter.state == LetterState.MADE)
            .order_by(Letter.id)
        ).all()
        posted = [
            _files(settings.instance_path, file_name, enclosed) for file_name, enclosed, by_post in letters if by_post
        ]
        old = batch.print_file
    name, pages = _bound(work, settings.instance_path, posted)
    with work.session() as session:
        begin(session, Doing(act=MAKE, at=work.now(), source="worker"))
        batch = lock_batch(session, number)
        if batch.state is BatchState.MAKING:
            batch.state, batch.made_at, batch.print_file, batch.print_pages = BatchState.MADE, work.now(), name, pages
            describe(session, f"Made {len(letters)} letters “{batch.name}”", subject=f"letters:{number}")
            session.commit()
            files.forget(settings.instance_path, old)
        else:
            files.forget(settings.instance_path, name)
    return {"batch": number, "letters": len(letters)}


def _bound(work: Work, instance: Path, posted: Sequence[tuple[Path, Sequence[Path]]]) -> tuple[str, int]:
    if not posted:
        return "", 0
    name = files.new_name()
    target = files.path_of(instance, name)
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    return name, bind(posted, target, lambda done: work.progress(done, len(posted)))


def _files(instance: Path, file_name: str, enclosed: Sequence[Mapping[str, Any]]) -> tuple[Path, Sequence[Path]]:
    """Where a letter lies, and what is enclosed with it."""
    return files.path_of(instance, file_name), [files.path_of(instance, str(one["file"])) for one in enclosed]


def send(work: Work, **arguments: Any) -> Mapping[str, Any]:
    """Record a batch as sent, in one transaction: on timelines, stages, follow-ups, and its mails in the ledger."""
    number, settings = int(arguments["batch_id"]), _settings()
    with work.session() as session:
        batch = lock_batch(session, number)
        if batch.state is not BatchState.SENDING:
            return {"batch": number, "letters": 0}
        begin(session, Doing(act=SEND, at=work.now(), actor_id=batch.sent_by, source="worker"))
        recall = timedelta(seconds=settings.mail_recall_seconds)
        sent = record_sent(session, work.now(), _today(session, work), batch, recall)
        session.commit()
    return {"batch": number, "letters": sent}


def tidy(work: Work, **_arguments: Any) -> Mapping[str, Any]:
    """Throw away files that no letter names: left by a worker that died, or of people who were erased."""
    instance, now = _settings().instance_path, work.now().timestamp()
    with work.session() as session:
        known = set(session.scalars(sa.select(Letter.file_name)))
        known |= set(session.scalars(sa.select(LetterBatch.print_file)))
        known |= {one["file"] for kept in session.scalars(sa.select(Letter.enclosures)) for one in kept}
    old = [path for path in files.strays(instance, known) if now - path.stat().st_mtime > STRAY_SECONDS]
    for path in old:
        path.unlink(missing_ok=True)
    return {"thrown_away": len(old)}


def _today(session: Session, work: Work) -> date:
    return work.now().astimezone(ZoneInfo(get_settings(session).time_zone)).date()


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


tasks: Mapping[str, Task] = {MAKE: make, SEND: send, TIDY: tidy}
