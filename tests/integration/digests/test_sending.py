"""From collecting to the ledger: who gets a digest, who is left out and why, and what staff can do on the way."""

import quopri
from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.rights import OPERATOR
from crm.actions.models import Visibility
from crm.audit.services import Doing, begin, change_set_id, undo
from crm.digests.kinds import BlockKind, DigestState
from crm.digests.mailing import DigestKind
from crm.digests.models import Block, BlockItem, Digest, FrozenText
from crm.digests.queries.deliveries import counts_of, reasons_of
from crm.digests.queries.issues import composition_of
from crm.digests.queries.news import news
from crm.digests.queries.outlook import outlook
from crm.digests.queries.previews import preview_for
from crm.digests.services import composing, editing, sending
from crm.digests.services.composing import DigestLockedError, Plan, new_digest
from crm.digests.services.editing import Line, Words
from crm.digests.services.sending import BlockedError, ChangedError, Seen
from crm.digests.windows import LONGEST, Window
from crm.mail.building import Mail
from crm.mail.models import Address, AddressState, MailControl, Message, MessageState, SkipReason
from crm.mail.queries import counts
from crm.mail.services import ensure_address
from crm.members.models import EmailAddress
from crm.members.services.consent import unsubscribe_topic
from crm.preferences.models import Preference
from crm.treaties.models import Treaty
from tests.support.readers import AT, BASE_URL, Network, set_network

RECALL = timedelta(minutes=10)


@pytest.fixture
def network(session: Session) -> Network:
    """The network."""
    return set_network(session)


@pytest.fixture
def any_network(any_session: Session) -> Network:
    """The network, once with each engine."""
    return set_network(any_session)


def _send(network: Network, digest: Digest) -> Digest:
    return sending.send(network.session, OPERATOR, AT, digest.id, base_url=BASE_URL, recall=RECALL)


def _rows(network: Network, digest: Digest) -> dict[int, Message]:
    found = network.session.scalars(sa.select(Message).where(Message.kind == "digest", Message.subject_id == digest.id))
    return {row.recipient_id or 0: row for row in found}


def _text(mail: Mail) -> str:
    return quopri.decodestring(mail.text).decode()


def _html(mail: Mail) -> str:
    return quopri.decodestring(mail.html).decode()


def _edit(network: Network, block: Block, words: Words) -> None:
    editing.edit_block(network.session, OPERATOR, AT, block.id, words)


def _edit_line(network: Network, item: BlockItem, line: Line) -> None:
    block = network.session.get_one(Block, item.block_id)
    _edit(network, block, Words(block.heading, block.text, block.audience, {item.id: line}))


def _items(network: Network, digest: Digest, kind: BlockKind) -> list[str]:
    statement = (
        sa.select(BlockItem.text)
        .join(Block, Block.id == BlockItem.block_id)
        .where(Block.digest_id == digest.id, Block.kind == kind)
        .order_by(BlockItem.position)
    )
    return list(network.session.scalars(statement))


def test_the_blocks_of_a_new_digest_are_filled_from_its_window(network: Network) -> None:
    digest = network.digest()
    assert digest.window_starts_at == AT - LONGEST
    assert _items(network, digest, BlockKind.TREATY_ACTIONS) == ["Vanuatu acceded on 5 September 2025."]
    assert _items(network, digest, BlockKind.ACTIONS) == [
        "Kenya: a question, 10 February 2026: When will Kenya ratify?"
    ]
    assert "Third Review Conference" in _items(network, digest, BlockKind.MEETINGS)[0]
    assert _items(network, digest, BlockKind.YOUR_COUNTRY) == []


def test_what_is_private_or_of_a_shielded_person_is_not_collected(network: Network) -> None:
    network.action(network.people["Ali Gurung"], "Quietly", Visibility.PRIVATE)
    network.action(network.people["Ana Vásquez"], "In danger")
    network.people["Ana Vásquez"].shielded = True
    network.session.flush()
    texts = " ".join(_items(network, network.digest(), BlockKind.ACTIONS))
    assert "Quietly" not in texts
    assert "In danger" not in texts


def test_an_item_is_collected_once_and_the_next_digest_begins_where_the_last_ended(any_network: Network) -> None:
    network = any_network
    first = network.digest()
    _send(network, first)
    later = AT + timedelta(days=30)
    second = new_digest(network.session, OPERATOR, later, Plan())
    assert second.window_starts_at == first.window_ends_at
    whole = Window(AT - LONGEST, later)
    assert not any(news(network.session, whole, ["en"]).values())


def test_everybody_in_the_audience_has_a_row_and_whoever_is_left_out_has_a_reason(any_network: Network) -> None:
    network = any_network
    session = network.session
    gone = network.friend("Gone Away")
    unsubscribe_topic(session, AT, gone.id, how="by telephone")
    network.friend("Never Asked", subscribed=False)
    network.friend("No Address", email=None)
    kept_back = network.friend("Held Back", email="held@parliament.example")
    session.execute(sa.update(Address).where(Address.email.like("held%")).values(state=AddressState.HELD))
    network.friend("Shielded Person").shielded = True
    session.flush()
    digest = network.digest()
    _send(network, digest)
    held = counts(session, "digest", digest.id)
    assert counts_of(session, [digest])[digest.id] == held
    assert held[MessageState.WAITING] == 3
    assert held[MessageState.SKIPPED] == 5
    assert reasons_of(session, digest.id) == {
        SkipReason.NO_ADDRESS: 1,
        SkipReason.NOT_ALLOWED: 1,
        SkipReason.ON_HOLD: 1,
        SkipReason.SHIELDED: 1,
        SkipReason.UNSUBSCRIBED: 1,
    }
    assert _rows(network, digest)[kept_back.id].reason is SkipReason.ON_HOLD


def test_your_country_alone_is_nothing_new(network: Network) -> None:
    digest = network.digest(intro="")
    only_nepal = {"stages": [], "countries": ["NP"]}
    for block in composition_of(network.session, digest).blocks:
        if block.kind is not BlockKind.YOUR_COUNTRY:
            _edit(network, block, Words(block.heading, block.text, only_nepal))
    _send(network, digest)
    rows = _rows(network, digest)
    assert rows[network.people["Jane Wanjikũ"].id].reason is SkipReason.NOTHING_NEW
    assert rows[network.people["Ali Gurung"].id].state is MessageState.WAITING


def test_each_reader_gets_their_own_country_and_blocks(any_network: Network) -> None:
    network = any_network
    digest = network.digest()
    block = composing.add_block(network.session, digest.id)
    kenya = {"stages": [], "countries": ["KE"]}
    _edit(network, block, Words("For Kenya", "Only for Kenya.", kenya))
    _send(network, digest)
    rows = list(_rows(network, digest).values())
    batch = DigestKind(BASE_URL).open(network.session, rows, AT)
    said = {row.recipient_id: batch.render(row) for row in rows}
    jane, ali = (said[network.people[name].id] for name in ("Jane Wanjikũ", "Ali Gurung"))
    assert "Kenya signed on 3 December 2008 and has not ratified." in _text(jane)
    assert "Only for Kenya." in _text(jane)
    assert "What friends in Kenya did:" in _html(jane)
    assert "Nepal" in _text(ali)
    assert "Only for Kenya." not in _text(ali) + _html(ali)
    assert "Dear Ali Gurung," in _text(ali)
    assert "Jane" not in _text(ali) + _html(ali)


def test_a_first_time_reader_is_told_where_things_stand_and_later_is_not(network: Network) -> None:
    first = network.digest()
    _send(network, first)
    rows = list(_rows(network, first).values())
    batch = DigestKind(BASE_URL).open(network.session, rows, AT)
    assert "112 States are party" in _text(batch.render(rows[0]))
    network.session.execute(sa.update(Message).values(state=MessageState.SENT, ended_at=AT))
    second = network.digest("Next")
    sending.send(network.session, OPERATOR, AT, second.id, base_url=BASE_URL, recall=RECALL)
    rows = list(_rows(network, second).values())
    batch = DigestKind(BASE_URL).open(network.session, rows, AT)
    assert "112 States are party" not in _text(batch.render(rows[0]))


def test_what_is_frozen_does_not_change_with_the_people_or_the_facts(network: Network) -> None:
    digest = network.digest()
    _send(network, digest)
    row = _rows(network, digest)[network.people["Jane Wanjikũ"].id]
    before = DigestKind(BASE_URL).open(network.session, [row], AT).render(row)
    network.people["Jane Wanjikũ"].name = "Jane Other"
    network.session.flush()
    assert DigestKind(BASE_URL).open(network.session, [row], AT).render(row) == before


def test_the_right_to_receive_is_asked_again(network: Network) -> None:
    session, digest = network.session, network.digest()
    _send(network, digest)
    jane, ali, ana = (network.people[name] for name in ("Jane Wanjikũ", "Ali Gurung", "Ana Vásquez"))
    unsubscribe_topic(session, AT, jane.id, how="by the link in a mail")
    ali.shielded = True
    ana.erased_at = AT
    session.flush()
    rows = _rows(network, digest)
    batch = DigestKind(BASE_URL).open(session, list(rows.values()), AT)
    assert batch.may_receive(rows[jane.id]) is SkipReason.UNSUBSCRIBED
    assert batch.may_receive(rows[ali.id]) is SkipReason.SHIELDED
    assert batch.may_receive(rows[ana.id]) is SkipReason.ERASED


def test_whoever_wants_it_less_often_is_left_out_for_a_while(network: Network) -> None:
    session, jane = network.session, network.people["Jane Wanjikũ"]
    session.add(Preference(member_id=jane.id, days=90, chosen_at=AT))
    first = network.digest()
    _send(network, first)
    assert _rows(network, first)[jane.id].state is MessageState.WAITING
    session.execute(sa.update(Message).values(state=MessageState.SENT, ended_at=AT))
    second = network.digest("Next")
    _send(network, second)
    assert _rows(network, second)[jane.id].reason is SkipReason.LESS_OFTEN


def test_a_fault_stops_the_send_and_a_waiver_lets_old_facts_go(network: Network) -> None:
    digest = network.digest()
    digest.waiver = ""
    network.session.execute(sa.update(Treaty).values(known_until=date(2025, 8, 1)))
    network.session.expire_all()
    block = composing.add_block(network.session, digest.id)
    _edit(network, block, Words(text="[x]()"))
    with pytest.raises(BlockedError) as blocked:
        _send(network, digest)
    texts = " ".join(fault.text for fault in blocked.value.faults)
    assert "without an address" in texts
    assert "give a reason" in texts
    editing.drop_block(network.session, block.id)
    sending.waive(network.session, digest.id, "The page is down.")
    assert _send(network, digest).state is DigestState.SENDING


def test_an_edit_voids_an_approval_and_a_stale_button_does_nothing(network: Network) -> None:
    session, digest = network.session, network.digest()
    ahead = outlook(session, composition_of(session, digest), OPERATOR, AT, BASE_URL)
    seen = Seen(ahead.content_hash, len(ahead.recipients))
    sending.approve(session, OPERATOR, AT, digest.id, seen, BASE_URL)
    assert digest.state is DigestState.APPROVED
    composing.edit_digest(session, OPERATOR, AT, digest.id, title="Another", preheader=digest.preheader, audience={})
    assert (digest.state, digest.approved_at, digest.content_hash) == (DigestState.DRAFT, None, None)
    for stale in (seen, replace(seen, content_hash="", recipients=3)):
        with pytest.raises(ChangedError):
            sending.send(session, OPERATOR, AT, digest.id, base_url=BASE_URL, recall=RECALL, seen=stale)
    network.friend("New Comer")
    hash_now = outlook(session, composition_of(session, digest), OPERATOR, AT, BASE_URL).content_hash
    with pytest.raises(ChangedError, match="4 people now, not 3"):
        sending.send(session, OPERATOR, AT, digest.id, base_url=BASE_URL, recall=RECALL, seen=Seen(hash_now, 3))


def test_a_digest_can_be_sent_only_once(network: Network) -> None:
    digest = network.digest()
    _send(network, digest)
    with pytest.raises(DigestLockedError):
        _send(network, digest)
    with pytest.raises(DigestLockedError):
        composing.add_block(network.session, digest.id)
    assert len(_rows(network, digest)) == 3


def test_a_recalled_digest_can_be_edited_and_sent_again_to_everybody(any_network: Network) -> None:
    network = any_network
    session, digest = network.session, network.digest()
    _send(network, digest)
    sending.recall(session, OPERATOR, AT + timedelta(minutes=5), digest.id)
    assert {row.reason for row in _rows(network, digest).values()} == {SkipReason.RECALLED}
    assert digest.state is DigestState.DRAFT
    composing.edit_digest(session, OPERATOR, AT, digest.id, title="Mended", preheader=digest.preheader, audience={})
    network.friend("New Comer")
    _send(network, digest)
    session.expire_all()
    assert {row.state for row in _rows(network, digest).values()} == {MessageState.WAITING}
    assert len(_rows(network, digest)) == 4
    assert set(session.scalars(sa.select(FrozenText.subject).where(FrozenText.subject != ""))) == {"Mended"}


def test_after_the_recall_window_the_rest_can_only_be_stopped(network: Network) -> None:
    session, digest = network.session, network.digest()
    _send(network, digest)
    late = AT + timedelta(minutes=11)
    with pytest.raises(ChangedError):
        sending.recall(session, OPERATOR, late, digest.id)
    first = next(iter(_rows(network, digest).values()))
    first.state, first.ended_at = MessageState.SENT, late
    session.flush()
    sending.cancel(session, OPERATOR, late, digest.id)
    held = counts(session, "digest", digest.id)
    assert counts_of(session, [digest])[digest.id] == held
    assert (held[MessageState.SENT], held[MessageState.SKIPPED]) == (1, 2)
    assert (digest.state, digest.sent_at) == (DigestState.CANCELLED, late)


def test_pausing_holds_the_ledger_and_resuming_lets_it_go(any_network: Network) -> None:
    network = any_network
    session, digest = network.session, network.digest()
    _send(network, digest)
    sending.pause(session, AT, digest.id)
    assert session.get(MailControl, f"digest:{digest.id}") is not None
    sending.resume(session, digest.id)
    session.expire_all()
    assert session.get(MailControl, f"digest:{digest.id}") is None
    assert digest.state is DigestState.SENDING


def test_a_digest_is_finished_when_nothing_waits_and_the_missing_get_it_later(any_network: Network) -> None:
    network = any_network
    session, digest = network.session, network.digest()
    network.friend("No Address Yet", "KE", email=None)
    _send(network, digest)
    assert sending.finish(session, AT) == 0
    went = sa.update(Message).where(Message.state == MessageState.WAITING)
    session.execute(went.values(state=MessageState.SENT, ended_at=AT))
    failed = next(iter(_rows(network, digest).values()))
    failed.state = MessageState.FAILED
    session.flush()
    assert sending.finish(session, AT) == 1
    assert digest.state is DigestState.SENT
    new = network.friend("New Comer", "MX")
    mended = network.people["No Address Yet"]
    network.session.add(EmailAddress(member_id=mended.id, address_id=ensure_address(session, "late@p.example").id))
    session.flush()
    assert sending.send_to_the_missing(session, OPERATOR, AT, digest.id, BASE_URL) == 3
    session.expire_all()
    rows = _rows(network, digest)
    assert {row.state for row in rows.values()} == {MessageState.SENT, MessageState.WAITING}
    assert rows[new.id].state is rows[mended.id].state is MessageState.WAITING
    assert rows[mended.id].email == "late@p.example"
    batch = DigestKind(BASE_URL).open(session, [rows[new.id]], AT)
    assert "Mexico" in _text(batch.render(rows[new.id]))
    assert sending.send_to_the_missing(session, OPERATOR, AT, digest.id, BASE_URL) == 0


def test_undoing_a_send_takes_its_mails_back(network: Network) -> None:
    session, digest = network.session, network.digest()
    session.commit()
    begin(session, Doing(act="digests.send", at=AT, source="test"))
    _send(network, digest)
    sent = change_set_id(session)
    session.commit()
    assert sent is not None
    undo(session, sent, Doing(act="undo", at=AT, source="test"))
    assert session.get_one(Digest, digest.id).state is DigestState.DRAFT
    assert {row.reason for row in _rows(network, digest).values()} == {SkipReason.RECALLED}


def test_what_a_given_up_draft_collected_is_told_by_the_next(network: Network) -> None:
    draft = network.digest()
    assert _items(network, network.digest("Second"), BlockKind.TREATY_ACTIONS) == []
    sending.discard(network.session, draft.id)
    assert draft.state is DigestState.CANCELLED
    assert _items(network, network.digest("Third"), BlockKind.TREATY_ACTIONS) == [
        "Vanuatu acceded on 5 September 2025."
    ]


def test_what_came_in_since_is_added_to_a_draft_once(network: Network) -> None:
    draft = network.digest()
    network.action(network.people["Ali Gurung"], "A new question")
    later = AT + timedelta(days=1)
    assert composing.collect_more(network.session, later, draft.id) == 1
    assert "A new question" in _items(network, draft, BlockKind.ACTIONS)[1]
    assert composing.collect_more(network.session, later, draft.id) == 0


def test_what_staff_drop_or_edit_is_dropped_or_edited_in_the_country_block_too(network: Network) -> None:
    session, digest = network.session, network.digest()
    jane = network.people["Jane Wanjikũ"].id
    item = session.scalars(sa.select(BlockItem).where(BlockItem.subject.startswith("action:"))).one()
    _edit_line(network, item, Line("Kenya: asked in our words"))
    said = preview_for(session, digest, jane, OPERATOR, AT, BASE_URL)
    assert said is not None
    assert "What friends in Kenya did:\n- Asked in our words (told to us)\n" in said.text
    _edit_line(network, item, Line(item.text, dropped=True))
    said = preview_for(session, digest, jane, OPERATOR, AT, BASE_URL)
    assert said is not None
    assert "What friends in Kenya did" not in said.text


def test_an_empty_audience_blocks(network: Network) -> None:
    digest = network.digest()
    digest.audience = {"stages": ["friend"], "countries": ["VA"]}
    network.session.flush()
    with pytest.raises(BlockedError, match="audience is empty"):
        _send(network, digest)
