"""Reading papers and taking documents out as files, the status sheet among them."""

from __future__ import annotations

from flask import Response, abort, render_template

from crm.accounts import rates
from crm.accounts.rights import Act
from crm.library.files import TYPES
from crm.library.kinds import DocumentForm
from crm.library.papers import to_html
from crm.library.queries import DocumentRecord, find_document, status_sheet, versions_of_document
from crm.library.queries.enclosures import Enclosure, enclosure_of
from crm.library.services.tidying import KEPT_FOR
from crm.library.views.blueprint import as_file, bp, keeps_library, readers_language
from crm.web import current
from crm.web.access import requires
from crm.web.limits import limited


@bp.get("/documents/<int:document_id>")
@requires(Act.SEE_LIBRARY, published=True)
def document(document_id: int) -> str:
    """Show a paper, or what is known of a document that is a file."""
    record = wanted_document(document_id)
    chosen, version = record.choose(readers_language())
    return render_template(
        "library/document.html",
        record=record,
        version=version,
        versions=versions_of_document(current.session(), document_id, version.language),
        fell_back=chosen.fell_back,
        wanted=readers_language(),
        html=to_html(version.body) if version.form is DocumentForm.PAPER else None,
        may_edit=keeps_library(),
        kept_for=KEPT_FOR.days,
    )


@bp.get("/documents/<int:document_id>/file")
@requires(Act.SEE_LIBRARY, published=True)
@limited(rates.FILES, methods=("GET",))
def document_file(document_id: int) -> Response:
    """Give a document as a file: a paper as the PDF that is made of it."""
    record = wanted_document(document_id)
    chosen, version = record.choose(readers_language())
    publisher, instance = current.organisation().name, current.settings().instance_path
    return _file(enclosure_of(instance, publisher, record.document.key, version, fell_back=chosen.fell_back))


@bp.get("/status-sheet.pdf")
@requires(Act.SEE_LIBRARY, published=True)
@limited(rates.FILES, methods=("GET",))
def sheet() -> Response:
    """Give the status sheet of today."""
    today = current.today()
    try:
        return _file(status_sheet(current.session(), readers_language(), today, today))
    except LookupError:
        abort(404)


def wanted_document(document_id: int) -> DocumentRecord:
    """The document of the address; one that was taken out is there for those who keep the library."""
    record = find_document(current.session(), document_id)
    if record is None or (record.document.retired_at is not None and not keeps_library()):
        abort(404)
    return record


def _file(enclosure: Enclosure) -> Response:
    try:
        content = enclosure.read()
    except FileNotFoundError:
        abort(404)
    return as_file(content, enclosure.file_name, TYPES[enclosure.form])
