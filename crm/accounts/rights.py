"""Who may do what: role × act × relation, as one table."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum


class Role(StrEnum):
    """What a user is in the network."""

    COORDINATOR = "coordinator"
    STAFF = "staff"
    MEMBER = "member"


class Relation(IntEnum):
    """How an actor stands to an object; a larger one includes the smaller."""

    NONE = 0
    OWN = 1
    NETWORK = 2
    ANY = 3


class Act(StrEnum):
    """What can be done in the product."""

    SEE_FACTS = "see facts of treaties and countries"
    EDIT_FACTS = "edit facts of treaties and countries"
    SEE_PEOPLE = "see people"
    EDIT_PEOPLE = "add and edit people, note calls"
    IMPORT_PEOPLE = "import people"
    ERASE_PEOPLE = "erase people"
    EXPORT_PEOPLE = "export people"
    ANSWER_JOINING = "answer requests to join"
    SEE_ACTIONS = "see actions"
    LOG_ACTIONS = "log and edit actions"
    SEE_FOLLOW_UPS = "see follow-ups"
    EDIT_FOLLOW_UPS = "open, close and hand over follow-ups"
    ASK_FOR_HELP = "ask the network for help"
    SEE_DIGESTS = "see digests being made"
    EDIT_DIGESTS = "compose digests"
    SEND_DIGESTS = "approve and send digests"
    READ_DIGESTS = "read digests sent to oneself"
    EDIT_LETTERS = "write letters, keep their texts and senders"
    SEND_LETTERS = "make and send letters"
    SEE_MAIL = "see the outbox and the ledger"
    FILE_MAIL = "read and file what comes back, hold and release addresses"
    SEE_LIBRARY = "read the library"
    EDIT_LIBRARY = "edit the library"
    SEE_REPORTS = "see reports"
    MANAGE_USERS = "invite and disable users, change roles"
    EDIT_SETTINGS = "edit the organisation's settings"
    SEE_AUDIT = "see the journal"
    UNDO = "undo an act"
    OWN_ACCOUNT = "manage one's own account"


_C, _S, _M = Role.COORDINATOR, Role.STAFF, Role.MEMBER
_ANY, _OWN, _NET = Relation.ANY, Relation.OWN, Relation.NETWORK

RIGHTS: dict[Act, dict[Role, Relation]] = {
    Act.SEE_FACTS: {_C: _ANY, _S: _ANY, _M: _ANY},
    Act.EDIT_FACTS: {_C: _ANY, _S: _ANY},
    Act.SEE_PEOPLE: {_C: _ANY, _S: _ANY, _M: _OWN},
    Act.EDIT_PEOPLE: {_C: _ANY, _S: _ANY, _M: _OWN},
    Act.IMPORT_PEOPLE: {_C: _ANY, _S: _ANY},
    Act.ERASE_PEOPLE: {_C: _ANY},
    Act.EXPORT_PEOPLE: {_C: _ANY},
    Act.ANSWER_JOINING: {_C: _ANY, _S: _ANY},
    Act.SEE_ACTIONS: {_C: _ANY, _S: _ANY, _M: _NET},
    Act.LOG_ACTIONS: {_C: _ANY, _S: _ANY, _M: _OWN},
    Act.SEE_FOLLOW_UPS: {_C: _ANY, _S: _ANY, _M: _OWN},
    Act.EDIT_FOLLOW_UPS: {_C: _ANY, _S: _ANY},
    Act.ASK_FOR_HELP: {_M: _OWN},
    Act.SEE_DIGESTS: {_C: _ANY, _S: _ANY},
    Act.EDIT_DIGESTS: {_C: _ANY, _S: _ANY},
    Act.SEND_DIGESTS: {_C: _ANY, _S: _ANY},
    Act.READ_DIGESTS: {_C: _ANY, _S: _ANY, _M: _OWN},
    Act.EDIT_LETTERS: {_C: _ANY, _S: _ANY},
    Act.SEND_LETTERS: {_C: _ANY, _S: _ANY},
    Act.SEE_MAIL: {_C: _ANY, _S: _ANY},
    Act.FILE_MAIL: {_C: _ANY, _S: _ANY},
    Act.SEE_LIBRARY: {_C: _ANY, _S: _ANY, _M: _ANY},
    Act.EDIT_LIBRARY: {_C: _ANY, _S: _ANY},
    Act.SEE_REPORTS: {_C: _ANY, _S: _ANY},
    Act.MANAGE_USERS: {_C: _ANY},
    Act.EDIT_SETTINGS: {_C: _ANY},
    Act.SEE_AUDIT: {_C: _ANY},
    Act.UNDO: {_C: _ANY, _S: _OWN, _M: _OWN},
    Act.OWN_ACCOUNT: {_C: _OWN, _S: _OWN, _M: _OWN},
}

REACHES = {Relation.NONE: "no", Relation.OWN: "own", Relation.NETWORK: "network", Relation.ANY: "all"}
"""The words of the table for how far an act reaches."""


@dataclass(frozen=True)
class Actor:
    """Who acts: a user in a role, the member they are (if one) and the members they act for."""

    user_id: int | None
    role: Role | None
    member_id: int | None = None
    acts_for: frozenset[int] = field(default_factory=frozenset)

    @property
    def members(self) -> frozenset[int]:
        """Whose things are this actor's own."""
        return self.acts_for if self.member_id is None else self.acts_for | {self.member_id}

    @property
    def is_member(self) -> bool:
        """Whether the actor sees the product as a parliamentarian does."""
        return self.role is Role.MEMBER


OPERATOR = Actor(user_id=None, role=Role.COORDINATOR)
"""Whoever has the machine's command line."""

NOBODY = Actor(user_id=None, role=None)
"""A visitor who is not signed in."""


def reach(actor: Actor, act: Act) -> Relation:
    """How far an act reaches for an actor: whose objects they may do it to."""
    return Relation.NONE if actor.role is None else RIGHTS[act].get(actor.role, Relation.NONE)


def allowed(actor: Actor, act: Act, relation: Relation = Relation.OWN) -> bool:
    """Whether the actor may do the act to an object standing in this relation to them."""
    return reach(actor, act) >= relation


def table() -> list[tuple[str, ...]]:
    """Give the rights as rows of words: the act, then how far it reaches for each role."""
    return [(act.value, *(REACHES[RIGHTS[act].get(role, Relation.NONE)] for role in Role)) for act in Act]


def markdown_table() -> str:
    """Write the rights as the table that the README holds."""
    heads = ("act", *(role.value for role in Role))
    rows = [heads, tuple("---" for _ in heads), *table()]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows) + "\n"
