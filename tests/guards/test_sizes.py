"""Modules and functions stay small enough to be read at once."""

from __future__ import annotations

import ast
import statistics
from collections.abc import Iterator
from pathlib import Path

from tests.support.tree import files_of, text

MAX_MODULE = 400
MAX_FUNCTION = 50
AIM_MODULE = 90
AIM_MOST_MODULES = 200
AIM_FUNCTION = 12
AIM_MOST_FUNCTIONS = 30
CODE = (".py", ".html", ".css", ".js")
WRITTEN_ONCE = Path("crm/migrations/versions")
"""A migration is written by a program and never changed again."""


def modules(*suffixes: str, under: str = "") -> list[Path]:
    """The files that people write and read."""
    return [path for path in files_of(*suffixes, under=under) if path.parent != WRITTEN_ONCE]


def functions() -> Iterator[tuple[str, int]]:
    """The name and the number of lines of every function."""
    for path in modules(".py"):
        for node in ast.walk(ast.parse(text(path))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{path}: {node.name}", (node.end_lineno or node.lineno) - node.lineno + 1


def lengths_of_modules() -> list[int]:
    return [len(text(path).splitlines()) for path in modules(".py", under="crm")]


def nine_tenths(figures: list[int]) -> int:
    return sorted(figures)[len(figures) * 9 // 10]


def test_no_module_template_or_script_is_longer_than_four_hundred_lines() -> None:
    assert [str(path) for path in modules(*CODE) if len(text(path).splitlines()) > MAX_MODULE] == []


def test_no_function_is_longer_than_fifty_lines() -> None:
    assert [(name, lines) for name, lines in functions() if lines > MAX_FUNCTION] == []


def test_most_modules_are_short() -> None:
    lengths = lengths_of_modules()
    assert statistics.median(lengths) <= AIM_MODULE
    assert nine_tenths(lengths) <= AIM_MOST_MODULES


def test_most_functions_are_short() -> None:
    lengths = [lines for name, lines in functions() if name.startswith("crm")]
    assert statistics.median(lengths) <= AIM_FUNCTION
    assert nine_tenths(lengths) <= AIM_MOST_FUNCTIONS
