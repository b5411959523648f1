"""What can be enclosed with a letter: documents in the reader's language, else in English, and the status sheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from pathlib import Path

from sqlalchemy.orm import Session

from crm.accounts.queries import get_settings
from crm.countries.queries import list_places
from crm.languages import speaking
from crm.library.kinds import DocumentForm
from crm.library.models import DocumentVersion
from crm.library.papers import paper_pdf
from crm.library.queries.documents import DocumentRecord, documents, documents_by_key
from crm.library.sheet import Sheet, sheet_pdf
from crm.printing import count_pages
from crm.treaties.queries import get_treaty, standings
from crm.treaties.status import Known, count

STATUS_SHEET = "status-sheet"
"""The key of the sheet that is made on the day."""

FOLDER = "documents"
TREATY = "ccm"


@dataclass(frozen=True)
class Enclosure:
    """A file to enclose: which document it is, in which language, and whether that stands in for the reader's.

    `read` gives its content; that of a paper and of the status sheet is made when it is first read, and kept.
    """

    key: str
    title: str
    language: str
    fell_back: bool
    form: DocumentForm
    file_name: str
    read: Callable[[], bytes]
    version: int | None = None
    counted: int | None = None

    @cached_property
    def pages(self) -> int | None:
        """How many pages it has, counted in the PDF itself; None for a file that is no PDF."""
        if self.form in {DocumentForm.DOCX, DocumentForm.ODT}:
            return None
        return self.counted if self.counted is not None else count_pages(self.read())


@dataclass(frozen=True, slots=True)
class Enclosable:
    """A document that can be chosen to be enclosed."""

    key: str
    title: str
    languages: Sequence[str]
    form: DocumentForm | None


def enclosable(session: Session, language: str) -> Sequence[Enclosable]:
    """What can be chosen: the documents of the library by their titles in a language, and the status sheet."""
    found = []
    for record in documents(session):
        version = record.choose(language)[1]
        found.append(Enclosable(record.document.key, version.title, list(record.versions), version.form))
    return [*found, Enclosable(STATUS_SHEET, sheet_title(language), [], None)]


def enclosures(
    session: Session, instance: Path, keys: Sequence[str], language: str, *, on: date, today: date | None = None
) -> Sequence[Enclosure]:
    """The files for these keys in their order, in a language or what stands in for it; LookupError if one is unknown.

    `on` is the day of the letter: the status sheet tells of it. `today` is the day on which it is made.
    """
    held = documents_by_key(session, [key for key in keys if key != STATUS_SHEET])
    publisher = get_settings(session).name
    return [
        status_sheet(session, language, on, today or on)
        if key == STATUS_SHEET
        else _enclosure(instance, publisher, key, held.get(key), language)
        for key in keys
    ]


def status_sheet(session: Session, language: str, on: date, today: date) -> Enclosure:
    """The status sheet of a day, in a language; raises LookupError where no treaty is held."""
    treaty, held = get_treaty(session, TREATY), standings(session, TREATY, on, today=today)
    sheet = Sheet(
        treaty=speaking(language).gettext("Convention on Cluster Munitions"),
        on=on,
        known=Known.of(treaty.known_until, held.values()),
        source=treaty.source,
        counts=count(held.values()),
        states=tuple((place.iso2, place.name, held[place.iso2].status) for place in list_places(session, language)),
    )
    title = sheet_title(language)
    make = partial(sheet_pdf, sheet, title, language, get_settings(session).name)
    name = f"{STATUS_SHEET}-{on.isoformat()}-{language}.pdf"
    return Enclosure(STATUS_SHEET, title, language, fell_back=False, form=DocumentForm.PAPER, file_name=name, read=make)


def sheet_title(language: str) -> str:
    """What the status sheet is called."""
    return speaking(language).gettext("Where States stand: the Convention on Cluster Munitions")


def enclosure_of(instance: Path, publisher: str, key: str, version: DocumentVersion, *, fell_back: bool) -> Enclosure:
    """A version of a document as a file."""
    if version.form is DocumentForm.PAPER:
        read = partial(paper_pdf, version.title, version.body, version.language, publisher)
        name = f"{key}-{version.language}.pdf"
    else:
        read = partial(_stored, instance / FOLDER / version.stored_name)
        name = version.file_name
    return Enclosure(
        key=key,
        title=version.title,
        language=version.language,
        fell_back=fell_back,
        form=version.form,
        file_name=name,
        read=read,
        version=version.version,
        counted=version.pages,
    )


def _enclosure(instance: Path, publisher: str, key: str, record: DocumentRecord | None, language: str) -> Enclosure:
    if record is None:
        message = f"the library has no document {key!r}"
        raise LookupError(message)
    chosen, version = record.choose(language)
    return enclosure_of(instance, publisher, key, version, fell_back=chosen.fell_back)


def _stored(path: Path) -> bytes:
    return path.read_bytes()
