"""What the tests of the pages about people share."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from crm.accounts.rights import OPERATOR
from crm.audit.services import Doing, begin, end
from crm.db import reading
from crm.extensions import db
from crm.members.drafts import MemberDraft
from crm.members.models import Stage
from crm.members.services import add_member


@pytest.fixture
def sqlite_url(facts_template: Path, tmp_path: Path) -> str:
    """A database of this test's own, with the shipped facts."""
    path = tmp_path / "crm.sqlite3"
    shutil.copyfile(facts_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def friend(app: Flask, now: datetime) -> Callable[..., int]:
    """Keep a friend in the application's database; gives the number."""

    def make(name: str = "Ada Example", stage: Stage = Stage.FRIEND, **told: object) -> int:
        draft = MemberDraft(name=name, **{"country_iso2": "KE", **told})  # type: ignore[arg-type]
        # A context of its own: a request made inside it would share its session and its user.
        with app.app_context():
            session = db.session()
            begin(session, Doing(act="test", at=now, source="test"))
            number = add_member(session, OPERATOR, now, draft, stage).id
            session.commit()
            end(session)
        return number

    return make


@pytest.fixture
def held(app: Flask) -> Callable[[sa.Select[Any]], Sequence[Any]]:
    """Ask what the application's database holds, and let go of it at once."""

    def ask(statement: sa.Select[Any]) -> Sequence[Any]:
        with app.app_context(), reading():
            found = db.session().scalars(statement).all()
            db.session().expunge_all()
        return found

    return ask
