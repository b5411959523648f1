"""What is asked about the checklist."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.queries import get_settings
from crm.config import NO_SENDER, Settings
from crm.readiness.checklist import Item, Known, Point, State, checklist
from crm.readiness.models import Proof, ProofKind


def proofs(session: Session) -> Mapping[Point, Proof]:
    """What is known of each point."""
    return {proof.point: proof for proof in session.scalars(sa.select(Proof).order_by(Proof.id))}


def list_items(session: Session, settings: Settings) -> Sequence[Item]:
    """Every point of the checklist and how it stands."""
    organisation = get_settings(session)
    return checklist(
        State(
            secure=settings.secure,
            mail_from="" if settings.mail_from == NO_SENDER else settings.mail_from,
            name=organisation.name,
            postal_address=organisation.postal_address,
            reply_box=organisation.reply_box,
            proofs={
                point: Known(proof.about, waved=proof.kind is ProofKind.WAVED)
                for point, proof in proofs(session).items()
                if proof.kind is not ProofKind.MAILED
            },
        )
    )


def is_guarded(settings: Settings) -> bool:
    """Whether the checklist counts: a mail server is set, and the operator did not wave it all through."""
    return bool(settings.mail_server) and not settings.demonstration and not settings.mail_live


def obstacles(session: Session, settings: Settings) -> Sequence[str]:
    """What is still missing before mail may leave for anybody but the team; nothing where that is no question."""
    if not is_guarded(settings):
        return []
    return [item.wanted for item in list_items(session, settings) if not item.is_done]
