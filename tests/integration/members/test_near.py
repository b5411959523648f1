"""Searching with one letter wrong, on both engines."""

import pytest
from sqlalchemy.orm import Session

from crm.members.audience import Filter
from crm.members.models import Member
from crm.members.queries.near import near_people
from tests.support.scene import AT, Scene, set_scene


@pytest.fixture
def scene(any_session: Session) -> Scene:
    """The small network, once with each engine."""
    return set_scene(any_session)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Guring", ["Ali Gurung"]),
        ("jane wanjku", ["Jane Wanjikũ"]),
        ("jaen wanj", ["Jane Wanjikũ"]),
        ("otineo", ["Mary Otieno"]),
        ("gurng jane", []),
    ],
)
def test_every_word_must_begin_a_word_or_be_near_to_one(scene: Scene, typed: str, found: list[str]) -> None:
    near = near_people(scene.session, Filter(stages=(), search=typed), scene.coordinator, AT)
    assert near is not None
    assert scene.session.scalars(near.select(Member.name)).all() == found


def test_the_rest_of_the_filter_and_the_readers_rights_hold(scene: Scene) -> None:
    friends = near_people(scene.session, Filter(search="otineo"), scene.coordinator, AT)
    assert friends is not None
    assert friends.count(scene.session) == 0
    theirs = near_people(scene.session, Filter(stages=(), search="guring"), scene.jane_herself, AT)
    assert theirs is not None
    assert theirs.count(scene.session) == 0


@pytest.mark.parametrize("typed", ["zzzzzz", "al", "guring@", "%%%%", ""])
def test_what_is_near_to_no_word_finds_nobody(scene: Scene, typed: str) -> None:
    assert near_people(scene.session, Filter(stages=(), search=typed), scene.coordinator, AT) is None
