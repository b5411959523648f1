"""One digest in several languages: each reader gets theirs, as far as it is there, and is told where it is not."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.rights import OPERATOR
from crm.digests.kinds import BlockKind
from crm.digests.mailing import DigestKind
from crm.digests.models import Block, BlockItem, Digest, FrozenText
from crm.digests.queries.issues import composition_of
from crm.digests.queries.previews import neutral_view, preview_for
from crm.digests.services import composing, editing, sending, translating
from crm.digests.services.composing import Plan, new_digest
from crm.digests.services.editing import Line, Words
from crm.digests.services.overtaking import OvertakenError
from crm.mail.models import Message
from tests.support.readers import AT, BASE_URL, Network, set_network


@pytest.fixture
def network(any_session: Session) -> Network:
    """A network whose readers read French, Arabic and Swahili, once with each engine."""
    network = set_network(any_session)
    for name, language in (("Jane Wanjikũ", "sw"), ("Ali Gurung", "ar"), ("Ana Vásquez", "fr-CH")):
        network.people[name].language = language
    any_session.flush()
    return network


def _digest(network: Network) -> Digest:
    digest = new_digest(network.session, OPERATOR, AT, Plan(title="Moved", intro="Hello.", also_in=("fr", "ar")))
    digest.waiver = "The depositary's page is down."
    said = {"title": "Ce qui a bougé", "preheader": "Vanuatu a adhéré, et une question posée à Nairobi"}
    translating.translate_digest(network.session, OPERATOR, AT, digest.id, "fr", **said)
    return digest


def _block(network: Network, digest: Digest, kind: BlockKind) -> Block:
    return network.session.scalars(sa.select(Block).where(Block.digest_id == digest.id, Block.kind == kind)).one()


def _read(network: Network, digest: Digest, name: str) -> str:
    said = preview_for(network.session, digest, network.people[name].id, OPERATOR, AT, BASE_URL)
    assert said is not None
    return f"{said.subject}\n{said.text}\n{said.html}"


def test_what_is_collected_is_said_in_every_language(network: Network) -> None:
    digest = _digest(network)
    composition = composition_of(network.session, digest)
    item = network.session.scalars(sa.select(BlockItem).where(BlockItem.subject.startswith("action:"))).one()
    assert "10 février 2026" in composition.line(item, "fr").text
    assert composition.line(item, "fr").language == ""


def test_each_reader_gets_their_version_and_is_told_where_there_is_none(network: Network) -> None:
    digest = _digest(network)
    french, arabic, swahili = (_read(network, digest, name) for name in ("Ana Vásquez", "Ali Gurung", "Jane Wanjikũ"))
    assert french.startswith("Ce qui a bougé\n")
    assert '<html lang="fr" dir="ltr"' in french
    assert "no version" not in french
    assert '<html lang="ar" dir="rtl"' in arabic
    assert "This issue has no version in Swahili. You read it in English." in swahili
    assert '<html lang="en" dir="ltr"' in swahili


def test_the_ledger_and_what_is_frozen_know_the_language(network: Network) -> None:
    digest = _digest(network)
    sending.send(network.session, OPERATOR, AT, digest.id, base_url=BASE_URL, recall=timedelta())
    rows = network.session.scalars(sa.select(Message).order_by(Message.recipient_id)).all()
    assert [row.language for row in rows] == ["en", "ar", "fr"]
    keys = set(network.session.scalars(sa.select(FrozenText.key).where(FrozenText.key.like("country:%"))))
    assert keys == {"country:KE:en", "country:NP:ar", "country:NP:fr"}
    batch = DigestKind(BASE_URL).open(network.session, rows, AT)
    mails = [batch.render(row) for row in rows]
    assert [mail.language for mail in mails] == ["en", "ar", "fr"]
    assert mails[2].subject == "Ce qui a bougé"
    for row, mail in zip(rows, mails, strict=True):
        assert batch.said(row).subject == mail.subject


def test_the_neutral_view_is_in_the_language_asked_for(network: Network) -> None:
    digest = _digest(network)
    assert "Ce qui a bougé" in neutral_view(network.session, digest, BASE_URL, "fr").html
    assert '<html lang="en"' in neutral_view(network.session, digest, BASE_URL, "zh").html


def test_an_approval_holds_for_the_words_of_every_language(network: Network) -> None:
    digest = _digest(network)
    block = _block(network, digest, BlockKind.EDITORIAL)
    digest.content_hash, digest.approved_at = "x", AT
    said = {"heading": "", "text": "Bonjour.", "lines": {}}
    translating.translate_block(network.session, OPERATOR, AT, block, "fr", **said)
    assert digest.approved_at is None
    assert "Bonjour." in _read(network, digest, "Ana Vásquez")


def test_a_language_that_is_added_later_gets_the_words_we_have(network: Network) -> None:
    digest = new_digest(network.session, OPERATOR, AT, Plan(title="Moved", intro="Hello."))
    translating.set_languages(network.session, digest.id, ["en", "fr"])
    assert digest.also_in == ["fr"]
    item = network.session.scalars(sa.select(BlockItem).where(BlockItem.subject.startswith("action:"))).one()
    assert "février" in composition_of(network.session, digest).line(item, "fr").text
    translating.set_languages(network.session, digest.id, [])
    translating.set_languages(network.session, digest.id, ["fr"])
    assert digest.languages == ("en", "fr")


def test_words_of_a_version_are_not_written_over_unseen(network: Network) -> None:
    digest = _digest(network)
    with pytest.raises(OvertakenError):
        translating.translate_digest(network.session, OPERATOR, AT, digest.id, "fr", title="X", preheader="", seen=1)
    row = translating.translate_digest(
        network.session, OPERATOR, AT, digest.id, "fr", title="Ce qui a bougé", preheader="Y", seen=2
    )
    assert (row.preheader, row.version) == ("Y", 3)


def test_an_item_for_one_country_is_read_there_alone_and_says_why(network: Network) -> None:
    digest = _digest(network)
    block = _block(network, digest, BlockKind.ACTIONS)
    item = network.session.scalars(sa.select(BlockItem).where(BlockItem.subject.startswith("action:"))).one()
    words = Words(block.heading, block.text, {}, {item.id: Line(item.text, item.link, own_country=True)})
    editing.edit_block(network.session, OPERATOR, AT, block.id, words)
    kenya, nepal = _read(network, digest, "Jane Wanjikũ"), _read(network, digest, "Ana Vásquez")
    assert "Because you are in Kenya:" in kenya
    assert "When will Kenya ratify?" in kenya
    assert "When will Kenya ratify?" not in nepal
    assert "When will Kenya ratify?" not in neutral_view(network.session, digest, BASE_URL).html


def test_what_was_told_to_us_is_marked(network: Network) -> None:
    assert "When will Kenya ratify? (told to us)" in _read(network, _digest(network), "Jane Wanjikũ")


def test_actions_go_into_a_block_of_their_region_and_stay_with_it(network: Network) -> None:
    network.action(network.people["Ali Gurung"], "When will Nepal sign?")
    digest = _digest(network)
    assert composing.split_by_region(network.session, _block(network, digest, BlockKind.ACTIONS)) == 2
    network.action(network.people["Ali Gurung"], "And the vote?")
    composing.collect_more(network.session, AT + timedelta(days=1), digest.id)
    blocks = {block.heading: block.id for block in composition_of(network.session, digest).blocks}
    items = network.session.execute(sa.select(BlockItem.block_id, BlockItem.text)).all()
    asia = [text for number, text in items if number == blocks["What friends did in their parliaments: Asia"]]
    assert ["Nepal" in text for text in asia] == [True, True]


def test_a_pinned_item_and_a_pinned_block_come_first(network: Network) -> None:
    digest = _digest(network)
    block = _block(network, digest, BlockKind.MEETINGS)
    second = editing.add_item(network.session, block.id, text="Pinned words", link="")
    editing.edit_block(
        network.session, OPERATOR, AT, block.id, Words(lines={second.id: Line("Pinned words", pinned=True)})
    )
    editing.pin_block(network.session, block.id, pinned=True)
    composition = composition_of(network.session, digest)
    assert composition.blocks[0].id == block.id
    assert composition.kept(block)[0].id == second.id
