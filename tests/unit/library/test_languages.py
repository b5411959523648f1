"""The languages a text can be written in are named as the world names them."""

import pytest
from babel import Locale

from crm.languages import LANGUAGES
from crm.library.languages import CONTENT_LANGUAGES, OTHERS, language_name


@pytest.mark.parametrize("code", OTHERS)
def test_a_language_is_named_in_itself_as_in_the_common_locale_data(code: str) -> None:
    assert OTHERS[code] == str(Locale.parse(code).get_display_name(code)).capitalize()


def test_the_languages_of_readers_come_first_and_one_we_do_not_know_is_its_code() -> None:
    assert list(CONTENT_LANGUAGES)[: len(LANGUAGES)] == list(LANGUAGES)
    assert len(CONTENT_LANGUAGES) == len(LANGUAGES) + len(OTHERS)
    assert language_name("xx") == "xx"
