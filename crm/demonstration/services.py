"""Filling an empty instance with the invented network."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.queries import is_empty
from crm.accounts.rights import Actor, Role
from crm.accounts.services.organisation import OrganisationDraft, edit_organisation
from crm.accounts.services.users import add_user
from crm.audit.services import describe
from crm.countries.models import Chamber
from crm.demonstration.deeds import deeds, promises
from crm.demonstration.invented import QUIET_SAYINGS, Invented, people
from crm.demonstration.issues import issues
from crm.demonstration.letters import letters
from crm.demonstration.steps import steps_at_home
from crm.members.drafts import MemberDraft
from crm.members.models import InteractionKind, Mandate, Member, Stage
from crm.members.services.consent import Consent, subscribe
from crm.members.services.linking import link_user
from crm.members.services.people import Said, add_member, change_stage, note_interaction
from crm.partial_date import PartialDate

SEED = 20080530
"""The day the Convention was adopted: the same people are invented each time."""

OLDEST_DAYS = 540
MEMBER_COUNTRY = "KE"
"""The demonstration's parliamentarian is from a State that has signed and not ratified."""


class NotEmptyError(ValueError):
    """There is a network here already: the demonstration needs an empty instance."""


@dataclass(frozen=True)
class Entrance:
    """How to sign in as one of the three users; a member has no password, and is mailed a link."""

    role: Role
    name: str
    email: str
    password: str | None


def fill(session: Session, now: datetime, base_url: str) -> Sequence[Entrance]:
    """Invent the network and its three users; raises NotEmptyError where anybody is known already."""
    if not is_empty(session) or session.scalar(sa.select(Member.id).limit(1)) is not None:
        message = "This instance is not empty; the demonstration needs one of its own (CRM_INSTANCE_PATH)."
        raise NotEmptyError(message)
    dice = Random(SEED)  # noqa: S311 - the same people each time; passwords are drawn elsewhere
    edit_organisation(session, _organisation())
    coordinator = _user(session, now, Role.COORDINATOR, "Robin Willowbank")
    staff = _user(session, now, Role.STAFF, "Sasha Pebbleshore")
    acting = Actor(coordinator[1], Role.COORDINATOR)
    network = [(invented, _person(session, acting, now, dice, invented)) for invented in people(SEED)]
    friends = [member for _, member in network if member.stage is Stage.FRIEND]
    chosen = next(member for member in friends if member.country_iso2 == MEMBER_COUNTRY)
    member = _user(session, now, Role.MEMBER, chosen.name)
    link_user(session, chosen, member[1])
    deeds(session, acting, Actor(member[1], Role.MEMBER, chosen.id), now, dice, friends)
    promises(session, acting, now, dice, friends)
    steps_at_home(session, acting, now)
    issues(session, Actor(staff[1], Role.STAFF), now, base_url)
    letters(session, Actor(staff[1], Role.STAFF), now, now.date(), base_url)
    describe(session, "Invented the network of the demonstration")
    return [coordinator[0], staff[0], member[0]]


def _organisation() -> OrganisationDraft:
    return OrganisationDraft(
        name="Invented Coalition",
        web_page="https://coalition.example/",
        postal_address="1 Invented Street\nDemonstration Town",
        sender_name="Invented Coalition",
        reply_box="friends@coalition.example",
        languages=("en",),
    )


def _user(session: Session, now: datetime, role: Role, name: str) -> tuple[Entrance, int]:
    password = None if role is Role.MEMBER else "-".join(secrets.token_hex(3) for _ in range(3))
    email = f"{role.value}@coalition.example"
    user = add_user(session, now, email=email, role=role, name=name, password=password)
    return Entrance(role, name, email, password), user.id


def _person(session: Session, actor: Actor, now: datetime, dice: Random, invented: Invented) -> Member:
    """Add a person as if their story had taken a year and a half."""
    met = now - timedelta(days=dice.randrange(60, OLDEST_DAYS))
    draft = MemberDraft(
        name=invented.name,
        language=invented.language,
        country_iso2=invented.country_iso2,
        party=invented.party,
        emails=(invented.email,),
        owner_id=dice.choice((actor.user_id, None)),
    )
    member = add_member(session, actor, met, draft)
    _seat(session, dice, member, met)
    for stage, days in _way_to(invented.stage):
        moment = min(now, met + timedelta(days=days))
        change_stage(session, actor, moment, member, stage, moment.date(), "")
    if member.stage is Stage.FRIEND:
        subscribe(session, met, member, Consent("asked for it", "I want to get the update.", "invented"))
    if dice.choice((True, True, False)):
        said = Said(dice.choice(QUIET_SAYINGS), (now - timedelta(days=dice.randrange(1, 150))).date(), _any_kind(dice))
        note_interaction(session, actor, now, member, said)
    return member


def _way_to(stage: Stage) -> Sequence[tuple[Stage, int]]:
    """The stages on the way to this one, with the days after which each was reached."""
    way = [(Stage.INVITED, 5), (Stage.FRIEND, 25)]
    if stage is Stage.PROSPECT:
        return ()
    if stage is Stage.INVITED:
        return way[:1]
    return way if stage is Stage.FRIEND else [*way, (stage, 50)]


def _seat(session: Session, dice: Random, member: Member, met: datetime) -> None:
    chambers = session.scalars(
        sa.select(Chamber.id).where(Chamber.country_iso2 == member.country_iso2).order_by(Chamber.id)
    ).all()
    if chambers:
        since = PartialDate(str(met.year - dice.randrange(1, 4)))
        session.add(Mandate(member_id=member.id, chamber_id=dice.choice(chambers), party=member.party, starts=since))
        session.flush()


def _any_kind(dice: Random) -> InteractionKind:
    return dice.choice([InteractionKind.CALL, InteractionKind.MEETING, InteractionKind.MAIL])
