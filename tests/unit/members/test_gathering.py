"""Whoever a file names in several places is one person, however many rows lie between."""

from __future__ import annotations

from crm.members.gathering import gather
from crm.members.sources.rows import Refusal, Row, Seat
from crm.members.waiting import PACK


class Alike(str):
    """A text with the same hash as every other of its kind."""

    __slots__ = ()

    def __hash__(self) -> int:
        """Give the same for all."""
        return 1


def row(number: int, key: str, chamber: str = "", **fields: str) -> Row:
    """A row of a file that knows people by numbers of its own."""
    return Row(number, "id", key, {"name": f"Person {key}", **fields}, seat=Seat(chamber) if chamber else None)


def test_somebody_named_again_after_many_others_is_one_person_in_the_first_place() -> None:
    others = [row(n, f"o{n}") for n in range(2, 2 * PACK + 5)]
    rows = [row(1, "a", "Senate", gender="female"), *others, row(9_999, "a", "Congress", gender="male", phone="1")]
    gathered = gather([*rows, Refusal(10_000, "no name")])
    first, *rest = gathered.people()
    assert (gathered.rows, gathered.refused) == (len(rows) + 1, 1)
    assert (first.number, first.fields["gender"], first.fields["phone"]) == (1, "female", "1")
    assert [seat.chamber for seat in first.seats] == ["Senate", "Congress"]
    assert [person.key for person in rest] == [other.key for other in others]


def test_two_people_whose_ids_have_the_same_hash_stay_two() -> None:
    rows = [row(1, Alike("a"), "Senate"), row(2, Alike("b"), "Senate"), row(3, Alike("b"), "Congress")]
    people = list(gather(rows).people())
    assert [(person.key, len(person.seats)) for person in people] == [("a", 1), ("b", 2)]
