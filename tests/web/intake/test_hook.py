"""A mail server hands over what came back: with the secret, whole, once; without it nothing is even read."""

from __future__ import annotations

import base64
from dataclasses import replace
from io import BytesIO

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from crm.audit.services import Doing, begin, end
from crm.config import Settings
from crm.extensions import db
from crm.intake.models import Incoming
from crm.intake.services import MOST_BYTES
from crm.mail.models import Address, AddressState
from tests.conftest import NOW
from tests.support.bounces import Returned, letter, plain_bounce, status_report
from tests.support.delivered import delivered_to

SECRET = "a secret of some length"
BEARER = {"Authorization": f"Bearer {SECRET}"}
HOOK = "/mail/intake/hook"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, intake_secret=SECRET)


@pytest.fixture
def went(app: Flask) -> Returned:
    """A mail of ours that went out."""
    with app.app_context():
        session = db.session()
        begin(session, Doing(act="test", at=NOW, source="test"))
        made = delivered_to(session).returned
        session.commit()
        end(session)
    return made


def state(app: Flask) -> AddressState:
    with app.app_context():
        return db.session.scalars(sa.select(Address.state)).one()


def count(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count()).select_from(Incoming)) or 0


@pytest.mark.parametrize(
    "headers",
    [
        BEARER,
        {"X-Intake-Secret": SECRET},
        {"Authorization": "Basic " + base64.b64encode(f"server:{SECRET}".encode()).decode()},
    ],
)
def test_the_secret_lets_a_message_in(app: Flask, client: FlaskClient, went: Returned, headers: dict[str, str]) -> None:
    raw = status_report(went)
    answer = client.post(HOOK, data=raw, headers=headers, content_type="message/rfc822")
    assert (answer.status_code, answer.text) == (200, "bounce\n")
    assert state(app) is AddressState.HELD
    again = client.post(HOOK, data=raw, headers=headers, content_type="message/rfc822")
    assert (again.status_code, again.text) == (200, "known already\n")
    assert count(app) == 1


@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": "Bearer wrong"}, {"X-Intake-Secret": SECRET[:-1]}, {"Authorization": "Basic eDp5"}],
)
def test_without_the_secret_nothing_happens(
    app: Flask, client: FlaskClient, went: Returned, headers: dict[str, str]
) -> None:
    raw = status_report(went)
    assert client.post(HOOK, data=raw, headers=headers, content_type="message/rfc822").status_code == 403
    assert (state(app), count(app)) == (AddressState.OK, 0)


@pytest.mark.parametrize("name", ["message", "email", "body-mime"])
def test_a_message_in_a_field_of_a_form_is_taken_too(
    app: Flask, client: FlaskClient, went: Returned, name: str
) -> None:
    raw = status_report(went)
    assert client.post(HOOK, data={name: raw.decode()}, headers=BEARER).status_code == 200
    assert state(app) is AddressState.HELD
    file = {name: (BytesIO(letter("a@b.example", "x")), "mail.eml")}
    assert client.post(HOOK, data=file, headers=BEARER).text == "unrecognised\n"


def test_the_address_a_bounce_was_handed_over_for_names_the_mail(
    app: Flask, client: FlaskClient, went: Returned
) -> None:
    data = {
        "message": plain_bounce(replace(went, email="x@else.example", message_id="1@else.example")).decode(),
        "recipient": f"bounces+{went.message_id.partition('@')[0]}@coalition.example",
    }
    assert client.post(HOOK, data=data, headers=BEARER).status_code == 200
    assert state(app) is AddressState.HELD


def test_what_is_too_large_or_empty_is_refused(app: Flask, client: FlaskClient) -> None:
    large = letter("a@b.example", "x" * (MOST_BYTES + 2**20))
    assert client.post(HOOK, data=large, headers=BEARER, content_type="message/rfc822").status_code == 413
    assert client.post(HOOK, data=b"", headers=BEARER, content_type="message/rfc822").status_code == 422
    assert client.post(HOOK, data={"other": "x"}, headers=BEARER).status_code == 422
    assert count(app) == 0
