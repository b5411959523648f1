"""Statements built once, their holes filled each time they are asked."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from crm.prebuilt import prebuilt

NUMBERS = sa.Table("number", sa.MetaData(), sa.Column("value", sa.Integer), sa.Column("name", sa.String))
BUILT: list[bool] = []


@prebuilt
def _numbers(values: Sequence[int], most: int, *, descending: bool) -> sa.Select[int]:
    BUILT.append(descending)
    value = NUMBERS.c.value
    return sa.select(value).where(value.in_(values)).order_by(value.desc() if descending else value).limit(most)


@pytest.fixture
def connection() -> Connection:
    connection = sa.create_engine("sqlite://").connect()
    NUMBERS.create(connection)
    connection.execute(sa.insert(NUMBERS), [{"value": value, "name": str(value)} for value in range(10)])
    return connection


def test_values_are_filled_in_each_time_and_a_shape_is_built_once(connection: Connection) -> None:
    BUILT.clear()
    asked = [
        connection.scalars(*_numbers(values, most, descending=descending)).all()
        for values, most in (([1, 2, 3], 2), ([7, 8], 5), ([], 5))
        for descending in (False, True)
    ]
    assert asked == [[1, 2], [3, 2], [7, 8], [8, 7], [], []]
    assert sorted(BUILT) == [False, True]


def test_a_value_that_is_missing_is_an_error_at_once() -> None:
    with pytest.raises(ValueError, match="argument"):
        _numbers([1], descending=False)  # type: ignore[call-arg]


def test_what_somebody_types_stays_a_value(connection: Connection) -> None:
    @prebuilt
    def named(name: str) -> sa.Select[int]:
        return sa.select(NUMBERS.c.value).where(NUMBERS.c.name == name)

    assert connection.scalars(*named("3")).all() == [3]
    assert connection.scalars(*named("' OR 1=1 --")).all() == []
