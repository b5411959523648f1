"""One letter: what it says before it is made, and its record after."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, abort, render_template
from flask.typing import ResponseReturnValue

from crm.accounts import rates
from crm.accounts.rights import Act
from crm.letters import files
from crm.letters.content import from_json, to_html
from crm.letters.facts import Links
from crm.letters.kinds import LetterKind
from crm.letters.models import LetterBatch, SenderProfile
from crm.letters.paper import page_html, pdf_of
from crm.letters.plan import Planned
from crm.letters.queries.batches import LetterRecord, find_letter
from crm.letters.queries.outlook import NO_REFERENCE, NO_TOKEN, Setting, planned, text_for
from crm.letters.queries.previews import one_recipient, preview_of
from crm.letters.queries.recipients import Recipient
from crm.letters.queries.senders import images
from crm.letters.services import enclosing
from crm.letters.services.making import Sheet, paper_of
from crm.letters.views.batches import setting
from crm.letters.views.blueprint import a_file, batch_or_404, bp, instance, look_at, said
from crm.letters.wordfile import Around, docx_of, head_of
from crm.web import current
from crm.web.access import requires
from crm.web.limits import limited

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@bp.get("/batches/<int:batch_id>/preview/<int:member_id>")
@requires(Act.EDIT_LETTERS)
def preview(batch_id: int, member_id: int) -> str:
    """Show the letter somebody would get."""
    found = batch_or_404(batch_id)
    _shared, _recipient, letter = _planned(found, member_id)
    reading = preview_of(letter, current.language())
    return render_template("letters/preview.html", batch=found, member_id=member_id, preview=reading, **said())


@bp.get("/batches/<int:batch_id>/preview/<int:member_id>.pdf")
@requires(Act.EDIT_LETTERS)
@limited(rates.FILES, methods=("GET",))
def preview_pdf(batch_id: int, member_id: int) -> Response:
    """Give the same as it would be printed."""
    shared, recipient, letter = _planned(batch_or_404(batch_id), member_id)
    sender = next((one for one in shared.senders if one.id == letter.sender_id), None)
    if letter.trouble or sender is None:
        abort(404)
    picture = images(current.session(), [sender.id]).get(sender.id)
    enclosed = _enclosed(shared.batch, letter.language)
    sheet = Sheet(letter.language, sender, picture, NO_REFERENCE, NO_TOKEN, enclosed)
    content, _pages = pdf_of(page_html(paper_of(shared, letter, recipient, sheet)))
    return a_file(content, f"{letter.name}.pdf")


@bp.get("/<int:letter_id>")
@requires(Act.EDIT_LETTERS)
def letter(letter_id: int) -> str:
    """Show a letter as it was made, with what is known of it."""
    record = _record(letter_id)
    body = to_html(from_json(record.letter.words))
    return render_template("letters/letter.html", record=record, letter=record.letter, body=body, **said())


@bp.get("/<int:letter_id>/letter.pdf")
@requires(Act.EDIT_LETTERS)
@limited(rates.FILES, methods=("GET",))
def letter_pdf(letter_id: int) -> Response:
    """Give the exact file that was made."""
    record = _record(letter_id)
    if not record.letter.file_name:
        abort(404)
    return a_file(files.path_of(instance(), record.letter.file_name).read_bytes(), f"{record.letter.reference}.pdf")


@bp.get("/<int:letter_id>/letter.docx")
@requires(Act.EDIT_LETTERS)
@limited(rates.FILES, methods=("GET",))
def letter_docx(letter_id: int) -> ResponseReturnValue:
    """Give the letter as a file to be edited."""
    record = _record(letter_id)
    if not record.letter.words:
        abort(404)
    content = docx_of(record.letter, record.batch.dated_on, _around(record))
    return a_file(content, f"{record.letter.reference}.docx", DOCX)


def _around(record: LetterRecord) -> Around:
    letter, kind = record.letter, record.template.kind
    enclosed = enclosing.lines(letter.enclosures, letter.language)
    if kind is LetterKind.TO_MINISTER:
        return Around(enclosures=enclosed)
    sender = current.session().get_one(SenderProfile, letter.sender_id)
    return Around(
        head=head_of(sender),
        picture=images(current.session(), [sender.id]).get(sender.id),
        reference=letter.reference,
        link=Links(current.settings().base_url, letter.token).personal if kind is LetterKind.INVITATION else "",
        enclosures=enclosed,
        foot=sender.web_page,
    )


def _record(letter_id: int) -> LetterRecord:
    return find_letter(current.session(), current.actor(), letter_id) or abort(404)


def _planned(found: LetterBatch, member_id: int) -> tuple[Setting, Recipient, Planned]:
    recipient = one_recipient(current.session(), member_id, look_at(found.dated_on)) or abort(404)
    shared = setting(found)
    text = text_for(shared.texts, recipient.person.language)
    return shared, recipient, planned(shared, recipient, enclosures=_enclosed(found, text.language if text else "en"))


def _enclosed(found: LetterBatch, language: str) -> Sequence[str]:
    """The list of what would be enclosed; nothing of a paper that is gone, which the check says."""
    try:
        kept = enclosing.chosen(current.session(), instance(), found, language, current.today())
    except LookupError:
        return ()
    return enclosing.lines([told for _one, told in kept], language)
