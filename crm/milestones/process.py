"""Where a State is at home on a day: the furthest step, since when nothing moved, and whether it is leaving."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from crm.milestones.kinds import ENDED, LAST, WAITING, Direction, MilestoneKind, MilestoneState, direction_of
from crm.partial_date import PartialDate

MONTHS_IN_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Stage:
    """One step at home as the rules read it: `on` when it was done, began or is expected, `ended` when it failed.

    A date known in part counts from the first day it can mean.
    """

    kind: MilestoneKind
    state: MilestoneState
    on: PartialDate | None = None
    ended: PartialDate | None = None

    def state_on(self, day: date) -> MilestoneState | None:
        """How far it had come on a day; None where nothing had happened yet."""
        began = self.on.earliest if self.on else None
        if self.state is MilestoneState.EXPECTED:
            return MilestoneState.EXPECTED
        if self.state not in ENDED:
            return self.state if began is not None and began <= day else None
        over = self.ended.earliest if self.ended else began
        if over is not None and over <= day:
            return self.state
        return MilestoneState.UNDER_WAY if began is not None and began <= day else None

    def moved_on(self, day: date) -> date | None:
        """The latest day, up to this one, on which it moved; what is only expected has not moved."""
        if self.state is MilestoneState.EXPECTED:
            return None
        moves = (date_.earliest for date_ in (self.on, self.ended) if date_ is not None)
        return max((move for move in moves if move <= day), default=None)


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a State is in one direction: the furthest step taken, when something last moved, and for how long nothing.

    `stalled_months` are the whole months without a move, None where nothing is left to do.
    """

    direction: Direction
    furthest: MilestoneKind | None
    moved_on: date | None
    stalled_months: int | None


def progress(stages: Iterable[Stage], direction: Direction, on: date) -> Progress:
    """Where a State is in one direction on a day; a withdrawal that was rejected or dropped leaves it nowhere."""
    mine = [stage for stage in stages if direction_of(stage.kind) is direction]
    if direction is Direction.AWAY and leaving_since(mine, on) is None:
        return Progress(direction, None, None, None)
    taken = [stage for stage in mine if stage.state_on(on) in {MilestoneState.UNDER_WAY, MilestoneState.DONE}]
    furthest = max((stage.kind for stage in taken), key=_RANK.__getitem__, default=None)
    moved = max((move for stage in mine if (move := stage.moved_on(on)) is not None), default=None)
    open_still = any(stage.state_on(on) in WAITING for stage in mine) or furthest is not None
    over = any(stage.kind in LAST and stage.state_on(on) is MilestoneState.DONE for stage in mine)
    stalled = months_between(moved, on) if moved is not None and open_still and not over else None
    return Progress(direction, furthest, moved, stalled)


def leaving_since(stages: Iterable[Stage], on: date) -> date | None:
    """The day of the latest step of a withdrawal that still goes on, None where none does.

    A step that was rejected or dropped ends what came before it; a later one begins anew.
    """
    open_on: date | None = None
    for day, _rank, state in sorted(_away_moves(stages, on)):
        open_on = None if state in ENDED else day
    return open_on


def leaving_at_home(stages: Sequence[Stage], on: date) -> bool:
    """Whether a withdrawal is debated, tabled or approved, and neither rejected nor dropped nor notified."""
    since = leaving_since(stages, on)
    notified = max(
        (stage.moved_on(on) or date.min for stage in stages if _is_notified(stage, on)),
        default=None,
    )
    return since is not None and (notified is None or notified < since)


def months_between(start: date, end: date) -> int:
    """Whole months from one day to a later one."""
    months = (end.year - start.year) * MONTHS_IN_A_YEAR + end.month - start.month
    return months - (end.day < start.day)


_RANK = {kind: rank for rank, kind in enumerate(MilestoneKind)}


def _away_moves(stages: Iterable[Stage], on: date) -> Iterable[tuple[date, int, MilestoneState]]:
    """What moved towards a withdrawal up to a day; on the same day an end comes last."""
    for stage in stages:
        state = stage.state_on(on)
        if direction_of(stage.kind) is not Direction.AWAY or state in {None, MilestoneState.EXPECTED}:
            continue
        if stage.on is not None and stage.on.earliest <= on:
            yield stage.on.earliest, _RANK[stage.kind], MilestoneState.UNDER_WAY
        if state in ENDED and (moved := stage.moved_on(on)) is not None:
            yield moved, len(_RANK), state


def _is_notified(stage: Stage, on: date) -> bool:
    return stage.kind is MilestoneKind.WITHDRAWAL_NOTIFIED and stage.state_on(on) is MilestoneState.DONE
