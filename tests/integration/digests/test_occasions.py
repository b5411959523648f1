"""Digests on an occasion: before a meeting, and when a State may leave."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.rights import OPERATOR
from crm.countries.models import Meeting
from crm.digests.kinds import BlockKind, Template
from crm.digests.models import BlockItem, Digest
from crm.digests.queries.issues import composition_of
from crm.digests.queries.previews import preview_for
from crm.digests.services import sending
from crm.digests.services.composing import Plan, new_digest
from crm.digests.services.occasions import NoOccasionError
from crm.meetings.models import DelegateState
from crm.meetings.services import note_delegate, note_registered
from tests.support.readers import AT, BASE_URL, Network, set_network


@pytest.fixture
def network(any_session: Session) -> Network:
    """The network, once with each engine."""
    return set_network(any_session)


def _meeting(network: Network) -> Meeting:
    chosen = sa.select(Meeting).where(Meeting.treaty_key == "ccm", Meeting.starts_on > AT.date())
    meeting = network.session.scalars(chosen.order_by(Meeting.starts_on)).first()
    assert meeting is not None
    return meeting


def _before(network: Network) -> Digest:
    plan = Plan(template=Template.MEETING, meeting_id=_meeting(network).id, also_in=("fr",))
    return new_digest(network.session, OPERATOR, AT, plan)


def _texts(network: Network, digest: Digest) -> dict[BlockKind, str]:
    return {block.kind: block.text for block in composition_of(network.session, digest).blocks}


def test_a_digest_before_a_meeting_has_a_status_three_asks_who_goes_and_the_numbers(network: Network) -> None:
    session, meeting = network.session, _meeting(network)
    note_registered(session, meeting, {"NP"}, {"NP", "KE"}, date(2026, 2, 1), "https://meeting.example")
    note_delegate(session, meeting, network.people["Jane Wanjikũ"].id, DelegateState.COMING, spoke=False)
    digest = _before(network)
    texts = _texts(network, digest)
    assert meeting.name in digest.title
    assert meeting.name in texts[BlockKind.EDITORIAL]
    assert texts[BlockKind.GOING] == (
        "1 Government is registered, as seen on 1 February 2026. 1 person of the network comes."
    )
    assert "112 States Parties" in texts[BlockKind.NUMBERS]
    asks = session.scalars(sa.select(BlockItem).where(BlockItem.subject == "")).all()
    assert len(asks) == 3
    for name, words in (("Jane Wanjikũ", "does not name your Government"), ("Ali Gurung", "names your Government")):
        said = preview_for(session, digest, network.people[name].id, OPERATOR, AT, BASE_URL)
        assert said is not None
        assert words in said.text
        assert words in said.html
        assert "Jane Wanjik" not in said.text or name == "Jane Wanjikũ"


def test_an_emergency_says_what_is_known_and_leaves_the_news_to_the_next_digest(network: Network) -> None:
    digest = new_digest(network.session, OPERATOR, AT, Plan(template=Template.EMERGENCY, country_iso2="LT"))
    digest.waiver = "The depositary's page is down."
    texts = _texts(network, digest)
    assert set(texts) == {BlockKind.EDITORIAL, BlockKind.REQUESTS, BlockKind.YOUR_COUNTRY}
    assert "Lithuania" in digest.title
    assert "Lithuania withdrew" in texts[BlockKind.EDITORIAL]
    sending.send(network.session, OPERATOR, AT, digest.id, base_url=BASE_URL, recall=timedelta())
    later = new_digest(network.session, OPERATOR, AT + timedelta(days=7), Plan())
    assert later.window_starts_at < AT
    assert network.session.scalar(sa.select(sa.func.count()).where(BlockItem.subject.startswith("action:"))) == 1


@pytest.mark.parametrize("template", [Template.MEETING, Template.EMERGENCY])
def test_an_occasion_has_to_be_named(network: Network, template: Template) -> None:
    with pytest.raises(NoOccasionError):
        new_digest(network.session, OPERATOR, AT, Plan(template=template, country_iso2="XX"))


def test_what_somebody_writes_comes_before_what_the_template_says(network: Network) -> None:
    plan = Plan("My title", "My words.", template=Template.MEETING, meeting_id=_meeting(network).id)
    digest = new_digest(network.session, OPERATOR, AT, plan)
    assert (digest.title, _texts(network, digest)[BlockKind.EDITORIAL]) == ("My title", "My words.")
