"""Writing to the ledger what must not be forgotten: a locked or restarting database is asked again."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import OperationalError

log = logging.getLogger(__name__)

TRIES = 4
PAUSE_SECONDS = 1.0

Result = TypeVar("Result")


def persistently(engine: Engine, work: Callable[[Connection], Result]) -> Result:
    """Do work in one short transaction; tries again when the database does not answer, and raises in the end.

    The work must be such that doing it twice is harmless: a commit may have got through unseen.
    """
    for _ in range(TRIES - 1):
        try:
            with engine.begin() as connection:
                return work(connection)
        except OperationalError:
            log.warning("the database does not answer; trying again", exc_info=True)
            time.sleep(PAUSE_SECONDS)
    with engine.begin() as connection:
        return work(connection)
