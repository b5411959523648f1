"""Names as they are compared and as they open a sentence."""

from __future__ import annotations

import pytest

from crm.countries.names import fold, opening


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Côte d'Ivoire", "cote divoire"),
        ("Côte d’Ivoire", "cote divoire"),
        ("TÜRKİYE", "turkiye"),
        ("Timor-Leste", "timor leste"),
        ("Łódź Ø Đ Þ Æ ß ı", "lodz o d th ae ss i"),
        ("Bolivia (Plurinational State of)", "bolivia plurinational state of"),
        ("  ", ""),
    ],
)
def test_accents_case_apostrophes_and_hyphens_do_not_matter(name: str, folded: str) -> None:
    assert fold(name) == folded
    assert fold(folded) == folded


def test_a_name_opens_a_sentence_with_a_capital() -> None:
    assert opening("the Netherlands") == "The Netherlands"
    assert opening("") == ""
