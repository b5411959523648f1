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


class Writer:
    """Short transactions one after the other, over one connection that is kept until it fails or is given back."""

    def __init__(self, engine: Engine) -> None:
        """Keep the engine; the connection is opened for the first transaction."""
        self._engine = engine
        self._connection: Connection | None = None

    def write(self, work: Callable[[Connection], Result]) -> Result:
        """Do work in one transaction; tries again when the database does not answer, and raises in the end.

        The work must be such that doing it twice is harmless: a commit may have got through unseen.
        """
        for _ in range(TRIES - 1):
            try:
                return self._write(work)
            except OperationalError:
                log.warning("the database does not answer; trying again", exc_info=True)
                self.give_back()
                # What fails one connection may have failed those that are kept beside it.
                self._engine.dispose()
                time.sleep(PAUSE_SECONDS)
        return self._write(work)

    def give_back(self) -> None:
        """Give the connection back."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def _write(self, work: Callable[[Connection], Result]) -> Result:
        if self._connection is None:
            self._connection = self._engine.connect()
        with self._connection.begin():
            return work(self._connection)
