"""Whether an issue is what a reader chose to get."""

from datetime import UTC, date, datetime, timedelta

import pytest

from crm.digests.issue import Part, Variant, parts_of
from crm.digests.kinds import BlockKind
from crm.digests.reader import Reader, reason_against, reason_in_choices, without_topics
from crm.digests.topics import TOPIC_OF
from crm.mail.models import AddressState, SkipReason
from crm.preferences.topics import Topic

TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
NEWS = {BlockKind.EDITORIAL, BlockKind.TREATY_ACTIONS, BlockKind.MEETINGS, BlockKind.YOUR_COUNTRY}


def reader(
    off: frozenset[str] = frozenset(), days: int = 0, last: datetime | None = None, paused: date | None = None
) -> Reader:
    return Reader(
        member_id=1, name="Jane", salutation="", language="en", iso2="KE", shielded=False, erased=False,
        subscribed_at=NOW, unsubscribed=False, address_id=1, email="jane@p.example", address_state=AddressState.OK,
        last_sent_at=last, last_regular_at=last, pace_days=days, paused_until=paused, topics_off=off,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("off", "reason"),
    [
        (set(), None),
        ({"meetings"}, None),
        ({"parliaments"}, None),
        ({"universalisation", "meetings"}, SkipReason.TOPIC_OFF),
        ({"alerts"}, None),
    ],
)
def test_an_issue_of_which_every_topic_is_off_does_not_come(off: set[str], reason: SkipReason | None) -> None:
    assert reason_in_choices(reader(frozenset(off)), NEWS, TODAY, alert=False) is reason


def test_an_issue_on_no_topic_comes_to_all() -> None:
    off = frozenset({"universalisation", "parliaments", "meetings"})
    assert reason_in_choices(reader(off), {BlockKind.EDITORIAL}, TODAY, alert=False) is None


def test_an_alert_comes_at_once_and_whatever_it_tells() -> None:
    seldom = reader(frozenset({"universalisation"}), days=90, last=NOW - timedelta(days=1))
    assert reason_in_choices(seldom, {BlockKind.TREATY_ACTIONS}, TODAY, alert=True) is None
    assert reason_in_choices(reader(frozenset({"alerts"})), NEWS, TODAY, alert=True) is SkipReason.TOPIC_OFF
    assert reason_in_choices(seldom, {BlockKind.ACTIONS}, TODAY, alert=False) is SkipReason.LESS_OFTEN


def test_a_pause_ends_on_its_day() -> None:
    assert reason_against(reader(paused=TODAY + timedelta(days=1)), TODAY) is SkipReason.PAUSED
    assert reason_against(reader(paused=TODAY), TODAY) is None


def test_blocks_on_a_topic_that_is_off_are_left_out_and_those_on_none_stay() -> None:
    parts = [Part(1, BlockKind.EDITORIAL), Part(2, BlockKind.TREATY_ACTIONS), Part(3, BlockKind.MEETINGS)]
    assert without_topics(parts, frozenset({1, 2, 3}), {"meetings"}) == {1, 2}


@pytest.mark.parametrize("parts", [frozenset(), frozenset({1}), frozenset({1, 3, 12})])
def test_the_key_of_a_variant_tells_its_parts(parts: frozenset[int]) -> None:
    for variant in (Variant(parts), Variant(parts, first_time=True, language="ar", wanted="pt")):
        assert parts_of(variant.key) == parts


def test_every_kind_of_block_that_tells_news_of_the_network_is_on_a_topic() -> None:
    on_none = {BlockKind.EDITORIAL, BlockKind.REQUESTS, BlockKind.YOUR_COUNTRY}
    assert set(BlockKind) - set(TOPIC_OF) == on_none
    assert set(TOPIC_OF.values()) == set(Topic) - {Topic.ALERTS}
