"""What a model text may say of a country on a day: only what is known by a source, and is fresh."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from crm.countries.procedure import Procedure
from crm.duties.state import Duty, DutyStanding
from crm.languages import listed, long_date, speaking
from crm.library.filling import Facts
from crm.treaties.status import Counts, Standing, TreatyStatus, told_until

OVERDUE = {
    Duty.DESTROY_STOCKPILES: "overdue_stockpiles",
    Duty.CLEAR_AREAS: "overdue_clearance",
    Duty.INITIAL_REPORT: "overdue_report",
    Duty.YEARLY_REPORT: "overdue_report",
}


@dataclass(frozen=True)
class Known:
    """Everything that is known of a country on a day.

    `called` runs in a sentence, `name` stands in a list; `fresh` are the topics of fresh positions that say yes;
    `neighbours` are the names of neighbours that are party; `vote` is the last recorded one as year and choice.
    """

    called: str
    name: str
    procedure: Procedure
    standing: Standing
    counts: Counts
    on: date
    known_until: date
    fresh: Collection[str] = ()
    duties: Sequence[DutyStanding] = ()
    neighbours: Sequence[str] = ()
    vote: tuple[int, str] | None = None


def facts_of(known: Known, language: str) -> Facts:
    """Give the facts in a language."""
    standing = known.standing
    days = {
        "signed_on": standing.signed_on,
        "deposited_on": standing.deposited_on if standing.is_party else None,
        "in_force_on": standing.in_force_on if standing.is_party else None,
        "withdrawal_notified_on": standing.withdrawal_notified_on,
        "withdrawal_expected_on": standing.withdrawal_expected_on,
        "withdrawn_on": standing.withdrawal_effective_on if standing.status is TreatyStatus.WITHDRAWN else None,
        "as_of": min(known.on, told_until(known.known_until, [standing])),
        "today": known.on,
        **{name: each.due_on for each in known.duties for name in _due_names(each)},
    }
    values = {
        "country": known.called,
        "name": known.name,
        "parties": str(known.counts.state_party),
        "signatories": str(known.counts.signatory),
        **{name: long_date(day, language) for name, day in days.items() if day is not None},
    }
    if known.neighbours:
        values["neighbours"] = listed(known.neighbours, language)
    if known.vote is not None:
        values["last_vote_year"] = str(known.vote[0])
    return Facts(values, frozenset(_flags(known)))


def place_words(language: str) -> Mapping[str, str]:
    """What belongs in each place of a text, in words."""
    _ = speaking(language).gettext
    return {
        "as_of": _("day until which the facts are known"),
        "clearance_due_on": _("deadline for clearance"),
        "country": _("country"),
        "deposited_on": _("day of deposit"),
        "in_force_on": _("day of entry into force"),
        "last_vote_year": _("year of the last recorded vote"),
        "name": _("name of the country"),
        "neighbours": _("neighbours that are States Parties"),
        "parties": _("number of States Parties"),
        "signatories": _("number of signatories"),
        "signed_on": _("day of signature"),
        "stockpile_due_on": _("deadline for destroying stocks"),
        "today": _("today's date"),
        "withdrawal_expected_on": _("day on which a withdrawal may take effect"),
        "withdrawal_notified_on": _("day on which a withdrawal was notified"),
        "withdrawn_on": _("day on which the withdrawal took effect"),
    }


def _due_names(duty: DutyStanding) -> Iterator[str]:
    """A deadline is told only where a source says that the duty applies."""
    if duty.decided_by is not None and duty.duty is Duty.DESTROY_STOCKPILES:
        yield "stockpile_due_on"
    if duty.decided_by is not None and duty.duty is Duty.CLEAR_AREAS:
        yield "clearance_due_on"


def _flags(known: Known) -> Iterator[str]:
    yield known.standing.step.value
    yield from (step.value for step in known.standing.second_asks)
    yield known.procedure.value
    yield from known.fresh
    if known.standing.is_leaving:
        yield "withdrawal_notified"
    yield from (OVERDUE[each.duty] for each in known.duties if each.is_overdue and each.duty in OVERDUE)
    if known.vote is not None:
        yield f"voted_{known.vote[1]}"
