"""Statements that are built once, and asked at once: to build one costs SQLAlchemy several times what asking does."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import lru_cache, wraps
from inspect import Parameter, signature
from typing import Any, ParamSpec, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

P = ParamSpec("P")
S = TypeVar("S", bound=sa.Executable)

SHAPES = 64
"""How many shapes of one statement are kept; those not asked for of late are built anew."""


def prebuilt(build: Callable[P, S]) -> Callable[P, tuple[S, dict[str, Any]]]:
    """Turn a function that builds a statement into one that gives it prebuilt, with what fills its holes.

    Positional arguments are values: `build` gets a hole (a bound parameter of that name) for each, and compares
    columns with it, or gives it to `in_` or `limit`. Keyword arguments must be hashable, decide the shape and are
    given as they are. A hole takes the type of the column beside it: name it once for each type, and never
    let a value be None. To ask: `session.scalars(*_votes_of(iso2))`.
    """
    kinds = signature(build).parameters.values()
    holes = [each.name for each in kinds if each.kind is Parameter.POSITIONAL_OR_KEYWORD]

    @lru_cache(maxsize=SHAPES)
    def built(**shape: Hashable) -> S:
        with_holes: Callable[..., S] = build
        return with_holes(*(sa.bindparam(name) for name in holes), **shape)

    @wraps(build)
    def asked(*values: P.args, **shape: P.kwargs) -> tuple[S, dict[str, Any]]:
        deciding: dict[str, Any] = shape
        return built(**deciding), dict(zip(holes, values, strict=True))

    return asked


def read_values(session: Session, statement: sa.Executable, given: Mapping[str, Any]) -> Sequence[Any]:
    """Read rows of values, of no objects: past the ORM, which has no use for them, they cost two thirds."""
    session.flush()  # as the ORM does before it asks
    return session.connection().execute(statement, given).all()
