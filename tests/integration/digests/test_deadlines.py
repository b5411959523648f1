"""A sourced date of a reader's country that comes near: said in "your country", and news once."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.rights import OPERATOR
from crm.countries.models import Meeting
from crm.digests.kinds import BlockKind
from crm.digests.models import Block, Digest
from crm.digests.queries.issues import composition_of
from crm.digests.queries.outlook import Outlook, outlook
from crm.digests.rendering import render_passage
from crm.digests.services import composing, translating
from crm.duties.models import DutyFact
from crm.duties.state import Duty, FactKind
from crm.mail.models import SkipReason
from crm.milestones.kinds import MilestoneKind, MilestoneState
from crm.milestones.models import Milestone
from crm.partial_date import PartialDate
from tests.support.readers import AT, BASE_URL, Network, set_network
from tests.support.statements import counted

TODAY = AT.date()


@pytest.fixture
def network(any_session: Session) -> Network:
    """The network, once with each engine, with a friend in a State Party."""
    network = set_network(any_session)
    network.friend("Grace Banda", "ZM")
    return network


@pytest.fixture
def digest(network: Network) -> Digest:
    """A digest that says nothing but what concerns each reader's country."""
    made = network.digest(intro="")
    for block in network.session.scalars(sa.select(Block).where(Block.digest_id == made.id)).all():
        if block.kind is not BlockKind.YOUR_COUNTRY:
            composing.editable(network.session, made.id)
            network.session.execute(sa.text("DELETE FROM block_item WHERE block_id = :id"), {"id": block.id})
            network.session.delete(block)
    network.session.flush()
    return made


def _duty(network: Network, kind: FactKind, until: date | None, at: datetime = AT - timedelta(days=400)) -> None:
    network.session.add(
        DutyFact(
            treaty_key="ccm", iso2="ZM", duty=Duty.CLEAR_AREAS, kind=kind, on=date(2025, 1, 1), until=until,
            source="https://duties.example/zm", entered_at=at,
        )
    )  # fmt: skip
    network.session.flush()


def _step(network: Network, on: str, embargo: date | None = None) -> None:
    network.session.add(
        Milestone(
            treaty_key="ccm", iso2="KE", kind=MilestoneKind.CHAMBER_VOTE, state=MilestoneState.EXPECTED,
            on=PartialDate(on), source="https://parliament.example", embargo_until=embargo, entered_at=AT, moved_at=AT,
        )
    )  # fmt: skip
    network.session.flush()


def _ahead(network: Network, digest: Digest) -> Outlook:
    return outlook(network.session, composition_of(network.session, digest), OPERATOR, AT, BASE_URL)


def _reasons(ahead: Outlook) -> dict[str, SkipReason | None]:
    return {turn.reader.name: turn.reason for turn in ahead.turns}


def test_a_deadline_that_came_near_since_the_last_issue_is_news_for_its_country_alone(
    network: Network, digest: Digest
) -> None:
    due = TODAY + timedelta(days=80)
    _duty(network, FactKind.EXTENDED, due)
    digest.window_starts_at = AT - timedelta(days=30)
    ahead = _ahead(network, digest)
    assert ahead.passages["en"]["ZM"].dates == ("Clear contaminated areas (Article 4): extended to 21 May 2026.",)
    reasons = _reasons(ahead)
    assert reasons.pop("Grace Banda") is None
    assert set(reasons.values()) == {SkipReason.NOTHING_NEW}
    digest.window_starts_at = AT - timedelta(days=5)
    later = _ahead(network, digest)
    assert later.passages["en"]["ZM"].dates
    assert _reasons(later)["Grace Banda"] is SkipReason.NOTHING_NEW


@pytest.mark.parametrize(
    ("kind", "days"),
    [(FactKind.EXTENDED, 200), (FactKind.EXTENDED, -1), (FactKind.DONE, 30), (FactKind.NOT_APPLICABLE, 30)],
)
def test_what_is_far_past_or_done_is_not_said(network: Network, digest: Digest, kind: FactKind, days: int) -> None:
    _duty(network, kind, TODAY + timedelta(days=days))
    assert _ahead(network, digest).passages["en"]["ZM"].dates == ()


def test_without_a_source_the_rule_of_the_treaty_announces_nothing(network: Network, digest: Digest) -> None:
    assert not any(passage.dates for passage in _ahead(network, digest).passages["en"].values())


def test_steps_and_meetings_are_said_too_but_none_that_is_under_embargo_or_known_by_the_month(
    network: Network, digest: Digest
) -> None:
    _step(network, "2026-04-10")
    _step(network, "2026-04-11", embargo=date(2026, 4, 1))
    _step(network, "2026-05")
    starts = PartialDate("2026-05-04")
    network.session.add(
        Meeting(
            key="m", treaty_key="ccm", kind="meeting", name="Regional <meeting>", starts=starts, ends=starts,
            starts_on=starts.earliest, ends_on=starts.latest, place="Kathmandu", country_iso2="NP", verified="verified",
        )
    )  # fmt: skip
    network.session.flush()
    said = _ahead(network, digest).passages["en"]
    assert len(said["KE"].dates) == 1
    assert said["KE"].dates[0].endswith(": expected on 10 April 2026.")
    assert said["NP"].dates == ("It begins on 4 May 2026: Regional <meeting>, Kathmandu.",)
    text, html = render_passage(said["NP"], "en")
    assert "Dates that come near in Nepal:" in text
    assert "Regional &lt;meeting&gt;" in html


def test_dates_are_said_in_every_language_of_the_digest_in_as_many_statements(network: Network, digest: Digest) -> None:
    engine = network.session.get_bind().engine
    _ahead(network, digest)
    with counted(engine) as before:
        _ahead(network, digest)
    for days in (10, 20, 30):
        _duty(network, FactKind.EXTENDED, TODAY + timedelta(days=days))
    with counted(engine) as after:
        _ahead(network, digest)
    assert len(after) == len(before)
    translating.set_languages(network.session, digest.id, ["fr"])
    assert "délai prolongé jusqu'au 1er avril 2026" in _ahead(network, digest).passages["fr"]["ZM"].dates[0]
