"""What one act changed, and undoing it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.accounts.rights import Role
from crm.audit.models import Arrival, Change, ChangeSet
from crm.audit.queries import arrivals_of, count_changes, tables_of
from crm.audit.recording import NoActError
from crm.audit.services import Doing, Undone, begin, change_set_id, describe, end, record_arrived, record_inserted, undo
from crm.members.models import Interaction, Member, Stage


def person(now: datetime, name: str = "Amina Example") -> Member:
    return Member(name=name, sort_name=name, created_at=now)


def next_act(session: Session, now: datetime, act: str = "another") -> None:
    session.commit()
    begin(session, Doing(act=act, at=now, source="test"))


def done(session: Session) -> int:
    number = change_set_id(session)
    assert number is not None
    return number


def undoing(now: datetime) -> Doing:
    return Doing(act="undo", at=now, source="test")


def test_nothing_audited_changes_outside_an_act(session: Session, now: datetime) -> None:
    end(session)
    session.add(person(now))
    with pytest.raises(NoActError):
        session.flush()


def test_one_act_is_one_change_set_with_its_sentence(session: Session, now: datetime) -> None:
    describe(session, "Added a person", subject="members:1")
    member = person(now)
    session.add(member)
    session.flush()
    member.stage = Stage.FRIEND
    session.commit()
    heads = session.scalars(sa.select(ChangeSet)).all()
    assert [(head.summary, head.subject) for head in heads] == [("Added a person", "members:1")]
    assert session.scalars(sa.select(Change.after)).all()[1] == {"stage": "friend"}


def test_an_act_that_changes_nothing_leaves_nothing(session: Session) -> None:
    session.commit()
    assert session.scalar(sa.select(sa.func.count()).select_from(ChangeSet)) == 0


def test_undoing_an_addition_takes_the_rows_away_children_first(session: Session, now: datetime) -> None:
    member = person(now)
    session.add(member)
    session.flush()
    session.add(Interaction(member_id=member.id, on=now.date(), text="A call", noted_at=now))
    first = done(session)
    session.commit()
    undone = undo(session, first, undoing(now))
    session.commit()
    assert undone.kept == ()
    assert session.scalars(sa.select(Member)).all() == []


def test_undoing_an_edit_restores_what_stood_before_also_after_a_commit(session: Session, now: datetime) -> None:
    member = person(now)
    session.add(member)
    next_act(session, now)
    member.name = "Amina Elsewhere"
    second = done(session)
    session.commit()
    undo(session, second, undoing(now))
    session.commit()
    assert member.name == "Amina Example"


def test_undoing_leaves_rows_that_changed_since_and_names_them(session: Session, now: datetime) -> None:
    member = person(now)
    session.add(member)
    next_act(session, now)
    member.name = "Amina Elsewhere"
    second = done(session)
    next_act(session, now)
    member.name = "Amina Anywhere"
    session.commit()
    undone = undo(session, second, undoing(now))
    session.commit()
    assert undone.kept == (f"member:{member.id}",)
    assert member.name == "Amina Anywhere"


def test_a_row_that_others_hang_on_is_not_taken_away(session: Session, now: datetime) -> None:
    member = person(now)
    session.add(member)
    first = done(session)
    next_act(session, now)
    session.add(Interaction(member_id=member.id, on=now.date(), text="A call", noted_at=now))
    session.commit()
    assert undo(session, first, undoing(now)).kept == (f"member:{member.id}",)


def test_a_deleted_row_comes_back_as_it_was(session: Session, now: datetime) -> None:
    member = person(now)
    session.add(member)
    next_act(session, now)
    number = member.id
    session.delete(member)
    second = done(session)
    session.commit()
    undo(session, second, undoing(now))
    session.commit()
    assert session.get_one(Member, number).name == "Amina Example"


def test_an_undo_can_be_undone(session: Session, now: datetime) -> None:
    member = person(now)
    session.add(member)
    next_act(session, now)
    member.name = "Amina Elsewhere"
    second = done(session)
    session.commit()
    undo(session, second, undoing(now))
    third = done(session)
    session.commit()
    undo(session, third, undoing(now))
    session.commit()
    assert member.name == "Amina Elsewhere"


def test_rows_of_a_bulk_statement_are_undone_like_others(session: Session, now: datetime) -> None:
    table = Member.__table__
    assert isinstance(table, sa.Table)
    row = {"id": 7, "name": "Bulk", "sort_name": "Bulk", "created_at": now}
    session.execute(table.insert(), [row])
    record_inserted(session, table, [row])
    first = done(session)
    session.commit()
    assert undo(session, first, undoing(now)).restored == 1


def test_secrets_never_enter_a_change_set(session: Session, now: datetime) -> None:
    session.add(User(email="a@coalition.example", role=Role.STAFF, password_hash="hash", created_at=now))
    session.flush()
    written = session.scalars(sa.select(Change.after)).one()
    assert written is not None
    assert "password_hash" not in written


def bring(session: Session, now: datetime, *numbers: int) -> int:
    """Bring people with these numbers at once; the act's number."""
    table = Member.__table__
    assert isinstance(table, sa.Table)
    rows = [{"id": number, "name": f"Person {number}", "sort_name": "x", "created_at": now} for number in numbers]
    session.execute(table.insert(), rows)
    record_arrived(session, table, numbers)
    act = done(session)
    session.commit()
    return act


def test_rows_that_came_at_once_are_kept_as_runs_and_taken_away_again(session: Session, now: datetime) -> None:
    act = bring(session, now, 7, 8, 9, 12)
    runs = session.execute(sa.select(Arrival.first, Arrival.last).order_by(Arrival.first)).all()
    assert [tuple(run) for run in runs] == [(7, 9), (12, 12)]
    assert arrivals_of(session, act) == {"member": 4}
    assert count_changes(session, act) == 4
    assert tables_of(session, act) == {"member"}
    assert undo(session, act, undoing(now)) == Undone(4, ())
    assert session.scalars(sa.select(Member)).all() == []


def test_taking_them_away_can_be_undone(session: Session, now: datetime) -> None:
    act = bring(session, now, 7, 8)
    undo(session, act, undoing(now))
    taken_away = done(session)
    session.commit()
    undo(session, taken_away, undoing(now))
    session.commit()
    assert session.scalars(sa.select(Member.name).order_by(Member.id)).all() == ["Person 7", "Person 8"]


def test_what_changed_or_is_referred_to_since_they_came_stays(session: Session, now: datetime) -> None:
    act = bring(session, now, 7, 8, 9)
    next_act(session, now)
    session.get_one(Member, 7).name = "Amina Elsewhere"
    session.add(Interaction(member_id=8, on=now.date(), text="A call", noted_at=now))
    session.commit()
    assert undo(session, act, undoing(now)) == Undone(1, ("member:8", "member:7"))


def test_what_changed_and_was_put_back_is_taken_away_too(session: Session, now: datetime) -> None:
    act = bring(session, now, 7)
    next_act(session, now)
    session.get_one(Member, 7).name = "Amina Elsewhere"
    edit = done(session)
    session.commit()
    undo(session, edit, undoing(now))
    put_back = done(session)
    session.commit()
    assert _changed(session, act) == set()
    undo(session, put_back, undoing(now))
    session.commit()
    assert _changed(session, act) == {"member:7"}


def _changed(session: Session, act: int) -> set[str]:
    """What an undo would leave; nothing is undone."""
    kept = undo(session, act, undoing(datetime.now(UTC))).kept
    session.rollback()
    return set(kept)
