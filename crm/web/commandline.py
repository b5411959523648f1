"""The edge of the command line: one act and one commit per command, errors in plain words."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click
from flask.cli import with_appcontext
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from crm.audit.services import Doing, begin, end
from crm.extensions import db

Command = TypeVar("Command", bound=Callable[..., Any])


class PlainError(click.ClickException):
    """A refusal with a plain sentence; `exit_code` tells scripts which."""

    def __init__(self, message: str, exit_code: int = 1) -> None:
        """Keep the sentence and the code."""
        super().__init__(message)
        self.exit_code = exit_code  # type: ignore[misc]  # click reads it from the instance


class FileToWrite(click.Path):
    """The path of a file that is there, or of none yet: a device, a pipe or a socket is never written over."""

    def __init__(self) -> None:
        """Ask for no folder, and give a path that says where it leads."""
        super().__init__(path_type=Path, dir_okay=False, resolve_path=True)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Read the path; raises PlainError when something else than a file stands there."""
        path = Path(str(super().convert(value, param, ctx)))
        if path.exists() and not path.is_file():
            message = f"{path} is not a file, but a device, a pipe or the like: name another"
            raise PlainError(message)
        return path


@contextmanager
def act(name: str) -> Iterator[Session]:
    """Open one act of the operator on the session; commit it when the block ends well."""
    session = db.session()
    begin(session, Doing(act=name, at=datetime.now(UTC), source="command"))
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        end(session)


def in_app(command: Command) -> Command:
    """Run a command inside the application, showing expected faults as one line."""

    @with_appcontext
    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except (ValueError, LookupError, OSError) as error:
            click.echo(f"Error: {error}", err=True)
            sys.exit(1)
        except OperationalError as error:
            click.echo(f"Error: the database does not answer: {error.orig}", err=True)
            sys.exit(1)

    return run  # type: ignore[return-value]  # the same call, in an application
