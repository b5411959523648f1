"""Lists of actions: filters, rights, counts, and what reports and digests ask."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from crm.accounts.rights import NOBODY, Actor
from crm.actions.models import ActionKind, Evidence, OutcomeKind, ParliamentaryAction, Visibility
from crm.actions.queries import (
    ORDERS,
    ActionFilter,
    actions,
    actions_between,
    actions_in_country,
    actions_of_member,
    count_actions,
    filtering,
    find_action,
    tally,
)
from crm.actions.services import ActionDraft, OutcomeDraft, Part, record_action, record_outcome
from crm.partial_date import PartialDate
from crm.treaties.step import Step
from tests.conftest import NOW
from tests.support.scene import Scene


def log(scene: Scene, title: str, member_id: int, **more: Any) -> ParliamentaryAction:
    """Write down what somebody did."""
    kind = more.pop("kind", ActionKind.QUESTION)
    draft = ActionDraft(kind, title, participants=(Part(member_id),), **more)
    return record_action(scene.session, scene.staff, NOW, draft)


def titles(scene: Scene, actor: Actor, **chosen: Any) -> Sequence[str]:
    """The titles of a list, the latest first."""
    statement = ORDERS["on"].reversed.apply(actions(scene.session, ActionFilter(**chosen), actor))
    return [row.title for row in scene.session.execute(statement)]


@pytest.fixture
def logged(scene: Scene) -> Scene:
    """Four actions that differ in all that can be filtered."""
    jane, ali = scene.jane.id, scene.ali.id
    answered = log(scene, "Question on stockpiles", jane, on=PartialDate("2026-02-03"), aim=Step.RATIFY)
    record_outcome(scene.session, scene.staff, NOW, answered, OutcomeDraft(OutcomeKind.ANSWER, votes_for=3))
    log(scene, "Motion: accédons!", ali, on=PartialDate("2026"), kind=ActionKind.MOTION, visibility=Visibility.NETWORK)
    log(scene, "Bill on stockpiles", ali, kind=ActionKind.BILL, evidence=Evidence.SEEN, visibility=Visibility.PUBLIC)
    log(scene, "Letter to ministers", scene.mary.id, on=PartialDate("2025-12"), kind=ActionKind.LETTER)
    return scene


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({}, ["Question on stockpiles", "Motion: accédons!", "Letter to ministers", "Bill on stockpiles"]),
        ({"kind": ActionKind.MOTION}, ["Motion: accédons!"]),
        ({"country_iso2": "NP"}, ["Motion: accédons!", "Bill on stockpiles"]),
        ({"aim": Step.RATIFY}, ["Question on stockpiles"]),
        ({"evidence": Evidence.SEEN}, ["Bill on stockpiles"]),
        ({"visibility": Visibility.PRIVATE}, ["Question on stockpiles", "Letter to ministers"]),
        ({"start": date(2026, 1, 1)}, ["Question on stockpiles", "Motion: accédons!"]),
        ({"start": date(2026, 2, 1), "end": date(2026, 2, 28)}, ["Question on stockpiles"]),
        ({"end": date(2025, 12, 31)}, ["Letter to ministers"]),
        ({"person": "wanjiku jane"}, ["Question on stockpiles"]),
        ({"person": "%"}, []),
        ({"text": "ACCEDONS"}, ["Motion: accédons!"]),
        ({"text": "stockp on bill"}, ["Bill on stockpiles"]),
        ({"text": "%"}, []),
        ({"text": "' \" _ \\ ( ) \x00"}, []),
        ({"friends": True, "start": date(2025, 1, 1)}, ["Question on stockpiles", "Motion: accédons!"]),
        ({"answered": True}, ["Question on stockpiles"]),
    ],
)
def test_a_filter_narrows_the_list(logged: Scene, chosen: dict[str, Any], expected: list[str]) -> None:
    assert titles(logged, logged.staff, **chosen) == expected
    assert count_actions(logged.session, ActionFilter(**chosen), logged.staff).number == len(expected)


def test_a_common_word_is_met_on_the_way_down_the_list(logged: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filtering, "RARE", 0)
    assert titles(logged, logged.staff, text="stockpiles on") == ["Question on stockpiles", "Bill on stockpiles"]


def test_many_people_of_a_name_are_met_on_the_way_too(logged: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filtering, "FEW", 0)
    assert titles(logged, logged.staff, person="gurung") == ["Motion: accédons!", "Bill on stockpiles"]


def test_members_see_the_networks_and_their_own_and_visitors_the_public_ones(logged: Scene) -> None:
    open_to_all = ["Motion: accédons!", "Bill on stockpiles"]
    assert titles(logged, logged.jane_herself) == ["Question on stockpiles", *open_to_all]
    assert titles(logged, logged.ali_himself) == open_to_all
    assert titles(logged, NOBODY) == ["Bill on stockpiles"]


def test_nothing_of_what_is_hidden_is_told_by_a_filter_or_a_count(logged: Scene) -> None:
    private = log(logged, "Private talk", logged.mary.id)
    assert find_action(logged.session, private.id, logged.ali_himself) is None
    assert titles(logged, logged.ali_himself, person="jane") == []
    assert titles(logged, logged.ali_himself, member_id=logged.jane.id) == []
    assert count_actions(logged.session, ActionFilter(text="private"), logged.ali_himself).number == 0


def test_a_shielded_name_is_for_those_who_look_after_it(logged: Scene) -> None:
    logged.ali.shielded = True
    logged.ali.owner_id = logged.staff.user_id
    logged.session.flush()
    motion = actions_of_member(logged.session, logged.ali.id, logged.staff)[0].action
    seen = {}
    for name in ("staff", "coordinator", "jane_herself", "ali_himself"):
        record = find_action(logged.session, motion.id, getattr(logged, name))
        assert record is not None
        seen[name] = record.participants[0].name
    assert seen == {
        "staff": "Ali Gurung",
        "coordinator": "Ali Gurung",
        "jane_herself": None,
        "ali_himself": "Ali Gurung",
    }


def test_a_digest_gets_what_friends_opened_to_the_network_in_its_window(logged: Scene) -> None:
    session, day = logged.session, timedelta(days=1)
    records = actions_between(session, NOW, NOW + day, logged.coordinator)
    assert [record.action.title for record in records] == ["Bill on stockpiles", "Motion: accédons!"]
    assert [record.participants[0].name for record in records] == ["Ali Gurung", "Ali Gurung"]
    assert actions_between(session, NOW - day, NOW, logged.coordinator) == []


def test_a_country_shows_its_latest_first_and_undated_last(logged: Scene) -> None:
    records = actions_in_country(logged.session, "NP", logged.jane_herself)
    assert [record.action.title for record in records] == ["Motion: accédons!", "Bill on stockpiles"]


def test_a_report_counts_what_friends_did(logged: Scene) -> None:
    rows = tally(logged.session, date(2025, 1, 1), date(2026, 12, 31))
    assert sum(row.number for row in rows) == 2
    assert {(row.kind, row.country_iso2) for row in rows} == {(ActionKind.QUESTION, "KE"), (ActionKind.MOTION, "NP")}
