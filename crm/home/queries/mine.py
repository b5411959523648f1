"""What a parliamentarian sees: their country's standing, what they planned, and what colleagues did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.rights import Actor
from crm.actions.models import ActionState, ParliamentaryAction, ParticipantRole, Participation, Visibility
from crm.countries.models import Country
from crm.members.models import Member
from crm.prebuilt import prebuilt
from crm.treaties.models import Treaty
from crm.treaties.queries import standings
from crm.treaties.status import Standing

TREATY = "ccm"
SHOWN = 5


@dataclass(frozen=True)
class Mine:
    """A member with their country and where it stands, and until when this is known."""

    member: Member
    country: Country | None
    standing: Standing | None
    known_until: date | None


@dataclass(frozen=True)
class Deed:
    """An action of a colleague: with their name, unless shielded, and the country."""

    action: ParliamentaryAction
    person: str | None
    country: str | None


def my_members(session: Session, actor: Actor, today: date) -> Sequence[Mine]:
    """Whoever the actor is or acts for, each with their country's standing; most actors are one person."""
    found = session.execute(*_members(list(actor.members), actor.member_id or 0)).all()
    homes = {country.iso2 for _, country in found if country is not None}
    treaty = session.get(Treaty, TREATY)
    held = standings(session, TREATY, today, only=homes) if homes and treaty else {}
    known_until = treaty.known_until if treaty else None
    return [
        Mine(member, country, held.get(country.iso2) if country else None, known_until) for member, country in found
    ]


@prebuilt
def _members(members: Sequence[int], oneself: int) -> sa.Select[Member, Country]:
    return (
        sa.select(Member, Country)
        .outerjoin(Country, Country.iso2 == Member.country_iso2)
        .where(Member.id.in_(members), Member.erased_at.is_(None))
        .order_by(Member.id != oneself, Member.sort_name, Member.id)
        .limit(SHOWN)
    )


def colleagues(session: Session, actor: Actor, mine: Sequence[Mine]) -> Sequence[Deed]:
    """What colleagues did, open to the network: the latest in one's own countries, then the latest logged anywhere."""
    homes = [each.country.iso2 for each in mine if each.country is not None]
    near = session.execute(*_near(list(actor.members), homes))
    far = session.execute(*_far(list(actor.members)))
    return list({deed.action.id: deed for deed in (Deed(*row) for row in (*near, *far))}.values())[:SHOWN]


@prebuilt
def _near(members: Sequence[int], homes: Sequence[str]) -> sa.Select[ParliamentaryAction, str, str]:
    action = ParliamentaryAction
    at_home = action.country_iso2.in_(homes), action.on.is_not(None)
    return _deeds(members).where(*at_home).order_by(action.on.desc(), action.id.desc())


@prebuilt
def _far(members: Sequence[int]) -> sa.Select[ParliamentaryAction, str, str]:
    return _deeds(members).order_by(ParliamentaryAction.logged_at.desc(), ParliamentaryAction.id.desc())


def _deeds(members: Sequence[int]) -> sa.Select[ParliamentaryAction, str, str]:
    """Others' actions with their lead and country; the name of somebody shielded is never given."""
    action = ParliamentaryAction
    leads = sa.and_(
        Participation.action_id == action.id,
        Participation.role == ParticipantRole.LEAD,
        Participation.withdrawn_on.is_(None),
    )
    own = sa.select(Participation.action_id).where(Participation.member_id.in_(members))
    return (
        sa.select(action, Member.name, Country.name_en)
        .outerjoin(Participation, leads)
        .outerjoin(Member, sa.and_(Member.id == Participation.member_id, Member.shielded.is_(False)))
        .outerjoin(Country, Country.iso2 == action.country_iso2)
        .where(
            action.state == ActionState.DONE,
            action.visibility.in_([Visibility.NETWORK, Visibility.PUBLIC]),
            action.id.not_in(own),
        )
        .limit(SHOWN)
    )
