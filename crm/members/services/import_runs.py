"""A file brought in through the browser: kept, looked through, then taken in or thrown away."""

from __future__ import annotations

import os
import secrets
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.rights import Actor
from crm.audit.services import change_set_id, journal
from crm.members.models import ImportRun
from crm.members.services.importing import import_people
from crm.members.sources.rows import UnreadableError

FOLDER = "uploads"
KEPT = timedelta(days=7)
"""How long an upload that nobody confirmed is kept."""

UPLOADED, CHECKED, APPLYING, DONE, UNREADABLE, DISCARDED = (
    "uploaded",
    "checked",
    "applying",
    "done",
    "unreadable",
    "discarded",
)


def keep_upload(
    session: Session,
    actor: Actor,
    now: datetime,
    instance: Path,
    file_name: str,
    content: BinaryIO,
    country: str | None,
) -> ImportRun:
    """Keep an uploaded file under a random name that its owner alone can read."""
    folder = instance / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    run = ImportRun(
        file_name=_plain(file_name),
        stored_name=secrets.token_hex(16),
        format=country or "",
        by_user_id=actor.user_id,
        created_at=now,
    )
    descriptor = os.open(folder / run.stored_name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stored:
        shutil.copyfileobj(content, stored)
    session.add(run)
    session.flush()
    return run


def check_upload(session: Session, now: datetime, instance: Path, run: ImportRun) -> None:
    """Find out what taking the file in would do, and keep the report."""
    try:
        report = import_people(
            session, now, stored_at(instance, run), country=run.format or None, file_name=run.file_name, dry_run=True
        )
    except UnreadableError as error:
        run.state, run.report = UNREADABLE, {"reason": str(error)}
        forget_file(instance, run)
    else:
        run.state, run.report = CHECKED, report.to_json()
    session.flush()


def take_in(session: Session, now: datetime, instance: Path, run: ImportRun) -> None:
    """Take the file in, as one change set, and throw the upload away."""
    report = import_people(session, now, stored_at(instance, run), country=run.format or None, file_name=run.file_name)
    run.state, run.report, run.change_set_id = DONE, report.to_json(), change_set_id(session)
    journal(session, now, "people imported", actor_id=run.by_user_id, detail=report.figures() | {"file": run.file_name})
    session.flush()
    forget_file(instance, run)


def discard(session: Session, instance: Path, run: ImportRun) -> None:
    """Throw an upload away unused."""
    run.state = DISCARDED
    forget_file(instance, run)
    session.flush()


def tidy(session: Session, now: datetime, instance: Path) -> int:
    """Throw away uploads that nobody confirmed for a week; how many."""
    old = session.scalars(
        sa.select(ImportRun).where(ImportRun.state.in_([UPLOADED, CHECKED]), ImportRun.created_at < now - KEPT)
    ).all()
    for run in old:
        discard(session, instance, run)
    return len(old)


def stored_at(instance: Path, run: ImportRun) -> Path:
    """Where an upload lies."""
    return instance / FOLDER / run.stored_name


def forget_file(instance: Path, run: ImportRun) -> None:
    """Delete an upload; that it is gone already is no fault."""
    stored_at(instance, run).unlink(missing_ok=True)


def _plain(file_name: str) -> str:
    """A file's name to be shown: no folders, no control signs, not long."""
    last = file_name.replace("\\", "/").rpartition("/")[2]
    return "".join(sign for sign in last if sign.isprintable())[:255] or "people"
