"""Proving the points of the checklist: records seen, a test received, or a reason to go on without."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.accounts.rights import Actor
from crm.accounts.tokens import derive_code, equal, new_nonce, plain_code
from crm.audit.services import describe
from crm.mail.kinds import URGENT
from crm.mail.services import queue
from crm.readiness.checklist import RECORDS, Point
from crm.readiness.models import Proof, ProofKind

TEST_KIND = "readiness_test"
TEST_WITHIN = timedelta(days=2)
SUBJECT = "readiness:"

Lookup = Callable[[str, str], Sequence[str]]
"""Gives the records of a name and a kind as text; raises OSError when nobody answers."""


class NotReceivedError(ValueError):
    """The code is not the one of the test that was mailed last, or that is too old."""


def look(session: Session, actor: Actor, now: datetime, domain: str, selector: str, lookup: Lookup) -> Sequence[Point]:
    """Ask the name system for the records of a domain, and keep those that are there; gives what was seen.

    `selector` names the DKIM key (RFC 6376 §3.6.2.1). Raises OSError when nobody answers.
    """
    names = {
        Point.SPF: (domain, "v=spf1"),
        Point.DKIM: (f"{selector}._domainkey.{domain}", ""),
        Point.DMARC: (f"_dmarc.{domain}", "v=DMARC1"),
    }
    seen = []
    for point in RECORDS:
        name, begin = names[point]
        records = [text for text in lookup(name, "TXT") if text.startswith(begin)]
        if len(records) == 1 and (point is not Point.DKIM or "p=" in records[0]):
            _keep(session, actor, now, point, ProofKind.SEEN, domain, f"{name}: {records[0]}")
            seen.append(point)
    return seen


def wave(session: Session, actor: Actor, now: datetime, point: Point, about: str, reason: str) -> None:
    """Let a point count as done for this domain or address, with the reason."""
    _keep(session, actor, now, point, ProofKind.WAVED, about, reason)


def mail_test(session: Session, now: datetime, user: User, mail_from: str) -> None:
    """Mail a code to whoever asks; typed in, it shows that our mail arrives."""
    actor = Actor(user.id, user.role)
    _keep(session, actor, now, Point.TEST, ProofKind.MAILED, mail_from, new_nonce())
    queue(
        session,
        now,
        kind=TEST_KIND,
        recipient_id=user.id,
        email=user.email,
        language=user.language,
        priority=URGENT,
    )


def prove_test(session: Session, actor: Actor, now: datetime, key: str, typed: str) -> None:
    """Keep that the test arrived; raises NotReceivedError."""
    mailed = session.scalar(sa.select(Proof).where(Proof.point == Point.TEST, Proof.kind == ProofKind.MAILED))
    if mailed is None or mailed.by_user_id is None or mailed.at < now - TEST_WITHIN:
        raise NotReceivedError
    if not equal(code_of(key, mailed), plain_code(typed)):
        raise NotReceivedError
    _keep(session, actor, now, Point.TEST, ProofKind.SEEN, mailed.about, "")


def code_of(key: str, mailed: Proof) -> str:
    """Derive the code of a test that was mailed."""
    return derive_code(key, mailed.by_user_id or 0, mailed.words)


def _keep(session: Session, actor: Actor, now: datetime, point: Point, kind: ProofKind, about: str, words: str) -> None:
    proof = session.scalar(sa.select(Proof).where(Proof.point == point))
    if proof is None:
        proof = Proof(point=point)
        session.add(proof)
    proof.kind, proof.about, proof.words, proof.at, proof.by_user_id = kind, about, words, now, actor.user_id
    session.flush()
    done = {ProofKind.SEEN: "Saw", ProofKind.WAVED: "Waved through", ProofKind.MAILED: "Mailed a test for"}[kind]
    describe(session, f"{done} {point.value} of the go-live checklist", subject=SUBJECT)
