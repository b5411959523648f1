"""Where no secret is set there is no hook."""

from __future__ import annotations

from flask.testing import FlaskClient

from tests.support.bounces import letter


def test_without_a_secret_in_the_settings_there_is_no_hook(client: FlaskClient) -> None:
    for headers in ({}, {"X-Intake-Secret": ""}, {"Authorization": "Bearer "}):
        answer = client.post("/mail/intake/hook", data=letter("a@b.example", "x"), headers=headers)
        assert answer.status_code == 404
