"""Two people editing the same words: nothing is written over unseen, nothing typed is lost, and a page saves itself."""

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from crm.digests.kinds import BlockKind
from crm.digests.models import Block, BlockItem, Digest
from crm.digests.services import translating
from tests.support.readers import Network

SignIn = Callable[..., FlaskClient]
JSON = {"Accept": "application/json"}


@pytest.fixture
def block(network: Network, digest: Digest) -> Block:
    """The block of actions, which has one item."""
    found = network.session.scalars(
        sa.select(Block).where(Block.digest_id == digest.id, Block.kind == BlockKind.ACTIONS)
    ).one()
    network.session.commit()
    return found


def _address(block: Block) -> str:
    return f"/digests/{block.digest_id}/blocks/{block.id}"


def test_the_second_of_two_editors_sees_both_texts_and_loses_nothing(
    network: Network, block: Block, sign_in: SignIn
) -> None:
    item = network.session.scalars(sa.select(BlockItem).where(BlockItem.block_id == block.id)).one()
    address, line = _address(block), f"item-{item.id}-text"
    network.session.commit()
    first, second = sign_in("staff"), sign_in("coordinator")
    page = second.get(address).text
    assert 'name="version" type="hidden" value="1"' in page
    first.post(address, data={"version": "1", "heading": "Theirs", "text": "Their text", line: "Their item"})
    answer = second.post(address, data={"version": "1", "heading": "Mine", "text": "My text", line: "My item"})
    assert answer.status_code == 409
    for words in ("Theirs", "Their text", "Their item", "Mine", "My text", "My item", "saved other words"):
        assert words in answer.text
    network.session.expire_all()
    assert (block.heading, item.text) == ("Theirs", "Their item")
    network.session.commit()
    now = re.search(r'name="version" type="hidden" value="(\d+)"', answer.text)
    assert now is not None
    second.post(address, data={"version": now[1], "heading": "Mine", "text": "My text", line: "My item"})
    network.session.expire_all()
    assert (block.heading, block.text, item.text) == ("Mine", "My text", "My item")


def test_a_form_without_a_version_writes_over_nothing(block: Block, sign_in: SignIn) -> None:
    assert sign_in("staff").post(_address(block), data={"heading": "Blind"}).status_code == 409


def test_saving_the_same_words_again_is_no_conflict(network: Network, block: Block, sign_in: SignIn) -> None:
    browser, words = sign_in("staff"), {"heading": "Same", "text": "Words"}
    assert browser.post(_address(block), data={"version": "1", **words}).status_code == 302
    assert browser.post(_address(block), data={"version": "1", **words}).status_code == 302
    network.session.expire_all()
    assert block.version == 2


def test_a_page_saves_itself_and_learns_the_new_version(network: Network, block: Block, sign_in: SignIn) -> None:
    browser, address = sign_in("staff"), _address(block)
    answer = browser.post(address, data={"version": "1", "heading": "By itself"}, headers=JSON)
    assert (answer.status_code, answer.json["version"]) == (200, 2)
    assert browser.get(address, headers=JSON).json["by"]
    again = browser.post(address, data={"version": "1", "heading": "Other"}, headers=JSON)
    assert (again.status_code, again.json["version"]) == (409, 2)
    wrong = browser.post(address, data={"version": "2", "heading": "x" * 201}, headers=JSON)
    assert wrong.status_code == 422
    assert "heading" in wrong.json["errors"]
    network.session.expire_all()
    assert block.heading == "By itself"


def test_what_is_typed_into_items_is_kept_when_a_field_is_wrong(
    network: Network, block: Block, sign_in: SignIn
) -> None:
    item = network.session.scalars(sa.select(BlockItem).where(BlockItem.block_id == block.id)).one()
    typed = {"version": "1", "heading": "x" * 201, f"item-{item.id}-text": "Long work", f"item-{item.id}-pin": "1"}
    network.session.commit()
    answer = sign_in("staff").post(_address(block), data=typed)
    assert answer.status_code == 422
    assert "Long work" in answer.text


def test_title_and_audience_are_guarded_too(network: Network, digest: Digest, sign_in: SignIn) -> None:
    first, second, address = sign_in("staff"), sign_in("coordinator"), f"/digests/{digest.id}/edit"
    network.session.commit()
    first.post(address, data={"version": "1", "title": "Their title", "preheader": "p"})
    answer = second.post(address, data={"version": "1", "title": "My title", "preheader": "q"})
    assert answer.status_code == 409
    assert "Their title" in answer.text
    assert "My title" in answer.text
    assert second.get(address, headers=JSON).json["version"] == 2


def test_a_translation_is_written_beside_the_original_and_guarded(
    network: Network, block: Block, digest: Digest, sign_in: SignIn
) -> None:
    translating.set_languages(network.session, digest.id, ["fr"])
    item = network.session.scalars(sa.select(BlockItem).where(BlockItem.block_id == block.id)).one()
    address, line = f"{_address(block)}/in/fr", f"item-{item.id}-text"
    network.session.commit()
    browser = sign_in("staff")
    assert "When will Kenya ratify?" in browser.get(address).text
    browser.post(address, data={"version": "1", "heading": "Au parlement", line: "Une question"})
    answer = browser.post(address, data={"version": "1", "heading": "Ailleurs", line: "Autre chose"})
    assert answer.status_code == 409
    for words in ("Au parlement", "Une question", "Ailleurs", "Autre chose"):
        assert words in answer.text
    titles = f"/digests/{digest.id}/in/fr"
    assert browser.post(titles, data={"version": "1", "title": "Titre", "preheader": "Avant"}).status_code == 302
    assert browser.post(titles, data={"version": "1", "title": "Autre", "preheader": ""}).status_code == 409
    assert "2 texts not translated" not in browser.get(f"/digests/{digest.id}").text
    assert browser.get(f"/digests/{digest.id}/in/ru").status_code == 404


def test_versions_are_chosen_and_given_up_on_the_page(network: Network, digest: Digest, sign_in: SignIn) -> None:
    network.session.execute(sa.text('UPDATE organisation SET languages = \'["en", "fr", "ar"]\''))
    network.session.commit()
    browser = sign_in("staff")
    browser.post(f"/digests/{digest.id}/languages", data={"also_in": ["fr", "ar"]})
    page = browser.get(f"/digests/{digest.id}").text
    assert "Title in French" in page
    browser.post(f"/digests/{digest.id}/languages", data={})
    assert "Title in French" not in browser.get(f"/digests/{digest.id}").text
