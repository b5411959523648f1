"""In which language a page says that it is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient


@pytest.mark.parametrize("asked", ["", "en-GB", "xx", "*", "\x01;q=nonsense", "xx;q=" + "9" * 1000])
def test_a_visitor_whose_language_is_not_translated_reads_english(asked: str, client: FlaskClient) -> None:
    assert '<html lang="en" dir="ltr">' in client.get("/forgot", headers={"Accept-Language": asked}).text


def test_a_page_shown_to_a_user_does_not_follow_the_browser_but_the_account(
    sign_in: Callable[..., FlaskClient],
) -> None:
    assert '<html lang="en"' in sign_in("member").get("/account", headers={"Accept-Language": "fr"}).text


def test_a_fault_that_the_form_library_finds_is_said_in_the_language_of_the_page(client: FlaskClient) -> None:
    answer = client.post("/join", data={"language": "nonsense"}, headers={"Accept-Language": "fr"})
    assert answer.status_code == 422
    assert "N&#39;est pas un choix valide." in answer.text
