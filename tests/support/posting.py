"""A network that letters go to: the shipped facts and letters, a sender, prospects with addresses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.models import Organisation
from crm.accounts.rights import OPERATOR
from crm.letters.kinds import Channel
from crm.letters.models import LetterBatch, LetterTemplate, SenderProfile
from crm.letters.services.batching import BatchDraft, write_batch
from crm.letters.services.senders import SenderDraft, write_sender
from crm.letters.services.texts import load_shipped
from crm.library.services import load_shipped as load_library
from crm.mail.services import ensure_address
from crm.members.models import EmailAddress, Member, Stage
from crm.members.names import sort_key
from crm.treaties.services import load_facts

BASE_URL = "https://friends.example"
ON = date(2025, 9, 1)
"""The day of the letters in tests: one of which the facts are known."""


@dataclass
class Post:
    """The network with its sender, in a session."""

    session: Session
    now: datetime
    sender: SenderProfile

    def person(self, name: str, iso2: str | None = "KE", **values: object) -> Member:
        """Add a prospect with a postal address and an address of their own."""
        given = {"stage": Stage.PROSPECT, "language": "en", "postal_address": "Parliament Buildings\nP.O. Box 41842"}
        member = Member(name=name, sort_name=sort_key(name), country_iso2=iso2, created_at=self.now, **(given | values))
        self.session.add(member)
        self.session.flush()
        address = ensure_address(self.session, f"person{member.id}@parliament.example")
        self.session.add(EmailAddress(member_id=member.id, address_id=address.id))
        self.session.flush()
        return member

    def template(self, key: str = "invitation") -> LetterTemplate:
        """A letter that comes with the product."""
        return self.session.scalars(sa.select(LetterTemplate).where(LetterTemplate.key == key)).one()

    def batch(self, key: str = "invitation", **values: object) -> LetterBatch:
        """A draft to all prospects."""
        given: dict[str, object] = {
            "name": "Spring letters",
            "template_id": self.template(key).id,
            "dated_on": ON,
            "channel": Channel.BOTH,
            "audience": {"stages": ["prospect"]},
        }
        return write_batch(self.session, OPERATOR, self.now, BatchDraft(**(given | values)))  # type: ignore[arg-type]  # as given


def open_post(session: Session, now: datetime, *, facts: bool = True) -> Post:
    """Load what comes with the product, and add an organisation with one sender."""
    if facts:
        load_facts(session, now)
    load_shipped(session, now)
    load_library(session, now)
    session.add(
        Organisation(
            id=1,
            name="Invented Coalition",
            postal_address="1 Invented Street\nTown",
            reply_box="friends@coalition.example",
            languages=["en", "fr", "es"],
        )
    )
    sender = write_sender(
        session,
        SenderDraft(
            name="Coalition",
            organisation="Invented Coalition",
            signatory="Robin Willowbank",
            signatory_title="Director",
            postal_address="1 Invented Street\nTown",
            country_iso2="CH",
            reply_email="letters@coalition.example",
        ),
    )
    return Post(session, now, sender)
