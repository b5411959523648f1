"""A letter as a Word file says what it says on paper."""

from __future__ import annotations

import io
import re
import unicodedata
from collections import Counter
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from docx import Document
from docx.text.paragraph import Paragraph
from flask.testing import FlaskClient
from pypdf import PdfReader

from crm.countries.models import Chamber
from crm.jobs.worker import Worker
from crm.letters.kinds import Channel
from crm.letters.models import Letter
from crm.members.models import Mandate
from tests.integration.letters.test_batches import started
from tests.support.posting import Post

SignIn = Callable[..., FlaskClient]


def words(text: str) -> Counter[str]:
    """The words of a text; a word that a line breaks at its hyphen counts as one, with or without."""
    plain = unicodedata.normalize("NFKC", text)
    return Counter(re.findall(r"\w+", re.sub(r"[-\u2010\u00ad]\s*", "", plain)))


def of_paper(content: bytes) -> Counter[str]:
    """The words of a PDF, without the numbers at the foot of its pages."""
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]
    return words("\n".join(pages)) - words(" ".join(str(number + 1) for number in range(len(pages))))


def of_word(content: bytes) -> Counter[str]:
    document = Document(io.BytesIO(content))
    paragraphs = [*document.paragraphs, *document.sections[0].footer.paragraphs]
    return words("\n".join(f"{'1 ' if _is_numbered(one) else ''}{one.text}" for one in paragraphs))


def _is_numbered(paragraph: Paragraph) -> bool:
    return paragraph.style is not None and paragraph.style.name == "List Number"


def made(post: Post, worker: Worker) -> int:
    """Let the worker make the one letter there is; gives its number, and leaves the database to the browser."""
    worker.run_due()
    number = post.session.scalars(sa.select(Letter.id)).one()
    post.session.rollback()
    return number


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_every_word_on_paper_stands_in_the_word_file(
    post: Post, worker: Worker, sign_in: SignIn, language: str
) -> None:
    post.sender.web_page = "https://coalition.example"
    post.person("سلمى الفاسي", "MA", language=language, gender="female", postal_address="Avenue longue\n10000 Rabat")
    started(post, post.batch(channel=Channel.POST, enclosures=("the-problem", "how-to-join")))
    number = made(post, worker)
    browser = sign_in("staff")
    paper, word = (browser.get(f"/letters/{number}/letter.{kind}").data for kind in ("pdf", "docx"))
    assert {"Avenue", "Rabat", "coalition", "Willowbank"} <= set(of_paper(paper))
    assert set(of_paper(paper)) - set(of_word(word)) <= {"1", "2"}
    assert any(shape.width for shape in Document(io.BytesIO(word)).inline_shapes)


def test_a_letter_that_a_member_signs_has_nothing_of_the_sender(post: Post, worker: Worker, sign_in: SignIn) -> None:
    ada = post.person("Ada Example")
    chamber = post.session.scalars(sa.select(Chamber.id).where(Chamber.country_iso2 == "KE")).first()
    post.session.add(Mandate(member_id=ada.id, chamber_id=chamber, key="seat"))
    started(post, post.batch("to_minister", channel=Channel.POST))
    number = made(post, worker)
    said = of_word(sign_in("staff").get(f"/letters/{number}/letter.docx").data)
    assert {"Dear", "Minister", "Ada", "Example"} <= set(said)
    assert not {"Invented", "Coalition", "Willowbank", "reference"} & set(said)
