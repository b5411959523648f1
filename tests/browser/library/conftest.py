"""An application with the shipped facts and texts and a small network of friends."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from tests.support.friends import make_friends


@pytest.fixture
def sqlite_url(facts_template: Path, tmp_path: Path) -> str:
    """A database of this test's own, with the shipped facts."""
    path = tmp_path / "crm.sqlite3"
    shutil.copyfile(facts_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def friends(app_session: Session) -> dict[str, int]:
    """Three friends, two actions and two follow-ups; gives the people's ids by their names."""
    return make_friends(app_session)
