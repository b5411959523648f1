"""A small network for tests: two countries, three people, and users of each role."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from crm.accounts.models import User, UserState
from crm.accounts.rights import Actor, Role
from crm.countries.models import Country
from crm.members.models import Member, NameWord, Stage
from crm.members.names import sort_key, words

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@dataclass
class Scene:
    """The people by name, and actors for them."""

    session: Session
    jane: Member
    ali: Member
    mary: Member
    coordinator: Actor
    staff: Actor
    jane_herself: Actor
    ali_himself: Actor

    def assistant_of(self, member: Member) -> Actor:
        """Somebody who acts for a member."""
        return Actor(self.staff.user_id, Role.MEMBER, None, frozenset({member.id}))


def set_scene(session: Session) -> Scene:
    """Put a small network into a database: Jane and Ali are friends, Mary is a prospect."""
    session.add_all([country("KE", "Kenya"), country("NP", "Nepal")])
    session.flush()
    jane, ali, mary = (
        person(session, "Jane Wanjikũ", "KE", Stage.FRIEND),
        person(session, "Ali Gurung", "NP", Stage.FRIEND),
        person(session, "Mary Otieno", "KE", Stage.PROSPECT),
    )
    roles = [Role.COORDINATOR, Role.STAFF, Role.MEMBER, Role.MEMBER]
    users = [
        User(email=f"user{number}@coalition.example", name=f"User {number}", role=role, created_at=AT)
        for number, role in enumerate(roles)
    ]
    for user in users:
        user.state = UserState.ACTIVE
    session.add_all(users)
    session.flush()
    jane.user_id, ali.user_id = users[2].id, users[3].id
    session.flush()
    return Scene(
        session,
        jane,
        ali,
        mary,
        Actor(users[0].id, Role.COORDINATOR),
        Actor(users[1].id, Role.STAFF),
        Actor(users[2].id, Role.MEMBER, jane.id),
        Actor(users[3].id, Role.MEMBER, ali.id),
    )


def country(iso2: str, name: str) -> Country:
    """A State with its name in three languages."""
    return Country(
        iso2=iso2,
        iso3=f"{iso2}X",
        m49="000",
        un_status="member",
        name_en=name,
        name_fr=name,
        name_es=name,
        region="World",
        subregion="Somewhere",
    )


def person(session: Session, name: str, iso2: str, stage: Stage) -> Member:
    """Somebody with the words by which they are found."""
    member = Member(name=name, sort_name=sort_key(name), country_iso2=iso2, stage=stage, created_at=AT)
    session.add(member)
    session.flush()
    session.add_all(NameWord(word=word, member_id=member.id) for word in words(name))
    session.flush()
    return member
