"""What is new in the library is told in a digest, in each of its languages, with a link to where it is read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.rights import OPERATOR
from crm.digests.kinds import BlockKind
from crm.digests.models import Block, BlockItem, Digest, ItemText
from crm.digests.queries.previews import preview_for
from crm.digests.services.composing import Plan, new_digest
from crm.library.kinds import DocumentForm, TextKind
from crm.library.models import Document, DocumentVersion, ModelText
from crm.library.services import load_shipped
from crm.library.services.texts import TextDraft, write_text
from crm.treaties.step import Step
from tests.support.readers import AT, BASE_URL, Network, set_network

DAY = timedelta(days=1)


@pytest.fixture
def network(session: Session) -> Network:
    """A network whose library came with the product long ago."""
    network = set_network(session)
    load_shipped(session, AT - 100 * DAY)
    session.flush()
    return network


def write(session: Session, at: datetime, title: str, language: str = "en", text: ModelText | None = None) -> ModelText:
    draft = TextDraft(TextKind.MOTION, (Step.RATIFY,), language, title, "This House calls for ratification.")
    return write_text(session, OPERATOR, at, draft, text)


def add_paper(session: Session, at: datetime, title: str) -> None:
    paper = Document(key="paper-of-tests")
    session.add(paper)
    session.flush()
    words = DocumentVersion(document_id=paper.id, language="en", version=1, title=title, form=DocumentForm.PAPER)
    words.body, words.changed_at = "Words.", at
    session.add(words)
    session.flush()


def digest(session: Session) -> Digest:
    made = new_digest(session, OPERATOR, AT, Plan(title="Moved", intro="Hello.", also_in=("fr", "ar")))
    made.waiver = "The depositary's page is down."
    session.flush()
    return made


def told(session: Session, made: Digest) -> Sequence[BlockItem]:
    chosen = sa.select(BlockItem).join(Block).where(Block.digest_id == made.id, Block.kind == BlockKind.LIBRARY)
    return session.scalars(chosen.order_by(BlockItem.position)).all()


def said(session: Session, item: BlockItem, language: str) -> str:
    chosen = sa.select(ItemText.text).where(ItemText.item_id == item.id, ItemText.language == language)
    return session.scalars(chosen).one()


def test_what_came_in_or_changed_is_told_once_and_what_came_with_the_product_is_not(network: Network) -> None:
    session = network.session
    old = session.scalars(sa.select(ModelText).order_by(ModelText.id)).first()
    assert old is not None
    write(session, AT - 2 * DAY, "A motion for ratification")
    write(session, AT - DAY, "A better question", text=old)
    add_paper(session, AT - DAY, "What ratifying costs")
    made = digest(session)
    assert [item.text for item in told(session, made)] == [
        "New version: A better question",
        "New: A motion for ratification",
        "New: What ratifying costs",
    ]
    assert told(session, digest(session)) == []
    write(session, AT - timedelta(hours=1), "The best question", text=old)
    assert [item.text for item in told(session, digest(session))] == ["New version: The best question"]


def test_each_language_has_its_own_title_or_names_the_language_of_another(network: Network) -> None:
    session = network.session
    text = write(session, AT - DAY, "A motion for ratification")
    write(session, AT - DAY, "Une motion", language="fr", text=text)
    (item,) = told(session, digest(session))
    assert said(session, item, "fr") == "Nouveau : Une motion"
    assert said(session, item, "ar") == "جديد: A motion for ratification (الإنجليزية)"


def test_its_link_leads_to_the_library_from_both_parts_of_the_mail(network: Network) -> None:
    session = network.session
    text = write(session, AT - DAY, "A motion for ratification")
    made = digest(session)
    mail = preview_for(session, made, network.people["Jane Wanjikũ"].id, OPERATOR, AT, BASE_URL)
    assert mail is not None
    assert f'<a href="{BASE_URL}/library/texts/{text.id}"' in mail.html
    assert f"- New: A motion for ratification\n  {BASE_URL}/library/texts/{text.id}\n" in mail.text
    assert "New in the library" in mail.text


def test_a_text_that_was_taken_out_is_no_news(network: Network) -> None:
    text = write(network.session, AT - DAY, "A motion for ratification")
    text.retired_at = AT
    network.session.flush()
    assert told(network.session, digest(network.session)) == []
