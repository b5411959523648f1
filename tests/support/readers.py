"""A network that can be mailed: the shipped facts, friends with addresses and consent, and an organisation."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from crm.accounts.models import Organisation, User, UserState
from crm.accounts.rights import OPERATOR, Role
from crm.actions.models import ActionKind, Visibility
from crm.actions.services import ActionDraft, Part, record_action
from crm.digests.models import Digest
from crm.digests.services.composing import Plan, new_digest
from crm.mail.services import ensure_address
from crm.members.models import EmailAddress, Member, Stage
from crm.members.services.consent import Consent, subscribe
from crm.partial_date import PartialDate
from crm.treaties.services import load_facts

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BASE_URL = "https://friends.example"
CONSENT = Consent("asked for it")


@dataclass
class Network:
    """People by name, in a session."""

    session: Session
    people: dict[str, Member] = field(default_factory=dict)

    def friend(self, name: str, iso2: str | None = "KE", *, subscribed: bool = True, email: str | None = "") -> Member:
        """Add a friend with an address of their own and consent to the digest."""
        member = Member(
            name=name,
            sort_name=name,
            salutation="",
            country_iso2=iso2,
            stage=Stage.FRIEND,
            created_at=AT,
            language="en",
        )
        self.session.add(member)
        self.session.flush()
        if email is not None:
            address = ensure_address(self.session, email or f"person{member.id}@parliament.example")
            self.session.add(EmailAddress(member_id=member.id, address_id=address.id))
        if subscribed:
            subscribe(self.session, AT - timedelta(days=30), member, CONSENT)
        self.session.flush()
        self.people[name] = member
        return member

    def action(self, member: Member, title: str, visibility: Visibility = Visibility.NETWORK) -> int:
        """Log something a friend did."""
        draft = ActionDraft(
            kind=ActionKind.QUESTION,
            title=title,
            on=PartialDate("2026-02-10"),
            link="https://parliament.example/q/1",
            visibility=visibility,
            participants=(Part(member.id),),
        )
        return record_action(self.session, OPERATOR, AT - timedelta(days=2), draft).id

    def digest(self, title: str = "What moved in February", intro: str = "Dear [[name]], read this.") -> Digest:
        """Make a digest whose facts' age is waived."""
        made = new_digest(self.session, OPERATOR, AT, Plan(title=title, intro=intro))
        made.preheader = "Two States moved; a question from Nairobi that you can use"
        made.waiver = "The depositary's page is down."
        self.session.flush()
        return made


def set_network(session: Session) -> Network:
    """Load the facts and add three friends in two countries, one question among them."""
    load_facts(session, AT - timedelta(days=400))
    session.add(
        Organisation(
            id=1,
            name="Coalition Office",
            web_page="https://coalition.example",
            postal_address="1 Main Street\n1202 Geneva",
            sender_name="Coalition",
            reply_box="friends@coalition.example",
        )
    )
    network = Network(session)
    jane = network.friend("Jane Wanjikũ")
    network.friend("Ali Gurung", "NP")
    network.friend("Ana Vásquez", "NP")
    network.action(jane, "When will Kenya ratify?")
    session.flush()
    return network


def staff_user(session: Session) -> User:
    """Add somebody who can ask for a test."""
    user = User(email="staff@coalition.example", name="Sam", role=Role.STAFF, created_at=AT, state=UserState.ACTIVE)
    session.add(user)
    session.flush()
    return user
