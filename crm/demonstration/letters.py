"""Invented letters: a sender, and invitations to those who are prospects still, which the worker makes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.rights import Actor
from crm.letters.kinds import Channel
from crm.letters.models import LetterTemplate
from crm.letters.queries.outlook import outlook, setting_of
from crm.letters.services.batching import BatchDraft, start, waive, write_batch
from crm.letters.services.senders import SenderDraft, write_sender
from crm.members.models import Member, Stage

ENCLOSED = ("how-to-join", "the-problem")
WAIVER = "An invented network: the facts are those that came with the product."


def letters(session: Session, staff: Actor, now: datetime, today: date, base_url: str) -> None:
    """Write a batch to all prospects, with addresses that no post office knows, and let the worker make it."""
    for member in session.scalars(sa.select(Member).where(Member.stage == Stage.PROSPECT).order_by(Member.id)):
        member.postal_address, member.postal_city = f"Invented House\nP.O. Box {100 + member.id}", "Demonstration Town"
    write_sender(
        session,
        SenderDraft(
            name="Invented Coalition",
            organisation="Invented Coalition",
            signatory="Robin Willowbank",
            signatory_title="Coordinator",
            postal_address="1 Invented Street\nDemonstration Town",
            reply_email="friends@coalition.example",
            web_page="https://coalition.example/",
            is_default=True,
        ),
    )
    invitation = session.scalars(sa.select(LetterTemplate.id).where(LetterTemplate.key == "invitation")).one()
    draft = BatchDraft("Invitations of this month", invitation, today, Channel.BOTH, {"stages": ["prospect"]})
    batch = write_batch(session, staff, now, replace(draft, enclosures=ENCLOSED))
    waive(session, batch, WAIVER)
    start(session, staff, now, batch, outlook(session, setting_of(session, batch, today, base_url), staff, now, today))
