"""Counting the statements that reach a database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from crm.countries.queries import forget_places


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """Collect the statements sent inside the block; beginnings, ends and pragmas of a transaction are none.

    What is kept between requests is forgotten first: the number is that of a cold start.
    """
    sent: list[str] = []
    forget_places(engine)

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH", "INSERT", "UPDATE", "DELETE")):
            sent.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
