"""Times and days as they are where the organisation is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from crm.web import current

SignIn = Callable[..., FlaskClient]
LATE = datetime(2026, 3, 2, 22, 30, tzinfo=UTC)


@pytest.fixture
def in_nairobi(sign_in: SignIn) -> None:
    """An organisation in Nairobi, three hours ahead."""
    settings = {"name": "A Coalition", "languages": "en", "time_zone": "Africa/Nairobi"}
    assert sign_in("coordinator").post("/settings/", data=settings).status_code == 302


@pytest.mark.usefixtures("in_nairobi")
def test_pages_name_the_zone_of_their_times(sign_in: SignIn) -> None:
    page = sign_in("coordinator").get("/account").get_data(as_text=True)
    assert "Times are in Africa/Nairobi." in page
    assert " EAT</time>" in page


def test_without_a_choice_times_are_in_utc(sign_in: SignIn) -> None:
    page = sign_in("coordinator").get("/account").get_data(as_text=True)
    assert "Times are in UTC." in page
    assert " UTC</time>" in page


@pytest.mark.usefixtures("in_nairobi")
def test_the_day_begins_where_the_organisation_is(app: Flask) -> None:
    with time_machine.travel(LATE, tick=False), app.test_request_context("/"):
        assert current.today().isoformat() == "2026-03-03"
        assert current.now() == LATE
