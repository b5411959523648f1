"""Who may read a mail that signs somebody in, while mail is kept in the outbox."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.mail.services import deliver_due
from tests.support.accounts import make_user, new_browser


@pytest.fixture
def name(app: Flask) -> str:
    """The name of a kept mail with a link that sets a coordinator's password."""
    make_user(app)
    new_browser(app).send("/forgot", email="ann@coalition.example")
    with app.app_context():
        deliver_due(app.extensions["delivery"](lambda: False))
    (kept,) = app.config["SETTINGS"].instance_path.glob("outbox/*.eml")
    app.config["WTF_CSRF_ENABLED"] = False
    return str(kept.stem)


def test_staff_do_not_see_links_that_sign_others_in(name: str, sign_in: Callable[..., FlaskClient]) -> None:
    staff = sign_in("staff")
    assert "ann@coalition.example" not in staff.get("/mail/outbox/").text
    for page in (f"/mail/outbox/{name}", f"/mail/outbox/{name}/html", f"/mail/outbox/{name}/file"):
        assert staff.get(page).status_code == 404, page


def test_the_coordinator_does(name: str, sign_in: Callable[..., FlaskClient]) -> None:
    coordinator = sign_in("coordinator")
    assert "ann@coalition.example" in coordinator.get("/mail/outbox/").text
    assert "/reset/" in coordinator.get(f"/mail/outbox/{name}").text
