"""An application that holds the facts and the library that come with the product, and browsers of its people."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.members.models import Stage
from tests.support.scene import person
from tests.support.storing import writing


@pytest.fixture
def sqlite_url(facts_template: Path, tmp_path: Path) -> str:
    """A database of this test's own, with the shipped facts and texts."""
    path = tmp_path / "crm.sqlite3"
    shutil.copyfile(facts_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def jane_id(app: Flask) -> int:
    """Jane of Kenya, a friend."""
    with writing(app) as session:
        return person(session, "Jane Wanjikũ", "KE", Stage.FRIEND).id


@pytest.fixture
def jane(jane_id: int, sign_in: Callable[..., FlaskClient]) -> FlaskClient:
    """Her browser."""
    return sign_in("member", jane_id)


@pytest.fixture
def staff(sign_in: Callable[..., FlaskClient]) -> FlaskClient:
    """A browser of staff."""
    return sign_in("staff")
