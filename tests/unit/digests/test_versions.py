"""Which version of a digest a reader gets, and what they are told about it."""

import pytest

from crm.digests.versions import language_name, notice, untranslated, version_for
from crm.languages import direction


@pytest.mark.parametrize(
    ("wanted", "given"), [("fr", "fr"), ("fr-CA", "fr"), ("ar", "en"), ("", "en"), ("nonsense", "en"), ("en_GB", "en")]
)
def test_a_reader_gets_their_language_else_the_one_it_was_written_in(wanted: str, given: str) -> None:
    assert version_for(wanted, ["en", "fr"]) == given


def test_the_notice_is_in_words_that_we_have() -> None:
    said = notice("sw", "en")
    assert said is not None
    assert (said.text, said.language) == ("This issue has no version in Swahili. You read it in English.", "en")
    assert notice("", "en") is None


def test_what_is_not_translated_is_said_once_for_each_language() -> None:
    assert untranslated((), "en") == ""
    assert untranslated(("fr", "es"), "en") == "Parts of it are not translated: they are in French, Spanish."


def test_a_language_nobody_knows_breaks_nothing() -> None:
    assert language_name("xx-nonsense", "en") == "xx-nonsense"
    assert [direction(code) for code in ("ar", "en", "nonsense")] == ["rtl", "ltr", "ltr"]
