"""Templates: which there are, their texts by language, and the editor with a preview as any person."""

from __future__ import annotations

from collections.abc import Sequence

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.accounts.rights import Act
from crm.letters.fields import FIELDS, field_words
from crm.letters.forms.texts import LanguageForm, TemplateForm, TextForm, language_name
from crm.letters.merge import faults_of
from crm.letters.models import LetterTemplate
from crm.letters.queries.previews import Preview, example_id, preview_words
from crm.letters.queries.texts import Version, list_templates, newest_texts, versions_of
from crm.letters.services.texts import add_template, retire_template, write_text
from crm.letters.views.blueprint import WRONG, bp, look_at, said, status, template_or_404
from crm.letters.words import fault_words
from crm.web import current
from crm.web.access import requires
from crm.web.undo import offer_undo


@bp.get("/templates/")
@requires(Act.EDIT_LETTERS)
def templates() -> str:
    """List the letters that can be written."""
    return _list(TemplateForm())


@bp.post("/templates/")
@requires(Act.EDIT_LETTERS)
def add() -> ResponseReturnValue:
    """Add a letter, and go on to write it."""
    form = TemplateForm()
    if not form.validate():
        return _list(form), WRONG
    template = add_template(current.session(), form.name.data, form.kind.data)
    offer_undo(_("The letter is added. Write its text."))
    return redirect(url_for("letters.text", template_id=template.id, language="en"))


@bp.route("/templates/<int:template_id>", methods=["GET", "POST"])
@requires(Act.EDIT_LETTERS)
def template(template_id: int) -> ResponseReturnValue:
    """Show a letter's languages, and begin another."""
    found, form = template_or_404(template_id), LanguageForm()
    if form.validate_on_submit():
        return redirect(url_for("letters.text", template_id=found.id, language=form.language.data))
    texts = newest_texts(current.session(), found.id)
    return render_template("letters/template.html", template=found, texts=texts, form=form, **said()), status()


@bp.post("/templates/<int:template_id>/retire")
@requires(Act.EDIT_LETTERS)
def retire(template_id: int) -> ResponseReturnValue:
    """Offer a letter no more."""
    retire_template(current.session(), current.now(), template_or_404(template_id))
    offer_undo(_("The letter is not offered any more."))
    return redirect(url_for("letters.templates"))


@bp.get("/templates/<int:template_id>/<language>")
@requires(Act.EDIT_LETTERS)
def text(template_id: int, language: str) -> str:
    """Show the newest text of a letter in a language, or an older version, to be edited."""
    found = _language_of(template_id, language)
    versions = versions_of(current.session(), template_id, language)
    wanted = request.args.get("version", type=int)
    shown = next((one.text for one in versions if one.text.version == wanted), versions[0].text if versions else None)
    source = shown or newest_texts(current.session(), template_id).get("en")
    form = TextForm(
        data={"subject": source.subject if source else "", "body": source.body if source else "", "on": current.today()}
    )
    return _editor(found, language, form, versions, _preview_of(found, language, form))


@bp.post("/templates/<int:template_id>/<language>")
@requires(Act.EDIT_LETTERS)
def save(template_id: int, language: str) -> ResponseReturnValue:
    """Keep a new version, or only show how what was typed reads."""
    found, form = _language_of(template_id, language), TextForm()
    fine = form.validate()
    if not fine or request.form.get("do") == "preview":
        preview = _preview_of(found, language, form) if fine else None
        versions = versions_of(current.session(), template_id, language)
        return _editor(found, language, form, versions, preview), 200 if fine else WRONG
    write_text(current.session(), current.actor(), current.now(), found, language, form.words())
    offer_undo(_("The text is saved as a new version."))
    return redirect(url_for("letters.text", template_id=template_id, language=language))


@bp.post("/templates/<int:template_id>/<language>/preview")
@requires(Act.EDIT_LETTERS)
def show(template_id: int, language: str) -> ResponseReturnValue:
    """Show how what is being typed reads, for the editor's page to put beside it."""
    found, form = _language_of(template_id, language), TextForm()
    form.validate()
    faults = [
        fault_words(fault, current.language())
        for source in (form.subject.data or "", form.body.data or "")
        for fault in faults_of(source, FIELDS)
    ]
    preview = None if faults else _preview_of(found, language, form)
    return render_template("letters/reading.html", preview=preview, faults=faults)


def _preview_of(found: LetterTemplate, language: str, form: TextForm) -> Preview | None:
    session, actor, now = current.session(), current.actor(), current.now()
    person_id = form.person.person.id if form.person.person else example_id(session, actor, now)
    if person_id is None:
        return None
    subject, body = form.subject.data or "", form.body.data or ""
    return preview_words(session, found, language, subject, body, person_id, look_at(form.on.data))


def _language_of(template_id: int, language: str) -> LetterTemplate:
    if not language.replace("-", "").isalnum() or len(language) > 10:  # noqa: PLR2004 - the length of the column
        abort(404)
    return template_or_404(template_id)


def _list(form: TemplateForm) -> str:
    return render_template("letters/templates.html", templates=list_templates(current.session()), form=form, **said())


def _editor(
    found: LetterTemplate, language: str, form: TextForm, versions: Sequence[Version], preview: Preview | None
) -> str:
    return render_template(
        "letters/text.html",
        template=found,
        language=language,
        name=language_name(language),
        form=form,
        preview=preview,
        versions=versions,
        fields=field_words(current.language()),
    )
