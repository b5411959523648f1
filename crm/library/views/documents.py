"""Writing papers and bringing files: staff keep the documents."""

from __future__ import annotations

from collections.abc import Mapping

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.accounts import rates
from crm.accounts.rights import Act
from crm.library.files import Refusal, RefusedFileError
from crm.library.forms import FileForm, PaperForm
from crm.library.kinds import DocumentForm
from crm.library.models import Document, DocumentVersion
from crm.library.services.documents import Brought, bring_file, retire_document, write_paper
from crm.library.views.blueprint import answer_status, bp
from crm.library.views.papers import wanted_document
from crm.web import current
from crm.web.access import requires
from crm.web.limits import limited
from crm.web.undo import offer_undo


@bp.route("/documents/new", methods=["GET", "POST"])
@requires(Act.EDIT_LIBRARY)
@limited(rates.FILES)
def new_document() -> ResponseReturnValue:
    """Bring a document as a file, or write a paper: `?paper=1`."""
    return _write(None, None, as_paper="paper" in request.args)


@bp.route("/documents/<int:document_id>/edit", methods=["GET", "POST"])
@requires(Act.EDIT_LIBRARY)
@limited(rates.FILES)
def edit_document(document_id: int) -> ResponseReturnValue:
    """Bring a new version of a document, or add a language."""
    record = wanted_document(document_id)
    _chosen, known = record.choose(request.args.get("language", "en"))
    return _write(record.document, known, as_paper=known.form is DocumentForm.PAPER)


@bp.post("/documents/<int:document_id>/retire")
@requires(Act.EDIT_LIBRARY)
def take_out_document(document_id: int) -> ResponseReturnValue:
    """Take a document out of the library."""
    retire_document(current.session(), current.actor(), current.now(), wanted_document(document_id).document)
    offer_undo(_("The document is taken out."))
    return redirect(url_for("library.index"))


def _write(document: Document | None, known: DocumentVersion | None, *, as_paper: bool) -> ResponseReturnValue:
    form = _form(known, as_paper=as_paper)
    if form.validate_on_submit():
        kept = _kept(form, document)
        if kept is not None:
            offer_undo(_("The document is kept."))
            return redirect(url_for("library.document", document_id=kept.id, language=form.language.data))
    return render_template("library/document_form.html", form=form, document=document), answer_status()


def _form(known: DocumentVersion | None, *, as_paper: bool) -> PaperForm | FileForm:
    """The form with what is known; the body of another language is there to be translated."""
    kind = PaperForm if as_paper else FileForm
    if known is None:
        return kind()
    said = {"title": known.title, "author": known.author, "source": known.source, "body": known.body}
    return kind(data=said | {"language": request.args.get("language") or known.language})


def _kept(form: PaperForm | FileForm, document: Document | None) -> Document | None:
    """Keep what was brought; None, with the reason beside the field, where a file is refused."""
    session, actor, now = current.session(), current.actor(), current.now()
    if isinstance(form, PaperForm):
        return write_paper(session, actor, now, form.draft(form.body.data), document)
    file = Brought(form.file.data.filename, form.file.data.read())
    try:
        return bring_file(session, actor, now, current.settings().instance_path, form.draft(), file, document)
    except RefusedFileError as error:
        form.file.errors = [_refusal(error.refusal)]
        return None


def _refusal(refusal: Refusal) -> str:
    words: Mapping[Refusal, str] = {
        Refusal.EMPTY: _("The file is empty."),
        Refusal.NOT_ALLOWED: _("Bring a PDF, a DOCX or an ODT file."),
        Refusal.NOT_WHAT_IT_SAYS: _("This file is not what the end of its name says."),
        Refusal.MACROS: _("The file holds macros. Save it without them."),
        Refusal.TOO_LARGE: _("The file would unpack to too much."),
    }
    return words[refusal]
