"""The table of rights."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.accounts.rights import NOBODY, RIGHTS, Act, Actor, Relation, Role, allowed, markdown_table, reach

README = Path(__file__).resolve().parents[3] / "README.md"


def test_the_readme_shows_the_table_of_rights_as_it_is() -> None:
    assert markdown_table() in README.read_text()


def test_every_act_says_who_may_do_it() -> None:
    assert set(RIGHTS) == set(Act)
    assert all(RIGHTS[act] for act in Act)


@pytest.mark.parametrize("act", list(Act))
def test_nobody_may_do_nothing(act: Act) -> None:
    assert not allowed(NOBODY, act)
    assert not allowed(NOBODY, act, Relation.OWN)


@given(st.sampled_from(Role), st.sampled_from(Act), st.sampled_from(Relation))
def test_who_may_reach_far_may_reach_near(role: Role, act: Act, relation: Relation) -> None:
    actor = Actor(1, role)
    if allowed(actor, act, relation):
        assert all(allowed(actor, act, nearer) for nearer in Relation if Relation.NONE < nearer <= relation)


@pytest.mark.parametrize(
    "act",
    [Act.MANAGE_USERS, Act.EDIT_SETTINGS, Act.SEE_AUDIT, Act.EXPORT_PEOPLE],
)
def test_only_the_coordinator_manages_users_settings_audit_and_files_of_people(act: Act) -> None:
    assert {role for role in Role if reach(Actor(1, role), act) is not Relation.NONE} == {Role.COORDINATOR}


@pytest.mark.parametrize("act", list(Act))
def test_a_member_never_reaches_everybodys_things_but_facts_and_the_library(act: Act) -> None:
    farthest = reach(Actor(1, Role.MEMBER, member_id=2), act)
    assert farthest < Relation.ANY or act in {Act.SEE_FACTS, Act.SEE_LIBRARY}


def test_what_is_theirs_for_whom_an_assistant_acts_is_the_assistants_own() -> None:
    assert Actor(1, Role.MEMBER, member_id=2, acts_for=frozenset({3})).members == {2, 3}
    assert Actor(1, Role.MEMBER).members == frozenset()
