"""Which of our people an invitation is for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa
from flask_babel import gettext as _

from crm.accounts.errors import AccountError, AddressTakenError
from crm.accounts.models import SHUT, User
from crm.accounts.rights import Role
from crm.members.models import Member
from crm.members.queries.addressed import first_address, people_with_address
from crm.members.services.linking import link_user

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


class PersonNotFoundError(AccountError):
    """An invitation to a parliamentarian that fits none of our people, or several."""

    def __init__(self, fitting: int) -> None:
        """Keep how many fit."""
        super().__init__(f"{fitting} people fit")
        self.fitting = fitting

    def sentence(self) -> str:
        """Say what to do."""
        if self.fitting == 0:
            return str(_("None of our people has this address. Add it to their page first."))
        return str(_("Several of our people share this address, so it can't be an account. Use one of their own."))


def person_to_invite(session: Session, email: str, member_id: int | None) -> Member:
    """Get the one of our people who has this address and no account yet; raises PersonNotFoundError."""
    people = people_with_address(session, email)
    if len(people) != 1 or member_id not in {None, people[0].id}:
        raise PersonNotFoundError(len(people) if len(people) != 1 else 0)
    return people[0]


def link_person(session: Session, person: Member, user: User) -> None:
    """Make a user one of our people; raises AddressTakenError while they can sign in with another address."""
    before = session.get(User, person.user_id) if person.user_id else None
    if before is not None and before.state not in SHUT:
        raise AddressTakenError
    link_user(session, person, user.id)
    if not user.name:
        user.name = person.name
    session.flush()


def person_of(session: Session, user: User) -> Member | None:
    """Find which of our people a user is."""
    return session.scalar(sa.select(Member).where(Member.user_id == user.id))


def invitation_for(session: Session, member_id: int | None) -> dict[str, object]:
    """Give what the invitation of one of our people begins with, or nothing."""
    person = session.get(Member, member_id) if member_id else None
    if person is None:
        return {}
    return {
        "member": person.id,
        "name": person.name,
        "email": first_address(session, person.id) or "",
        "language": person.language,
        "role": Role.MEMBER.value,
    }
