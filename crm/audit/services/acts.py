"""Opening an act, saying what it does, and writing the journal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.audit.models import AuditEntry
from crm.audit.recording import Recorder, recorder_of, row_key
from crm.audit.values import encode


@dataclass(frozen=True)
class Doing:
    """Who is doing what: the head of a change set before anything has changed."""

    act: str
    at: datetime
    actor_id: int | None = None
    on_behalf_of: int | None = None
    source: str = "web"


def begin(session: Session, doing: Doing) -> None:
    """Open an act on a session: what is flushed from now on belongs to its change set."""
    session.info["recorder"] = Recorder(
        {
            "act": doing.act,
            "at": doing.at,
            "actor_id": doing.actor_id,
            "on_behalf_of": doing.on_behalf_of,
            "source": doing.source,
        }
    )


def end(session: Session) -> None:
    """Close the act; changing an audited row needs a new one."""
    session.info.pop("recorder", None)


def describe(session: Session, summary: str, *, subject: str = "") -> None:
    """Say in one sentence what the act did, and to what (`members:12`)."""
    recorder_of(session).amend(session, {"summary": summary, "subject": subject})


def on_behalf_of(session: Session, member_id: int) -> None:
    """Say for which member the open act is done, where an assistant does it."""
    recorder_of(session).amend(session, {"on_behalf_of": member_id})


def change_set_id(session: Session) -> int | None:
    """The change set of the open act once something was flushed, else None."""
    session.flush()
    recorder: Recorder | None = session.info.get("recorder")
    return None if recorder is None else recorder.change_set_id


def record_arrived(session: Session, table: sa.Table, numbers: Iterable[int]) -> None:
    """Record rows inserted by a bulk statement by their numbers, which are the tables' only keys."""
    recorder_of(session).note_arrivals(session, table.name, sorted(numbers))


def record_inserted(session: Session, table: sa.Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """Record rows inserted by a bulk statement whose keys are no numbers; each mapping is the whole row."""
    encoded = [(row_key(table, row), {name: encode(value) for name, value in row.items()}) for row in rows]
    recorder_of(session).write(session, [(table.name, key, None, after) for key, after in encoded])


def record_updated(
    session: Session,
    table: sa.Table,
    rows: Iterable[tuple[str, Mapping[str, Any], Mapping[str, Any]]],
) -> None:
    """Record rows updated by a bulk statement, as (row key, columns before, columns after)."""
    recorder_of(session).write(
        session,
        [
            (
                table.name,
                key,
                {name: encode(value) for name, value in before.items()},
                {name: encode(value) for name, value in after.items()},
            )
            for key, before, after in rows
        ],
    )


def journal(
    session: Session,
    now: datetime,
    event: str,
    *,
    actor_id: int | None = None,
    remote: str = "",
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Write one line of the journal in the caller's transaction; never a password, token or cookie."""
    session.add(
        AuditEntry(
            at=now,
            event=event,
            actor_id=actor_id,
            remote=remote[:64],
            detail=dict(detail or {}),
        )
    )
