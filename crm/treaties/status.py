"""Where a State stands under a treaty on a day: derived from its acts, never stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from crm.duties.state import Duty
from crm.treaties.acts import CONSENT, Act, TreatyActionKind
from crm.treaties.rules import Rules
from crm.treaties.step import Situation, Step, main_step, second_asks


class TreatyStatus(StrEnum):
    """Where a State stands; a Party is one by deposit, as the UN Treaty Collection counts."""

    STATE_PARTY = "state_party"
    SIGNATORY = "signatory"
    NOT_JOINED = "not_joined"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known of a State besides its acts, each by a sourced fact; blank is not known and never "no"."""

    leaving_at_home: bool = False
    overdue: Duty | None = None
    law_missing: bool = False
    has_or_uses: bool = False
    override: str = ""
    override_until: date | None = None
    override_by: str = ""


NOTHING_MORE = Circumstances()


@dataclass(frozen=True, slots=True)
class Standing:
    """A State's status under a treaty on a day, the dates it rests on, and what to ask next.

    `withdrawal_notified_on` and `withdrawal_expected_on` are set while a withdrawal is under way; a day of effect
    that the depositary published wins over the rule's, and either is only expected until a source says it came;
    `override` is the coordinator's own text for the ask, with its last day and who wrote it.
    """

    iso2: str
    status: TreatyStatus
    signed_on: date | None
    deposited_on: date | None
    deposit_kind: TreatyActionKind | None
    in_force_on: date | None
    withdrawal_notified_on: date | None
    withdrawal_expected_on: date | None
    withdrawal_effective_on: date | None
    step: Step
    second_asks: tuple[Step, ...] = ()
    overdue: Duty | None = None
    override: str = ""
    override_until: date | None = None
    override_by: str = ""

    @property
    def is_party(self) -> bool:
        """Whether the State is bound, or will be once its deposit has taken effect."""
        return self.status is TreatyStatus.STATE_PARTY

    @property
    def latest_on(self) -> date | None:
        """The day of the latest act it rests on."""
        days = (self.signed_on, self.deposited_on, self.withdrawal_notified_on, self.withdrawal_effective_on)
        return max((day for day in days if day is not None), default=None)

    @property
    def is_leaving(self) -> bool:
        """Whether a withdrawal was notified and has neither taken effect nor been revoked."""
        return self.withdrawal_notified_on is not None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many States stand where on a day; the `ever` counts keep States that withdrew."""

    state_party: int
    signatory: int
    not_joined: int
    withdrawn: int
    ever_signed: int
    ever_joined: int


def standing_on(
    iso2: str, rules: Rules, acts: Iterable[Act], on: date, known: Circumstances = NOTHING_MORE
) -> Standing:
    """Derive a State's standing on a day from its acts up to that day and from what else is known of it."""
    done = sorted((act for act in acts if act.on <= on), key=_order)
    signature, deposit, left = _last(done, _SIGNATURE), _last(done, CONSENT), _last(done, _LEFT)
    if left and deposit and _order(deposit) > _order(left):
        left = None
    status = _status(signature, deposit, left)
    notified = _withdrawal_under_way(done) if status is TreatyStatus.STATE_PARTY else None
    situation = Situation(
        party=status is TreatyStatus.STATE_PARTY,
        withdrawn=status is TreatyStatus.WITHDRAWN,
        signed=signature is not None,
        signature_open=rules.signature_is_open(on),
        leaving=notified is not None or known.leaving_at_home,
        duty_overdue=known.overdue is not None,
        law_missing=known.law_missing,
        has_or_uses=known.has_or_uses,
    )
    return Standing(
        iso2=iso2,
        status=status,
        signed_on=signature.on if signature else None,
        deposited_on=deposit.on if deposit else None,
        deposit_kind=deposit.kind if deposit else None,
        in_force_on=(deposit.in_force_on or rules.in_force_for(deposit.on)) if deposit else None,
        withdrawal_notified_on=notified.on if notified else None,
        withdrawal_expected_on=(notified.in_force_on or rules.withdrawal_expected(notified.on)) if notified else None,
        withdrawal_effective_on=left.on if left else None,
        step=main_step(situation),
        second_asks=second_asks(situation, on) if rules.has_duties else (),
        overdue=known.overdue,
        override=known.override,
        override_until=known.override_until,
        override_by=known.override_by,
    )


@dataclass(frozen=True, slots=True)
class Period:
    """From when until when a State stood where: the first period has no beginning, the last no end."""

    status: TreatyStatus
    since: date | None
    until: date | None


def periods(rules: Rules, acts: Collection[Act], until: date) -> Sequence[Period]:
    """Where a State stood over time, from before its first act up to a day."""
    moved: list[tuple[TreatyStatus, date | None]] = [(TreatyStatus.NOT_JOINED, None)]
    for day in sorted({act.on for act in acts if act.on <= until}):
        status = standing_on("", rules, acts, day).status
        if status is not moved[-1][0]:
            moved.append((status, day))
    ends = [since - timedelta(days=1) for _status, since in moved[1:] if since is not None]
    return [Period(status, since, end) for (status, since), end in zip(moved, [*ends, None], strict=True)]


def in_force_since(acts: Iterable[Act], rules: Rules, on: date) -> date | None:
    """The day the treaty comes into force for a State by its acts up to a day; None where it never consented."""
    deposit = _last(sorted((act for act in acts if act.on <= on), key=_order), CONSENT)
    return (deposit.in_force_on or rules.in_force_for(deposit.on)) if deposit else None


def count(standings: Iterable[Standing]) -> Counts:
    """Count where States stand."""
    every = list(standings)
    held = Counter(standing.status for standing in every)
    return Counts(
        **{status.value: held[status] for status in TreatyStatus},
        ever_signed=sum(standing.signed_on is not None for standing in every),
        ever_joined=sum(standing.deposited_on is not None for standing in every),
    )


def published_signatures(standings: Iterable[Standing]) -> int:
    """How many signatures the depositary counts: it leaves out those of States that withdrew."""
    return sum(each.signed_on is not None and each.status is not TreatyStatus.WITHDRAWN for each in standings)


def told_until(known_until: date, standings: Iterable[Standing]) -> date:
    """The day up to which these standings can be told: of the last look, or of an act recorded since."""
    return max([known_until, *(standing.latest_on for standing in standings if standing.latest_on)])


@dataclass(frozen=True, slots=True)
class Known:
    """How far facts are known: the day of the last look over all States, and of the latest act they rest on since."""

    looked: date
    told: date

    @classmethod
    def of(cls, known_until: date, standings: Iterable[Standing]) -> Known:
        """How far these standings are known."""
        return cls(known_until, told_until(known_until, standings))


_SIGNATURE = frozenset({TreatyActionKind.SIGNATURE})
_NOTICE = frozenset({TreatyActionKind.WITHDRAWAL_NOTIFIED})
_LEFT = frozenset({TreatyActionKind.WITHDRAWAL_EFFECTIVE})
_ENDS = _LEFT | {TreatyActionKind.WITHDRAWAL_REVOKED}


_RANK = {kind: rank for rank, kind in enumerate(TreatyActionKind)}


def _order(act: Act) -> tuple[date, int]:
    """By day; on the same day in the order of the kinds: what ends something comes after what began it."""
    return act.on, _RANK[act.kind]


def _last(acts: Sequence[Act], kinds: Collection[TreatyActionKind]) -> Act | None:
    return next((act for act in reversed(acts) if act.kind in kinds), None)


def _status(signature: Act | None, deposit: Act | None, left: Act | None) -> TreatyStatus:
    if left is not None:
        return TreatyStatus.WITHDRAWN
    if deposit is not None:
        return TreatyStatus.STATE_PARTY
    return TreatyStatus.NOT_JOINED if signature is None else TreatyStatus.SIGNATORY


def _withdrawal_under_way(acts: Sequence[Act]) -> Act | None:
    """The notification of a withdrawal that no later act has ended."""
    last = _last(acts, _NOTICE | _ENDS | CONSENT)
    return last if last is not None and last.kind in _NOTICE else None
