"""Follow-ups: promised, asked for, put off, handed over, closed and undone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from crm.accounts.rights import Actor
from crm.audit.services import Doing, begin, change_set_id, undo
from crm.followups.due import Due
from crm.followups.models import FollowUp, FollowUpKind, FollowUpState
from crm.followups.queries import (
    FollowUpFilter,
    Whose,
    find_follow_up,
    follow_ups,
    follow_ups_of_member,
    lists,
    numbers,
    requests_of,
    today,
)
from crm.followups.queries.lists import read_rows
from crm.followups.services import (
    Need,
    NotAllowedError,
    Promise,
    close,
    edit_follow_up,
    hand_over,
    hand_over_all,
    open_follow_up,
    reopen,
    request_help,
    snooze,
)
from tests.conftest import NOW
from tests.support.scene import Scene

TODAY = NOW.date()
DAY = timedelta(days=1)


def promise(scene: Scene, text: str, due_on: date = TODAY, owner: Actor | None = None) -> FollowUp:
    """Something promised about Jane."""
    owner_id = None if owner is None else owner.user_id
    return open_follow_up(
        scene.session, scene.staff, NOW, Promise(text, due_on, member_id=scene.jane.id, owner_id=owner_id)
    )


def texts(scene: Scene, actor: Actor, chosen: FollowUpFilter) -> set[str]:
    """What a list holds."""
    return {row.follow_up.text for row in read_rows(scene.session, follow_ups(scene.session, chosen, actor, TODAY))}


def test_the_today_list_shows_what_is_due_to_me_or_nobody_the_longest_overdue_first(scene: Scene) -> None:
    promise(scene, "tomorrow", TODAY + DAY, scene.staff)
    promise(scene, "today", TODAY, scene.staff)
    promise(scene, "overdue", TODAY - DAY)
    promise(scene, "somebody else's", TODAY, scene.coordinator)
    rows = today(scene.session, scene.staff, TODAY)
    assert [(row.follow_up.text, row.person, row.country and row.country.name_en) for row in rows] == [
        ("overdue", "Jane Wanjikũ", "Kenya"),
        ("today", "Jane Wanjikũ", "Kenya"),
    ]
    counted = numbers(scene.session, scene.staff, TODAY)
    assert (counted.overdue, counted.due_today, counted.waiting, counted.nobodys) == (1, 1, 3, 1)


def test_lists_are_by_owner_by_day_and_by_state(scene: Scene) -> None:
    promise(scene, "mine", TODAY, scene.staff)
    promise(scene, "nobody's", TODAY + 3 * DAY)
    done = promise(scene, "the coordinator's", TODAY - DAY, scene.coordinator)
    assert texts(scene, scene.staff, FollowUpFilter()) == {"mine", "nobody's"}
    assert texts(scene, scene.staff, FollowUpFilter(Whose.NOBODYS)) == {"nobody's"}
    assert texts(scene, scene.staff, FollowUpFilter(Whose.ALL)) == {"mine", "nobody's", "the coordinator's"}
    assert texts(scene, scene.staff, FollowUpFilter(owner_id=scene.coordinator.user_id)) == {"the coordinator's"}
    assert texts(scene, scene.staff, FollowUpFilter(Whose.ALL, due=Due.OVERDUE)) == {"the coordinator's"}
    assert texts(scene, scene.staff, FollowUpFilter(Whose.ALL, due=Due.WEEK)) == {
        "mine",
        "nobody's",
        "the coordinator's",
    }
    close(scene.session, scene.staff, NOW, done)
    assert texts(scene, scene.staff, FollowUpFilter(Whose.ALL, state=FollowUpState.DONE)) == {"the coordinator's"}


def test_many_of_ones_own_are_met_on_the_way_down_the_list(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "FEW", 0)
    promise(scene, "mine", TODAY, scene.staff)
    promise(scene, "nobody's", TODAY)
    promise(scene, "the coordinator's", TODAY, scene.coordinator)
    assert texts(scene, scene.staff, FollowUpFilter()) == {"mine", "nobody's"}


def test_what_is_closed_can_be_undone(scene: Scene) -> None:
    follow_up = promise(scene, "send the paper")
    begin(scene.session, Doing(act="close", at=NOW))
    close(scene.session, scene.staff, NOW, follow_up, FollowUpState.DROPPED, note=" not needed any more ")
    closed = change_set_id(scene.session)
    assert (follow_up.state, follow_up.note, follow_up.closed_by) == (
        FollowUpState.DROPPED,
        "not needed any more",
        scene.staff.user_id,
    )
    assert closed is not None
    undo(scene.session, closed, Doing(act="undo", at=NOW))
    assert (follow_up.state, follow_up.note, follow_up.closed_at) == (FollowUpState.OPEN, "", None)
    close(scene.session, scene.staff, NOW, follow_up)
    reopen(scene.session, scene.staff, follow_up)
    assert (follow_up.state, follow_up.closed_at) == (FollowUpState.OPEN, None)


def test_a_follow_up_is_put_off_reworded_and_handed_over(scene: Scene) -> None:
    follow_up = promise(scene, "call", TODAY, scene.staff)
    snooze(scene.session, scene.staff, follow_up, TODAY + 7 * DAY)
    edit_follow_up(scene.session, scene.staff, follow_up, "call again", TODAY + 8 * DAY)
    hand_over(scene.session, scene.staff, follow_up, scene.coordinator.user_id)
    assert (follow_up.text, follow_up.due_on, follow_up.owner_id) == (
        "call again",
        TODAY + 8 * DAY,
        scene.coordinator.user_id,
    )


def test_all_that_waits_for_somebody_is_handed_over_in_one_act(scene: Scene) -> None:
    mine = [promise(scene, f"thing {number}", TODAY, scene.staff) for number in range(3)]
    close(scene.session, scene.staff, NOW, mine[0])
    begin(scene.session, Doing(act="hand over", at=NOW))
    assert scene.staff.user_id is not None
    assert hand_over_all(scene.session, scene.staff.user_id, scene.coordinator.user_id) == 2
    handed = change_set_id(scene.session)
    assert [one.owner_id for one in mine] == [scene.staff.user_id, *[scene.coordinator.user_id] * 2]
    assert handed is not None
    assert undo(scene.session, handed, Doing(act="undo", at=NOW)).restored == 2
    assert {one.owner_id for one in mine} == {scene.staff.user_id}


def test_a_member_asks_for_help_and_sees_only_their_own_requests(scene: Scene) -> None:
    session = scene.session
    promise(scene, "something about Jane that is not hers to see")
    asked = request_help(session, scene.jane_herself, NOW, Need.BRIEFING, "On stockpiles")
    assert (asked.kind, asked.owner_id, asked.country_iso2, asked.subject) == (
        FollowUpKind.REQUEST,
        None,
        "KE",
        "need:briefing",
    )
    assert [row.follow_up.text for row in requests_of(session, scene.jane_herself)] == ["On stockpiles"]
    assert [row.follow_up.id for row in follow_ups_of_member(session, scene.jane.id, scene.jane_herself)] == [asked.id]
    assert find_follow_up(session, asked.id, scene.ali_himself) is None
    assert [row.follow_up.id for row in today(session, scene.coordinator, asked.due_on)][-1] == asked.id


def test_a_request_goes_to_whoever_looks_after_the_member(scene: Scene) -> None:
    scene.jane.owner_id = scene.staff.user_id
    scene.session.flush()
    assistant = scene.assistant_of(scene.jane)
    asked = request_help(scene.session, assistant, NOW, Need.DRAFT, "", member_id=scene.jane.id)
    assert (asked.owner_id, asked.text) == (scene.staff.user_id, "draft")


def test_members_neither_close_others_follow_ups_nor_ask_for_others(scene: Scene) -> None:
    follow_up = promise(scene, "call")
    with pytest.raises(NotAllowedError):
        close(scene.session, scene.jane_herself, NOW, follow_up)
    with pytest.raises(NotAllowedError):
        request_help(scene.session, scene.jane_herself, NOW, Need.DRAFT, "x", member_id=scene.ali.id)


def test_a_follow_up_says_something(scene: Scene) -> None:
    with pytest.raises(ValueError, match="needs words"):
        promise(scene, "  ")
