"""What was typed is shown again when a request is refused, and nothing that may be secret or came from elsewhere."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

HOSTILE = '"><img src=x onerror=alert(1)></textarea><b>'
OURS = {"Origin": "http://localhost", "Referer": "http://localhost/members/1/note?x=1"}
TYPED = {"csrf_token": "stale", "text": "She will press.", "owe_what": HOSTILE, "postal_code": "1010", "did": ""}
SECRETS = {"password": "four tall doors", "code": "123456", "api_key": "k3y", "mail_token": "t0ken"}


def test_a_stale_token_loses_nothing_that_was_typed(app: Flask, sign_in: Callable[..., FlaskClient]) -> None:
    browser = sign_in("staff")
    app.config["WTF_CSRF_ENABLED"] = True
    answer = browser.post("/members/1/note", data=TYPED | SECRETS, headers=OURS)
    assert answer.status_code == 400
    assert "She will press.</textarea>" in answer.text
    assert "1010" in answer.text
    assert "<b>" not in answer.text
    assert "&lt;/textarea&gt;&lt;b&gt;" in answer.text
    assert 'href="/members/1/note">Back to the form' in answer.text
    for secret in ("stale", *SECRETS.values()):
        assert secret not in answer.text
    assert "<form" not in answer.text.partition("What you typed")[2].partition("</main>")[0]


def test_an_ended_session_loses_nothing_and_leads_back_through_signing_in(app: Flask) -> None:
    answer = app.test_client().post("/members/1/note", data=TYPED, headers=OURS)
    assert answer.status_code == 401
    assert "She will press." in answer.text
    assert 'href="/sign-in?next=/members/1/note"' in answer.text


@pytest.mark.parametrize("csrf", [True, False])
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "null"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "http://localhost.elsewhere.example", "Referer": "http://localhost/"},
        OURS | {"Sec-Fetch-Site": "cross-site"},
        OURS | {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_what_another_site_may_have_written_is_not_shown(headers: dict[str, str], *, csrf: bool, app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = csrf
    answer = app.test_client().post("/members/1/note", data=TYPED, headers=headers)
    assert answer.status_code in {400, 401}
    assert "She will press." not in answer.text


def test_nothing_typed_where_passwords_are_is_shown(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    answer = app.test_client().post("/sign-in", data={"email": "ann@coalition.example"}, headers=OURS)
    assert answer.status_code == 400
    assert "ann@coalition.example" not in answer.text


@pytest.mark.parametrize("referrer", ["https://elsewhere.example/members/", "", "http://localhost//elsewhere.example"])
def test_the_way_back_leads_to_our_own_pages_only(referrer: str, app: Flask) -> None:
    answer = app.test_client().post("/members/1/note", data=TYPED, headers={"Referer": referrer})
    assert "Back to the form" not in answer.text
    assert "elsewhere" not in answer.text


TEXT = b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\n' + b"x" * 600_000 + b"\r\n--x--\r\n"


@pytest.mark.parametrize("length", [len(TEXT), 33 * 2**20])
def test_what_is_too_large_names_the_limits_and_leads_back(
    length: int, app: Flask, sign_in: Callable[..., FlaskClient]
) -> None:
    browser = sign_in("staff")
    app.config["WTF_CSRF_ENABLED"] = True
    kind, said = "multipart/form-data; boundary=x", {"CONTENT_LENGTH": str(length)}
    answer = browser.post("/members/1/note", data=TEXT, headers=OURS, content_type=kind, environ_overrides=said)
    assert answer.status_code == 413
    assert "Files can have 32 MB at most, text 500 kB." in answer.text
    assert 'href="/members/1/note">Back to the form' in answer.text
