"""What is said of positions: an old one belongs to its time and its source."""

from __future__ import annotations

from crm.treaties.positions import PositionTopic, position_sentence, topic_word, value_word


def test_an_old_position_is_said_to_be_of_its_time_and_source() -> None:
    assert position_sentence("yes", "2018–2019", "a list", fresh=False) == "in 2018–2019, according to a list: yes"


def test_a_fresh_position_is_told_with_its_edition() -> None:
    assert position_sentence("no", "2025", "a statement", fresh=True) == "no (2025, a statement)"


def test_a_phrase_of_the_source_stays_as_it_is() -> None:
    assert value_word("moratorium announced") == "moratorium announced"
    assert all(topic_word(topic) for topic in PositionTopic)
