"""Papers and documents: read, taken out as files, brought by staff, refused where they are not what they say."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader

from crm.config import Settings
from crm.library.models import Document, DocumentVersion
from crm.library.services.tidying import throw_files_away
from crm.printing import pdf
from tests.support.storing import stored, writing

SAID = {"title": "A study", "language": "fr", "author": "Ann Example", "source": "https://coalition.example/study"}


@pytest.fixture(scope="module")
def two_pages() -> bytes:
    """A PDF of two pages."""
    return pdf('<html lang="en"><title>A study</title><p>One</p><p style="break-before: page">Two</p></html>')


def paper(app: Flask) -> int:
    return int(stored(app, sa.select(Document.id).where(Document.key == "what-it-requires"))[0])


def test_a_paper_is_read_in_the_readers_language_and_taken_out_as_a_tagged_pdf(app: Flask, jane: FlaskClient) -> None:
    address = f"/library/documents/{paper(app)}"
    assert "Towards States that are not party: Article 21" in jane.get(address).text
    assert "Hacia los Estados que no son partes" in jane.get(f"{address}?language=es").text
    assert "It is shown in this one: English." in jane.get(f"{address}?language=sw").text
    answer = jane.get(f"{address}/file?language=fr")
    assert answer.headers["Content-Disposition"] == "attachment; filename=what-it-requires-fr.pdf"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "obligations" in PdfReader(io.BytesIO(answer.data)).pages[0].extract_text()


def test_the_status_sheet_is_made_on_the_day(jane: FlaskClient) -> None:
    answer = jane.get("/library/status-sheet.pdf?language=es")
    words = " ".join(PdfReader(io.BytesIO(answer.data)).pages[0].extract_text().split())
    assert "112" in words
    assert "Vanuatu" in words
    assert "8 de septiembre de 2025" in words


def test_staff_bring_a_file_and_its_pages_are_counted(
    app: Flask, staff: FlaskClient, jane: FlaskClient, two_pages: bytes, tmp_path: Path
) -> None:
    name = "../../étude\u202e.pdf"
    added = staff.post("/library/documents/new", data=SAID | {"file": (io.BytesIO(two_pages), name)})
    assert added.status_code == 302, added.text
    page = jane.get(added.location).text
    assert "2 pages" in page
    assert [path.parent.name for path in tmp_path.glob("documents/*")] == ["documents"]
    address = added.location.partition("?")[0]
    given = jane.get(f"{address}/file")
    assert given.data == two_pages
    assert given.headers["Content-Disposition"].startswith("attachment")
    assert "\n" not in given.headers["Content-Disposition"]
    assert (
        staff.post(f"{address}/edit?language=fr", data=SAID | {"file": (io.BytesIO(two_pages), "b.pdf")}).status_code
        == 302
    )
    assert len(stored(app, sa.select(DocumentVersion).where(DocumentVersion.form == "pdf"))) == 2


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.svg", b"<svg onload='x'/>", "Bring a PDF, a DOCX or an ODT file."),
        ("a.pdf", b"<html>", "This file is not what the end of its name says."),
        ("a.pdf", b"%PDF-1.7 and then nothing", "This file is not what the end of its name says."),
        ("a.docx", b"MZ", "This file is not what the end of its name says."),
        ("a.odt", b"", "The file is empty."),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_beside_its_field(
    app: Flask, staff: FlaskClient, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    answer = staff.post("/library/documents/new", data=SAID | {"file": (io.BytesIO(content), name)})
    assert answer.status_code == 422
    assert said in answer.text
    assert "A study" in answer.text
    assert list(tmp_path.glob("documents/*")) == []
    assert len(stored(app, sa.select(Document))) == 3


def test_a_paper_is_written_in_another_language_and_shows_no_markup_of_others(app: Flask, staff: FlaskClient) -> None:
    address = f"/library/documents/{paper(app)}"
    form = staff.get(f"{address}/edit?language=ar").text
    assert "Never under any circumstances" in form
    said = SAID | {"language": "ar", "title": "ما تتطلبه الاتفاقية", "body": "## المادة 1\n\n<script>x</script>"}
    assert staff.post(f"{address}/edit?language=ar", data=said).status_code == 302
    page = staff.get(f"{address}?language=ar").text
    assert "<h2>المادة 1</h2>" in page
    assert "<script>x" not in page
    made = staff.get(f"{address}/file?language=ar")
    assert len(PdfReader(io.BytesIO(made.data)).pages) == 1
    assert staff.post("/library/documents/new?paper=1", data=SAID | {"body": ""}).status_code == 422


def test_a_document_taken_out_is_offered_no_more(app: Flask, staff: FlaskClient, jane: FlaskClient) -> None:
    address = f"/library/documents/{paper(app)}"
    assert staff.post(f"{address}/retire").status_code == 302
    assert "What the Convention on Cluster Munitions requires" not in jane.get("/library/").text
    assert jane.get(address).status_code == 404
    assert jane.get(f"{address}/file").status_code == 404
    assert "was taken out of the library" in staff.get(address).text


def test_a_file_leaves_the_disk_a_month_after_its_document_was_taken_out(
    app: Flask, staff: FlaskClient, two_pages: bytes, settings: Settings
) -> None:
    staff.post("/library/documents/new", data=SAID | {"file": (io.BytesIO(two_pages), "a.pdf")})
    added = staff.post("/library/documents/new", data=SAID | {"file": (io.BytesIO(two_pages), "b.pdf")})
    address, stray = added.location.partition("?")[0], settings.instance_path / "documents" / ("0" * 32)
    stray.write_bytes(b"left by a request that failed")
    assert staff.post(f"{address}/retire").status_code == 302
    assert "deleted from the server 30 days after that" in staff.get(address).text
    taken_out = datetime.now(UTC)

    def left(after: timedelta) -> int:
        with writing(app) as session:
            throw_files_away(session, taken_out + after, settings.instance_path)
        return len(list((settings.instance_path / "documents").iterdir()))

    assert left(timedelta(minutes=5)) == 3
    assert left(timedelta(days=29)) == 2
    assert staff.get(f"{address}/file").data == two_pages
    assert left(timedelta(days=31)) == 1
    assert staff.get(f"{address}/file").status_code == 404


def test_visitors_read_the_library_where_the_facts_are_open(
    app: Flask, client: FlaskClient, sign_in: Callable[..., FlaskClient]
) -> None:
    pages = ("/library/", f"/library/documents/{paper(app)}", "/library/texts/1?country=KE")
    assert all(client.get(page).location.startswith("/sign-in") for page in pages)
    settings = {"name": "A Coalition", "languages": "en", "time_zone": "UTC", "public_pages": "y"}
    assert sign_in("coordinator").post("/settings/", data=settings).status_code == 302
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 200
        assert "Accept-Language" in answer.headers["Vary"]
        assert "Adapt for my parliament" not in answer.text
    assert "Ce qu&#39;exige la Convention" in client.get("/library/", headers={"Accept-Language": "fr"}).text
