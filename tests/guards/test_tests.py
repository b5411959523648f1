"""Tests run whole, on the real thing, and say in their names what holds."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.support.tree import files_of, text

MIN_WORDS = 3


def all_tests() -> Iterator[tuple[str, ast.FunctionDef]]:
    """Every test with the file it stands in."""
    for path in files_of(".py", under="tests"):
        for node in ast.walk(ast.parse(text(path))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                yield str(path), node


def test_every_name_is_a_sentence() -> None:
    names = [(path, test.name) for path, test in all_tests() if len(test.name.split("_")) <= MIN_WORDS]
    assert names == []


def test_no_test_is_left_out() -> None:
    left_out = re.compile(r"pytest\.(mark\.)?(skip|skipif|xfail|importorskip)\b")
    here = {
        path.name: left_out.findall(text(path)) for path in files_of(".py", under="tests") if path.stem != "test_tests"
    }
    assert {name: found for name, found in here.items() if found} == {}


def test_nothing_of_ours_is_replaced_by_a_mock() -> None:
    imports = re.compile(r"^\s*(from|import) (unittest\.)?mock|unittest import mock|mocker", re.MULTILINE)
    assert [
        str(path) for path in files_of(".py", under="tests") if imports.search(text(path)) and path.stem != "test_tests"
    ] == []
