"""Where States stand on any day, by the shipped treaty actions and by invented ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.countries.shipped import read_facts
from crm.treaties.acts import CONSENT, Act, TreatyActionKind
from crm.treaties.rules import EntryIntoForce, Rules, Withdrawal
from crm.treaties.sources.untc import read
from crm.treaties.status import Circumstances, Counts, Standing, TreatyStatus, count, periods, standing_on
from crm.treaties.step import MAIN, Step

Kind = TreatyActionKind
TODAY = date(2026, 11, 23)


def _day(text: str) -> date:
    return date.fromisoformat(text)


def shipped_rules(key: str) -> Rules:
    row = next(row for row in read_facts("crm.treaties", "treaties") if row["key"] == key)
    return Rules(
        opened_on=_day(row["opened_on"]),
        signature_closes_on=_day(row["signature_closes_on"]) if row["signature_closes_on"] else None,
        triggered_on=_day(row["triggered_on"]),
        in_force_on=_day(row["in_force_on"]),
        entry_into_force=EntryIntoForce(row["entry_into_force_rule"]),
        withdrawal=Withdrawal(row["withdrawal_rule"]),
        has_duties=row["has_duties"] == "yes",
    )


def shipped_acts(key: str) -> Mapping[str, Sequence[Act]]:
    acts: dict[str, list[Act]] = {row["iso2"]: [] for row in read_facts("crm.countries", "countries")}
    for row in read_facts("crm.treaties", f"actions_{key}"):
        in_force = _day(row["in_force_on"]) if row["in_force_on"] else None
        acts[row["iso2"]].append(Act(Kind(row["kind"]), _day(row["on"]), in_force))
    return acts


RULES = {key: shipped_rules(key) for key in ("ccm", "apmbc")}
ACTS = {key: shipped_acts(key) for key in ("ccm", "apmbc")}


def standing(iso2: str, on: str | date, treaty: str = "ccm", known: Circumstances | None = None) -> Standing:
    day = _day(on) if isinstance(on, str) else on
    return standing_on(iso2, RULES[treaty], ACTS[treaty][iso2], day, known or Circumstances())


def counts(on: str | date, treaty: str = "ccm") -> Counts:
    return count(standing(iso2, on, treaty) for iso2 in ACTS[treaty])


def test_today_the_convention_has_112_parties_12_signatories_1_withdrawn_and_72_non_signatories() -> None:
    assert counts(TODAY) == Counts(
        state_party=112, signatory=12, not_joined=72, withdrawn=1, ever_signed=108, ever_joined=113
    )


def test_on_the_day_it_came_into_force_108_had_signed_and_38_had_deposited() -> None:
    held = counts("2010-08-01")
    assert (held.ever_signed, held.ever_joined, held.state_party, held.signatory) == (108, 38, 38, 70)


def test_the_depositarys_counts_leave_withdrawn_states_out_of_both_columns() -> None:
    day = "2025-06-22"
    stayed = [standing(iso2, day) for iso2 in ACTS["ccm"] if standing(iso2, day).status is not TreatyStatus.WITHDRAWN]
    assert sum(each.signed_on is not None for each in stayed) == 107
    assert sum(each.is_party for each in stayed) == 111
    assert (counts(day).ever_signed, counts(day).ever_joined) == (108, 112)


@pytest.mark.shared
@pytest.mark.parametrize(("treaty", "number"), [("ccm", "XXVI-6"), ("apmbc", "XXVI-5")])
def test_the_counts_that_the_depositary_printed_equal_ours_of_that_day(
    shared_data: Path, treaty: str, number: str
) -> None:
    printed = read((shared_data / "treaties" / "untc_samples" / f"{number}.en.xml").read_bytes())
    assert printed.latest_on is not None
    # The files were saved on 15 January 2018.
    for day in (printed.latest_on, date(2018, 1, 15)):
        ours = counts(day, treaty)
        assert (ours.ever_signed, ours.state_party) == (printed.signatories, printed.parties)


def test_of_the_mine_ban_convention_166_joined_and_5_left() -> None:
    held = counts(TODAY, "apmbc")
    assert (held.ever_signed, held.ever_joined, held.state_party, held.withdrawn) == (133, 166, 161, 5)


@pytest.mark.parametrize("treaty", ["ccm", "apmbc"])
def test_every_state_has_exactly_one_status_and_one_step_in_every_month(treaty: str) -> None:
    day, today = date(2008, 12, 1), datetime.now(UTC).date()
    while day <= today:
        held = [standing(iso2, day, treaty) for iso2 in ACTS[treaty]]
        assert len(held) == 197
        assert all(each.status in TreatyStatus and each.step in MAIN for each in held)
        assert sum(Counter(each.status for each in held).values()) == 197
        day = (day + timedelta(days=31)).replace(day=1)


@pytest.mark.parametrize(
    ("iso2", "in_force"),
    [("EC", "2010-11-01"), ("SS", "2024-02-01"), ("NG", "2023-08-01"), ("VU", "2026-03-01"), ("AF", "2012-03-01")],
)
def test_the_convention_is_in_force_for_states_when_the_depositary_says(iso2: str, in_force: str) -> None:
    assert standing(iso2, TODAY).in_force_on == _day(in_force)


@pytest.mark.parametrize("treaty", ["ccm", "apmbc"])
def test_every_published_day_of_entry_into_force_is_what_the_rule_gives(treaty: str) -> None:
    published = [act for acts in ACTS[treaty].values() for act in acts if act.in_force_on is not None]
    assert published
    assert all(act.in_force_on == RULES[treaty].in_force_for(act.on) for act in published)


def test_a_published_day_wins_over_the_computed_one() -> None:
    act = Act(Kind.ACCESSION, date(2025, 9, 5), in_force_on=date(2026, 4, 1))
    assert standing_on("VU", RULES["ccm"], [act], TODAY).in_force_on == date(2026, 4, 1)


def test_lithuania_is_a_party_on_5_march_2025_and_withdrawn_the_day_after() -> None:
    before, after = standing("LT", "2025-03-05"), standing("LT", "2025-03-06")
    assert (before.status, before.step) == (TreatyStatus.STATE_PARTY, Step.STAY)
    assert (before.withdrawal_notified_on, before.withdrawal_expected_on) == (date(2024, 9, 6), date(2025, 3, 6))
    assert (after.status, after.step) == (TreatyStatus.WITHDRAWN, Step.RETURN)
    assert (after.withdrawal_effective_on, after.is_leaving) == (date(2025, 3, 6), False)


def test_ukraine_is_still_party_to_the_mine_ban_convention() -> None:
    assert standing("UA", TODAY, "apmbc").status is TreatyStatus.STATE_PARTY


def test_a_claimed_suspension_changes_no_status() -> None:
    acts = [*ACTS["apmbc"]["UA"], Act(Kind.SUSPENSION_CLAIMED, date(2025, 7, 18))]
    assert standing_on("UA", RULES["apmbc"], acts, TODAY) == standing("UA", TODAY, "apmbc")


def test_a_withdrawal_whose_term_has_run_out_is_none_until_a_source_says_it_took_effect() -> None:
    acts = [Act(Kind.ACCESSION, date(2012, 1, 9)), Act(Kind.WITHDRAWAL_NOTIFIED, date(2020, 1, 1))]
    held = standing_on("FI", RULES["ccm"], acts, TODAY)
    assert (held.status, held.step) == (TreatyStatus.STATE_PARTY, Step.STAY)


def test_a_day_of_effect_that_the_depositary_published_wins_and_is_still_only_expected() -> None:
    notice = Act(Kind.WITHDRAWAL_NOTIFIED, date(2025, 1, 10), in_force_on=date(2025, 12, 31))
    held = standing_on("FI", RULES["ccm"], [Act(Kind.ACCESSION, date(2012, 1, 9)), notice], date(2026, 2, 1))
    assert held.withdrawal_expected_on == date(2025, 12, 31)
    assert (held.status, held.step) == (TreatyStatus.STATE_PARTY, Step.STAY)


def test_a_revoked_withdrawal_leaves_the_state_a_party() -> None:
    acts = [
        Act(Kind.ACCESSION, date(2012, 1, 9)),
        Act(Kind.WITHDRAWAL_NOTIFIED, date(2025, 7, 1)),
        Act(Kind.WITHDRAWAL_REVOKED, date(2025, 9, 1)),
    ]
    assert standing_on("FI", RULES["ccm"], acts, date(2025, 8, 31)).step is Step.STAY
    assert standing_on("FI", RULES["ccm"], acts, date(2025, 9, 1)).step is Step.PROMOTE


def test_a_state_that_came_back_is_a_party_again() -> None:
    acts = [*ACTS["ccm"]["LT"], Act(Kind.ACCESSION, date(2026, 6, 1))]
    held = standing_on("LT", RULES["ccm"], acts, TODAY)
    assert (held.status, held.deposited_on, held.withdrawal_effective_on) == (
        TreatyStatus.STATE_PARTY,
        date(2026, 6, 1),
        None,
    )


def test_where_a_state_stood_over_time_has_no_gap_and_no_overlap() -> None:
    found = periods(RULES["ccm"], ACTS["ccm"]["LT"], TODAY)
    assert [(period.status.value, period.since, period.until) for period in found] == [
        ("not_joined", None, date(2008, 12, 2)),
        ("signatory", date(2008, 12, 3), date(2011, 3, 23)),
        ("state_party", date(2011, 3, 24), date(2025, 3, 5)),
        ("withdrawn", date(2025, 3, 6), None),
    ]
    for iso2, acts in ACTS["apmbc"].items():
        stood = periods(RULES["apmbc"], acts, TODAY)
        for before, after in pairwise(stood):
            assert before.until is not None
            assert before.until + timedelta(days=1) == after.since, iso2
        assert stood[-1].status is standing(iso2, TODAY, "apmbc").status


def test_provisional_application_is_no_status() -> None:
    acts = [Act(Kind.SIGNATURE, date(2009, 1, 1)), Act(Kind.PROVISIONAL_APPLICATION, date(2009, 1, 1))]
    assert standing_on("CH", RULES["ccm"], acts, TODAY).status is TreatyStatus.SIGNATORY


def test_second_asks_are_of_the_convention_only_and_never_of_a_party() -> None:
    known = Circumstances(has_or_uses=True)
    assert standing("US", TODAY, known=known).second_asks == (Step.INTERIM_MEASURES, Step.VOTE)
    assert standing("US", date(2026, 9, 30), known=known).second_asks == (Step.INTERIM_MEASURES,)
    assert standing("KE", TODAY).second_asks == (Step.VOTE,)
    assert standing("DE", TODAY, known=known).second_asks == ()
    assert standing("US", TODAY, "apmbc", known=known).second_asks == ()


DAYS = st.dates(date(2010, 7, 20), date(2010, 8, 10))
INVENTED = st.lists(st.builds(Act, st.sampled_from(list(Kind)), DAYS), max_size=8)


@given(acts=INVENTED, on=DAYS)
def test_whatever_the_acts_there_is_one_status_and_the_step_fits_it(acts: list[Act], on: date) -> None:
    held = standing_on("XX", RULES["ccm"], acts, on)
    assert held.step in MAIN
    assert (held.step is Step.RATIFY) == (held.status is TreatyStatus.SIGNATORY)
    assert (held.step is Step.RETURN) == (held.status is TreatyStatus.WITHDRAWN)
    assert (held.step in {Step.SIGN, Step.ACCEDE}) == (held.status is TreatyStatus.NOT_JOINED)
    assert held.withdrawal_effective_on is None or held.status is TreatyStatus.WITHDRAWN
    assert not held.is_leaving or held.is_party


@given(acts=INVENTED, on=DAYS, data=st.data())
def test_the_order_of_acts_and_acts_to_come_change_nothing(acts: list[Act], on: date, data: st.DataObject) -> None:
    past = data.draw(st.permutations([act for act in acts if act.on <= on]))
    assert standing_on("XX", RULES["ccm"], acts, on) == standing_on("XX", RULES["ccm"], past, on)


@given(acts=INVENTED, on=DAYS)
def test_a_state_without_a_sourced_end_stays_what_it_became(acts: list[Act], on: date) -> None:
    without_end = [act for act in acts if act.kind is not Kind.WITHDRAWAL_EFFECTIVE]
    became = any(act.kind in CONSENT and act.on <= on for act in without_end)
    assert standing_on("XX", RULES["ccm"], without_end, on).is_party == became
