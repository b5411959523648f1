"""Writing actions down, editing and undoing."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from crm.actions.link import BadLinkError
from crm.actions.models import (
    ActionChamber,
    ActionKind,
    ActionState,
    ActionWord,
    Outcome,
    OutcomeKind,
    ParliamentaryAction,
    ParticipantRole,
    Participation,
    Visibility,
)
from crm.actions.queries import ActionFilter, actions, find_action, may_edit, outcomes_of
from crm.actions.services import (
    ActionDraft,
    NotAllowedError,
    OutcomeDraft,
    Part,
    accept_draft,
    edit_action,
    record_action,
    record_outcome,
    withdraw,
)
from crm.audit.services import Doing, begin, change_set_id, undo
from crm.countries.models import Chamber
from crm.followups.models import FollowUp
from crm.partial_date import PartialDate
from tests.conftest import NOW
from tests.support.scene import Scene

QUESTION = ActionDraft(kind=ActionKind.QUESTION, title="When will  Kenya ratify?\n")


def asked_by(member_id: int, **more: object) -> ActionDraft:
    """The question, with somebody who asked it."""
    return ActionDraft(ActionKind.QUESTION, "When will Kenya ratify?", participants=(Part(member_id),), **more)  # type: ignore[arg-type]


def test_staff_log_privately_and_a_member_for_the_network(scene: Scene) -> None:
    by_staff = record_action(scene.session, scene.staff, NOW, asked_by(scene.jane.id))
    by_jane = record_action(scene.session, scene.jane_herself, NOW, asked_by(scene.jane.id))
    assert (by_staff.visibility, by_jane.visibility) == (Visibility.PRIVATE, Visibility.NETWORK)
    assert (by_jane.country_iso2, by_jane.logged_by) == ("KE", scene.jane_herself.user_id)


def test_a_title_becomes_one_line_and_an_action_may_have_no_country(scene: Scene) -> None:
    action = record_action(scene.session, scene.staff, NOW, QUESTION)
    assert (action.title, action.country_iso2, action.on) == ("When will Kenya ratify?", None, None)


def test_a_member_logs_for_nobody_else(scene: Scene) -> None:
    for draft in (QUESTION, asked_by(scene.ali.id)):
        with pytest.raises(NotAllowedError):
            record_action(scene.session, scene.jane_herself, NOW, draft)


def test_an_assistant_logs_for_their_member(scene: Scene) -> None:
    action = record_action(scene.session, scene.assistant_of(scene.jane), NOW, asked_by(scene.jane.id))
    assert action.visibility is Visibility.NETWORK


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "ftp://x.example/", "https://", "a b"])
def test_only_web_addresses_are_links(scene: Scene, link: str) -> None:
    with pytest.raises(BadLinkError):
        record_action(scene.session, scene.staff, NOW, asked_by(scene.jane.id, link=link))


def test_an_edit_keeps_who_stays_and_is_undone_whole(scene: Scene) -> None:
    session = scene.session
    chamber = Chamber(country_iso2="KE", name="Senate")
    session.add(chamber)
    session.flush()
    action = record_action(session, scene.staff, NOW, asked_by(scene.jane.id))
    begin(session, Doing(act="edit", at=NOW))
    edit_action(
        session,
        scene.staff,
        action,
        ActionDraft(
            ActionKind.MOTION,
            "A motion to ratify",
            on=PartialDate("2026-02"),
            chambers=(chamber.id,),
            participants=(Part(scene.jane.id, ParticipantRole.CO_SPONSOR), Part(scene.mary.id)),
        ),
    )
    edited = change_set_id(session)
    assert edited is not None
    assert {row.member_id for row in session.scalars(sa.select(Participation))} == {scene.jane.id, scene.mary.id}
    assert found(scene, "motion") == [action.id]
    undone = undo(session, edited, Doing(act="undo", at=NOW))
    assert undone.kept == ()
    assert (action.kind, action.title, action.on) == (ActionKind.QUESTION, "When will Kenya ratify?", None)
    assert session.scalars(sa.select(Participation.role)).all() == [ParticipantRole.LEAD]
    assert session.scalars(sa.select(ActionChamber)).all() == []
    assert (found(scene, "motion"), found(scene, "when ratify")) == ([], [action.id])


def test_an_action_taken_away_comes_back_with_all_that_hung_on_it(scene: Scene) -> None:
    session = scene.session
    action = record_action(session, scene.staff, NOW, asked_by(scene.jane.id))
    record_outcome(session, scene.staff, NOW, action, OutcomeDraft(OutcomeKind.ANSWER, text="Next year"))
    session.add(FollowUp(text="Thank her", due_on=NOW.date(), opened_at=NOW, action_id=action.id))
    session.flush()
    begin(session, Doing(act="withdraw", at=NOW))
    number = action.id
    withdraw(session, scene.staff, action)
    taken = change_set_id(session)
    assert taken is not None
    for model in (ParliamentaryAction, Participation, Outcome, ActionWord):
        assert session.scalars(sa.select(model)).all() == []
    session.expire_all()
    assert session.scalars(sa.select(FollowUp.action_id)).all() == [None]
    assert undo(session, taken, Doing(act="undo", at=NOW)).kept == ()
    record = find_action(session, number, scene.staff)
    assert record is not None
    assert [part.name for part in record.participants] == ["Jane Wanjikũ"]
    assert [outcome.text for outcome in outcomes_of(session, number)] == ["Next year"]
    assert session.scalars(sa.select(FollowUp.action_id)).all() == [number]
    assert found(scene, "ratify") == [number]


def test_members_edit_their_own_and_bring_nobody_in(scene: Scene) -> None:
    session = scene.session
    action = record_action(session, scene.staff, NOW, asked_by(scene.jane.id, visibility=Visibility.NETWORK))
    with pytest.raises(NotAllowedError):
        edit_action(session, scene.ali_himself, action, asked_by(scene.jane.id))
    with pytest.raises(NotAllowedError):
        record_outcome(session, scene.ali_himself, NOW, action, OutcomeDraft(OutcomeKind.ANSWER))
    both = ActionDraft(ActionKind.BILL, "A bill", participants=(Part(scene.jane.id), Part(scene.ali.id)))
    with pytest.raises(NotAllowedError):
        edit_action(session, scene.jane_herself, action, both)
    edit_action(session, scene.jane_herself, action, asked_by(scene.jane.id, text="It was answered."))
    assert (action.text, action.visibility) == ("It was answered.", Visibility.NETWORK)


def test_a_draft_waits_until_somebody_accepts_it(scene: Scene) -> None:
    session = scene.session
    told = asked_by(scene.jane.id, state=ActionState.DRAFT, visibility=Visibility.NETWORK)
    action = record_action(session, scene.jane_herself, NOW, told)
    assert find_action(session, action.id, scene.ali_himself) is None
    with pytest.raises(NotAllowedError):
        accept_draft(session, scene.jane_herself, action)
    accept_draft(session, scene.staff, action)
    assert find_action(session, action.id, scene.ali_himself) is not None


def test_who_may_edit_is_told_by_the_record(scene: Scene) -> None:
    draft = asked_by(scene.jane.id, visibility=Visibility.NETWORK)
    action = record_action(scene.session, scene.staff, NOW, draft)
    record = find_action(scene.session, action.id, scene.staff)
    assert record is not None
    answers = [may_edit(record, actor) for actor in (scene.staff, scene.jane_herself, scene.ali_himself)]
    assert answers == [True, True, False]


def found(scene: Scene, text: str) -> list[int]:
    """Numbers of the actions a search finds."""
    statement = actions(scene.session, ActionFilter(text=text), scene.staff)
    return [row.id for row in scene.session.execute(statement)]
