"""A filter is the same as a query string, as JSON and as a sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from crm.members.audience import STAGES, STATUSES, Filter, sentence

texts = st.lists(
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"]), min_size=1, max_size=20), max_size=3, unique=True
).map(tuple)
numbers = st.lists(st.integers(0, 2**31 - 1), max_size=3, unique=True).map(tuple)
filters = st.builds(
    Filter,
    countries=st.lists(st.sampled_from(["KE", "FR", "TG"]), unique=True).map(tuple),
    regions=texts,
    statuses=st.sets(st.sampled_from(STATUSES)).map(lambda some: tuple(s for s in STATUSES if s in some)),
    stages=st.sets(st.sampled_from(STAGES)).map(lambda some: tuple(s for s in STAGES if s in some)),
    chambers=numbers,
    parties=texts,
    languages=texts,
    topics=texts,
    tags=texts,
    owners=numbers,
    quiet_days=st.none() | st.integers(0, 36_500),
    search=st.just("") | st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"]), min_size=1, max_size=20),
)


@given(filters)
def test_a_filter_survives_the_query_string(meant: Filter) -> None:
    assert Filter.from_query(MultiDict(meant.to_query())) == meant


@given(filters)
def test_a_filter_survives_json(meant: Filter) -> None:
    assert Filter.from_json(meant.to_json()) == meant
    assert sentence(meant).endswith(".")


@given(st.lists(st.tuples(st.sampled_from(["country", "stage", "quiet", "chamber", "q", "status"]), st.text())))
def test_any_query_string_gives_a_filter(pairs: list[tuple[str, str]]) -> None:
    meant = Filter.from_query(MultiDict(pairs))
    assert Filter.from_query(MultiDict(meant.to_query())) == meant


def test_nothing_said_means_friends_and_any_means_everyone() -> None:
    assert Filter.from_query(MultiDict()).stages == ("friend",)
    assert Filter.from_query(MultiDict({"stage": "any"})).stages == ()
    assert Filter.from_json({}).stages == ("friend",)


@pytest.mark.parametrize(
    "value", [{"who": "me"}, {"stages": ["king"]}, {"chambers": ["1"]}, {"quiet_days": "x"}, {"search": 3}]
)
def test_json_that_is_no_filter_is_refused(value: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="filter"):
        Filter.from_json(value)


def test_the_sentence_says_who_is_meant() -> None:
    meant = Filter(countries=("KE", "TG"), statuses=("signatory",), quiet_days=90)
    named = {"KE": "Kenya", "TG": "Togo"}
    assert sentence(meant, lambda _field, value: named[value]) == (
        "Friends from Kenya or Togo, in signatories (have not ratified), not heard from for 90 days."
    )
