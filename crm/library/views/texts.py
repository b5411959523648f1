"""A model text: its page with languages and versions, and the forms with which staff write it."""

from __future__ import annotations

from collections.abc import Sequence

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.accounts.rights import Act
from crm.countries.models import Country
from crm.countries.queries import list_places
from crm.library.facts import place_words
from crm.library.filling import outline
from crm.library.forms import TextForm, text_form
from crm.library.kinds import parliament_word, text_kind_word
from crm.library.models import ModelText, ModelTextVersion
from crm.library.queries import Uses, uses_of_texts, versions_of_text
from crm.library.services import retire_text, write_text
from crm.library.views.blueprint import (
    answer_status,
    asked_country,
    bp,
    given_version,
    keeps_library,
    readers_language,
    wanted_text,
)
from crm.library.views.copying import filled
from crm.treaties.vocabulary import vocabulary
from crm.web import current
from crm.web.access import requires
from crm.web.undo import offer_undo


@bp.get("/texts/<int:text_id>")
@requires(Act.SEE_LIBRARY, published=True)
def show(text_id: int) -> str:
    """Show a model text, for a country or with the places that its facts will take."""
    session, record, country = current.session(), wanted_text(text_id), asked_country()
    version, fell_back = given_version(record)
    versions = versions_of_text(session, text_id, version.language)
    version = _asked_version(versions) or version
    title, body = _said(version, country)
    return render_template(
        "library/show.html",
        record=record,
        text=record.text,
        version=version,
        versions=versions,
        title=title,
        body=body,
        country=country,
        places=list_places(session, current.language()),
        wanted=readers_language(),
        fell_back=fell_back,
        uses=uses_of_texts(session, current.actor()).get(text_id, Uses()),
        may_edit=keeps_library(),
        may_adapt=current.actor().role is not None,
        kind_word=text_kind_word,
        parliament_word=parliament_word,
        **vocabulary(current.language()),
    )


@bp.route("/texts/new", methods=["GET", "POST"])
@requires(Act.EDIT_LIBRARY)
def new() -> ResponseReturnValue:
    """Add a model text."""
    return _write(text_form(language=request.args.get("language")), None)


@bp.route("/texts/<int:text_id>/edit", methods=["GET", "POST"])
@requires(Act.EDIT_LIBRARY)
def edit(text_id: int) -> ResponseReturnValue:
    """Change a model text in a language, or add a language: what was said before stays as a version."""
    record, asked = wanted_text(text_id), request.args.get("language", "")
    held = record.versions.get(asked)
    known = held if held is not None else record.choose("en")[1]
    said = {"language": asked or known.language, "title": known.title, "body": known.body}
    if held is not None or not asked:
        said |= {"author": known.author, "source": known.source}
    return _write(text_form(record.text, **said), record.text)


@bp.post("/texts/<int:text_id>/retire")
@requires(Act.EDIT_LIBRARY)
def retire(text_id: int) -> ResponseReturnValue:
    """Take a model text out of the library."""
    retire_text(current.session(), current.actor(), current.now(), wanted_text(text_id).text)
    offer_undo(_("The text is taken out."))
    return redirect(url_for("library.index"))


def _write(form: TextForm, text: ModelText | None) -> ResponseReturnValue:
    if form.validate_on_submit():
        kept = write_text(current.session(), current.actor(), current.now(), form.draft(), text)
        offer_undo(_("The text is kept."))
        return redirect(url_for("library.show", text_id=kept.id, language=form.language.data))
    return render_template("library/form.html", form=form, text=text, places=place_words("en")), answer_status()


def _said(version: ModelTextVersion, country: Country | None) -> tuple[str, str]:
    if country is None:
        words = place_words(version.language)
        return outline(version.title, words), outline(version.body, words)
    _standing, title, body = filled(version, country)
    return title, body


def _asked_version(versions: Sequence[ModelTextVersion]) -> ModelTextVersion | None:
    asked = request.args.get("version", "")
    return next((version for version in versions if str(version.version) == asked), None)
