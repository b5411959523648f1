"""Reading a list of registered Governments."""

from __future__ import annotations

from crm.meetings.services import read_list

NAMES = {"kenya": "KE", "cote divoire": "CI"}


def test_each_line_names_a_state_whatever_stands_around_it() -> None:
    assert set(read_list("Kenya\n • Côte d'Ivoire;\n\n- KENYA ", NAMES).states) == {"KE", "CI"}


def test_a_line_that_names_none_is_told() -> None:
    assert list(read_list("Kenya\nAtlantis", NAMES).unknown) == ["Atlantis"]
