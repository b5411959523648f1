"""A small network for tests of the pages of follow-ups, and browsers of its people."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.members.models import Stage
from tests.support.scene import country, person
from tests.support.storing import writing


@pytest.fixture
def jane_id(app: Flask) -> int:
    """Jane of Kenya, a friend; Nepal is there too."""
    with writing(app) as session:
        session.add_all([country("KE", "Kenya"), country("NP", "Nepal")])
        session.flush()
        return person(session, "Jane Wanjikũ", "KE", Stage.FRIEND).id


@pytest.fixture
def ali_id(app: Flask, jane_id: int) -> int:
    """Ali of Nepal, a friend of whom the member who tests is not."""
    with writing(app) as session:
        number = person(session, "Ali Gurung", "NP", Stage.FRIEND).id
    assert number != jane_id
    return number


@pytest.fixture
def staff(jane_id: int, sign_in: Callable[..., FlaskClient]) -> FlaskClient:
    """A browser of staff, with Jane among our people."""
    assert jane_id
    return sign_in("staff")


@pytest.fixture
def jane(jane_id: int, sign_in: Callable[..., FlaskClient]) -> FlaskClient:
    """Jane's own browser."""
    return sign_in("member", member_id=jane_id)
