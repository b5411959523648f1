"""The board: every country with steps at home as a card under the furthest step it took, as an address asks for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from crm.countries.place import Place
from crm.milestones.kinds import KINDS, WAITING, Direction, MilestoneKind, MilestoneState, direction_of
from crm.milestones.process import Stage, progress
from crm.partial_date import PartialDate


@dataclass(frozen=True, slots=True)
class Known:
    """One step as the board reads it, with who sees to it and what holds it up."""

    stage: Stage
    owner_id: int | None = None
    owner: str = ""
    blocker: str = ""
    embargoed: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """A country on the board in one direction; `furthest` is None where steps are only expected."""

    place: Place
    direction: Direction
    furthest: MilestoneKind | None
    moved_on: date | None
    stalled_months: int | None
    next_kind: MilestoneKind | None
    next_on: PartialDate | None
    owners: Sequence[tuple[int, str]]
    blockers: Sequence[str]
    embargoed: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cards the board shows; an empty field limits nothing."""

    region: str = ""
    stalled_months: int | None = None
    way: Direction | None = None
    owner_id: int | None = None

    @classmethod
    def read(cls, args: Mapping[str, Any]) -> Wanted:
        """Read the filters of an address; what means nothing here is passed over."""
        way = str(args.get("way", ""))
        return cls(
            region=str(args.get("region", "")).strip(),
            stalled_months=_number(args.get("stalled")),
            way=Direction(way) if way in set(Direction) else None,
            owner_id=_number(args.get("owner")),
        )

    def includes(self, card: Card) -> bool:
        """Whether a card is among them."""
        months = card.stalled_months
        return (
            (not self.region or self.region in card.place.areas)
            and (self.way is None or card.direction is self.way)
            and (self.owner_id is None or any(number == self.owner_id for number, _name in card.owners))
            and (self.stalled_months is None or (months is not None and months >= self.stalled_months))
        )


def cards(places: Sequence[Place], steps: Mapping[str, Sequence[Known]], today: date) -> Sequence[Card]:
    """A card for every country and direction in which something is expected, under way or done."""
    found = (
        _card(place, steps[place.iso2], way, today) for place in places if place.iso2 in steps for way in Direction
    )
    return [card for card in found if card is not None]


def columns(shown: Sequence[Card]) -> Sequence[tuple[Direction, MilestoneKind | None, Sequence[Card]]]:
    """The cards by direction and furthest step, in the steps' order; a step that nobody reached has an empty column."""
    kinds = [(way, kind) for way in Direction for kind in (None, *KINDS[way])]
    by_step = {
        (way, kind): [card for card in shown if (card.direction, card.furthest) == (way, kind)] for way, kind in kinds
    }
    return [(way, kind, held) for (way, kind), held in by_step.items() if held or kind is not None]


def _card(place: Place, known: Sequence[Known], way: Direction, today: date) -> Card | None:
    mine = [each for each in known if direction_of(each.stage.kind) is way]
    waiting = [each for each in mine if each.stage.state in WAITING]
    at = progress([each.stage for each in mine], way, today)
    if at.furthest is None and not waiting:
        return None
    expected = [each.stage for each in waiting if each.stage.state is MilestoneState.EXPECTED]
    ahead = min(expected, key=lambda stage: (stage.on is None, stage.on or ""), default=None)
    return Card(
        place=place,
        direction=way,
        furthest=at.furthest,
        moved_on=at.moved_on,
        stalled_months=at.stalled_months,
        next_kind=ahead.kind if ahead else None,
        next_on=ahead.on if ahead else None,
        owners=sorted({(each.owner_id, each.owner) for each in waiting if each.owner_id is not None}),
        blockers=[each.blocker for each in waiting if each.blocker],
        embargoed=any(each.embargoed for each in mine),
    )


def _number(value: object) -> int | None:
    text = str(value or "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else None  # noqa: PLR2004 - no overflow
