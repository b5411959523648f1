"""Erasing a person: no word of theirs is left in any table, and what stays holds together."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.models import ActsFor, MailedToken, SignIn, User, UserState
from crm.accounts.rights import OPERATOR, Actor, Role
from crm.actions.models import ParliamentaryAction, Participation, Visibility
from crm.audit.models import Change, ChangeSet
from crm.audit.services import Doing, begin, change_set_id, undo
from crm.db import Base
from crm.digests.services import sending
from crm.digests.services.testing import send_test
from crm.followups.services import Promise, open_follow_up
from crm.home.queries.finding import find
from crm.jobs.models import Job
from crm.mail.models import Address, LinkToken, Message, MessageState, SkipReason
from crm.members.audience import Filter
from crm.members.drafts import MemberDraft
from crm.members.models import EmailAddress, Identifier, Mandate, Member, Stage
from crm.members.queries import find_member, people
from crm.members.services import add_member, edit_member, note_interaction
from crm.members.services.consent import subscribe
from crm.members.services.erasing import erase
from crm.members.services.importing import import_people
from crm.members.services.people import NotAllowedError, Said
from tests.support.readers import AT, BASE_URL, CONSENT, Network, set_network, staff_user

WORD = "Quokkabury"
"""Stands in everything about the person, and nowhere else."""

NAME = f"Ines {WORD}"
LATER = AT + timedelta(days=1)


@pytest.fixture
def network(any_session: Session) -> Network:
    """A network, once with each engine."""
    return set_network(any_session)


def _everything(session: Session) -> dict[str, str]:
    """What each table holds, as text."""
    return {
        table.name: json.dumps([list(row) for row in session.execute(sa.select(table))], default=str)
        for table in Base.metadata.sorted_tables
    }


def _where_it_says(session: Session, word: str) -> list[str]:
    return [table for table, said in _everything(session).items() if word.lower() in said.lower()]


def _draft(note: str = f"{WORD} likes tea") -> MemberDraft:
    return MemberDraft(
        name=NAME,
        salutation=f"Dear {NAME}",
        country_iso2="KE",
        emails=(f"{WORD.lower()}@parliament.example", "shared@parliament.example"),
        tags=(WORD,),
        phone=WORD,
        postal_address=WORD,
        postal_code=WORD,
        postal_city=WORD,
        postal_region=WORD,
        note=note,
    )


def _act(session: Session, act: str = "test") -> None:
    begin(session, Doing(act=act, at=AT, source="test"))


def _person_with_everything(network: Network) -> Member:
    """Somebody we know much of, through the services that keep it."""
    session = network.session
    member = add_member(session, OPERATOR, AT, _draft(), Stage.FRIEND)
    _act(session)
    edit_member(session, OPERATOR, member, _draft(note=f"{WORD} likes coffee"))
    _act(session)
    note_interaction(session, OPERATOR, AT, member, Said(f"{WORD} said yes", date(2026, 3, 1)))
    subscribe(session, AT - timedelta(days=30), member, CONSENT)
    open_follow_up(session, OPERATOR, AT, Promise(f"Send {WORD} a briefing", AT.date(), member_id=member.id))
    user = User(email=f"{WORD.lower()}@parliament.example", name=NAME, role=Role.MEMBER, created_at=AT)
    user.state = UserState.ACTIVE
    session.add(user)
    session.flush()
    member.user_id = user.id
    session.add_all(
        [
            SignIn(user_id=user.id, token_hash="x" * 64, created_at=AT, last_seen_at=AT, browser=WORD),
            MailedToken(
                user_id=user.id, purpose="sign_in", nonce="n", token_hash="y" * 64, created_at=AT, expires_at=AT
            ),
            ActsFor(user_id=staff_user(session).id, member_id=member.id),
            Identifier(member_id=member.id, scheme="wikidata", value=f"Q-{WORD}", said={"name": NAME}),
            Message(
                kind="sign_in", subject_id=1, recipient_id=user.id, email=user.email, message_id="<1@x.example>",
                state=MessageState.SENT, queued_at=AT, due_at=AT, answer="kept as 0123456789abcdef01234567.eml",
            ),
        ]
    )  # fmt: skip
    other = network.people["Ali Gurung"]
    shared = session.scalars(sa.select(Address).where(Address.email == "shared@parliament.example")).one()
    session.add(EmailAddress(member_id=other.id, address_id=shared.id))
    session.flush()
    return member


def test_no_table_says_a_word_of_somebody_who_was_erased(network: Network) -> None:
    session = network.session
    member = _person_with_everything(network)
    number = member.id
    network.action(member, f"{NAME} asks when Kenya will ratify")
    told = network.action(member, f"{WORD} told us", Visibility.PRIVATE)
    digest = network.digest()
    send_test(session, OPERATOR, AT, digest, staff_user_of(session), number, BASE_URL)
    sending.send(session, OPERATOR, AT, digest.id, base_url=BASE_URL, recall=timedelta(minutes=10))
    assert len(_where_it_says(session, WORD)) > 12

    _act(session, "members.erase_now")
    erase(session, OPERATOR, LATER, member, "asked us to")

    assert _where_it_says(session, WORD) == []
    assert find_member(session, number, OPERATOR) is None
    assert not find(session, WORD, OPERATOR, LATER)
    assert people(session, Filter(stages=()), OPERATOR, LATER).also(Member.id == number).count(session) == 0
    assert session.get(ParliamentaryAction, told) is None
    assert "[erased] asks when Kenya will ratify" in session.scalars(sa.select(ParliamentaryAction.title)).all()


def staff_user_of(session: Session) -> User:
    """Whoever is on the staff."""
    return session.scalars(sa.select(User).where(User.role == Role.STAFF)).one()


def test_figures_and_others_stay_as_they_were(network: Network) -> None:
    session = network.session
    member = _person_with_everything(network)
    network.action(member, "A question")
    digest = network.digest()
    sending.send(session, OPERATOR, AT, digest.id, base_url=BASE_URL, recall=timedelta(minutes=10))
    before = session.scalar(sa.select(sa.func.count()).where(Message.kind == "digest"))
    _act(session)
    erase(session, OPERATOR, LATER, member, "asked us to")

    theirs = session.scalars(sa.select(Message).where(Message.recipient_id == member.id)).one()
    assert (theirs.state, theirs.reason, theirs.email) == (MessageState.SKIPPED, SkipReason.ERASED, "")
    assert session.scalar(sa.select(sa.func.count()).where(Message.kind == "digest")) == before
    assert session.scalar(sa.select(sa.func.count()).where(Participation.member_id == member.id)) == 1
    assert session.scalar(sa.select(sa.func.count()).where(LinkToken.member_id == member.id)) == 0
    assert session.scalar(sa.select(Address.id).where(Address.email == "shared@parliament.example")) is not None
    assert member.erased_at == LATER
    assert member.stage is Stage.LEFT
    job = session.scalars(sa.select(Job)).one()
    assert job.arguments == {"files": ["0123456789abcdef01234567.eml"]}


def test_the_history_keeps_that_something_happened_and_cannot_bring_it_back(network: Network) -> None:
    session = network.session
    _act(session, "members.add")
    member = add_member(session, OPERATOR, AT, _draft(), Stage.FRIEND)
    added = change_set_id(session)
    assert added is not None
    entries = session.scalar(sa.select(sa.func.count(Change.id)).where(Change.change_set_id == added))
    _act(session)
    erase(session, OPERATOR, LATER, member, "asked us to")

    kept = session.scalars(sa.select(Change).where(Change.change_set_id == added)).all()
    assert len(kept) == entries
    assert {change.table_name for change in kept if change.before is None and change.after is None} >= {
        "member",
        "email_address",
        "address",
        "tag",
    }
    assert session.get_one(ChangeSet, added).summary == "Added [erased]"
    undone = undo(session, added, Doing(act="audit.undo", at=LATER, source="test"))
    assert undone.kept == ()
    assert _where_it_says(session, WORD) == []


def test_the_same_file_does_not_bring_an_erased_person_back(network: Network, tmp_path: Path) -> None:
    session = network.session
    file = tmp_path / "people.csv"
    file.write_text(f"name,email,country,chamber,identifiers\n{NAME},ines@parliament.example,KE,Senate,wikidata:Q77\n")
    import_people(session, AT, file)
    member = session.scalars(sa.select(Member).where(Member.name == NAME)).one()
    _act(session)
    erase(session, OPERATOR, LATER, member, "asked us to")
    assert session.scalar(sa.select(sa.func.count()).where(Mandate.member_id == member.id)) == 0

    _act(session)
    report = import_people(session, LATER, file)

    assert (report.new, report.changed, report.same) == (0, 0, 1)
    assert _where_it_says(session, WORD) == []


def test_only_a_coordinator_erases(network: Network) -> None:
    member = network.people["Jane Wanjikũ"]
    for actor in (Actor(1, Role.STAFF), Actor(2, Role.MEMBER, member.id)):
        with pytest.raises(NotAllowedError):
            erase(network.session, actor, LATER, member, "")
    assert member.erased_at is None
