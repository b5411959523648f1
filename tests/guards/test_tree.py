"""Every file stands where a newcomer looks for it, under a name of the domain."""

from __future__ import annotations

import ast

import pytest

from tests.support.tree import features, files, files_of, text

TOP_FOLDERS = {".ci", "crm", "instance", "static", "templates", "tests"}
TEST_FOLDERS = {"benchmarks", "browser", "guards", "integration", "support", "unit", "web"}
NAMES_THAT_SAY_NOTHING = {"base", "common", "helper", "helpers", "manager", "managers", "misc", "util", "utils"}
WITHOUT_A_FEATURE = {"migrations", "translations"}


def test_the_top_of_the_repository_has_no_other_folder() -> None:
    assert {path.parts[0] for path in files() if len(path.parts) > 1} == TOP_FOLDERS


def test_the_instance_folder_holds_nothing_but_its_readme() -> None:
    assert [path.name for path in files() if path.parts[0] == "instance"] == ["README.md"]


def test_tests_stand_by_their_kind() -> None:
    assert {path.parts[1] for path in files_of(".py", under="tests") if len(path.parts) > 2} <= TEST_FOLDERS


def test_no_name_says_nothing() -> None:
    named = {path: {path.stem, *path.parts[:-1]} for path in files_of(".py", ".html", ".js", ".css")}
    assert [str(path) for path, names in named.items() if names & NAMES_THAT_SAY_NOTHING] == []


@pytest.mark.parametrize("feature", features())
def test_a_feature_is_defined_by_one_docstring(feature: str) -> None:
    (only,) = ast.parse(text(f"crm/{feature}/__init__.py")).body
    assert isinstance(only, ast.Expr)
    assert isinstance(only.value, ast.Constant)
    assert isinstance(only.value.value, str)


def test_every_folder_of_the_package_is_a_feature() -> None:
    folders = {path.parts[1] for path in files() if path.parts[0] == "crm" and len(path.parts) > 2}
    assert folders - WITHOUT_A_FEATURE == set(features())


def test_templates_stand_under_the_feature_whose_views_show_them() -> None:
    shared = {"components", "email", "layouts", "letters"}
    folders = {path.parts[1] for path in files() if path.parts[0] == "templates"}
    assert folders - shared <= set(features())
