"""The versions of a digest in other languages: which there are, and their words beside those they are made from."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.accounts.rights import Act
from crm.digests.forms.composing import BlockTextForm, LanguagesForm, TitlesForm
from crm.digests.models import Block, BlockItem, Digest, Edited
from crm.digests.queries.translations import editor_of, find_block_text, find_digest_text, item_texts
from crm.digests.services import translating
from crm.digests.services.overtaking import OvertakenError
from crm.digests.views.blocks import LONGEST_ITEM, items_of, wanted_block
from crm.digests.views.blueprint import WRONG, bp, editable, languages, named, typed
from crm.digests.views.saving import OVERTAKEN, by_itself, overtaken, refused, version_of
from crm.languages import direction
from crm.web import current
from crm.web.access import requires
from crm.web.forms import Form


@bp.post("/digests/<int:digest_id>/languages")
@requires(Act.EDIT_DIGESTS)
def set_languages(digest_id: int) -> ResponseReturnValue:
    """Say in which other languages a digest has versions."""
    digest = editable(digest_id)
    form = LanguagesForm()
    form.offer({code: name for code, name in languages().items() if code != digest.language})
    if form.validate():
        translating.set_languages(current.session(), digest.id, form.also_in.data or ())
    return redirect(url_for("digests.digest", digest_id=digest.id))


@bp.get("/digests/<int:digest_id>/in/<language>")
@requires(Act.EDIT_DIGESTS)
def translate(digest_id: int, language: str) -> ResponseReturnValue:
    """Show the title and preheader in another language to be edited."""
    digest = _version(digest_id, language)
    row = find_digest_text(current.session(), digest.id, language)
    if by_itself():
        return version_of(row)
    return _titles_page(digest, language, TitlesForm(obj=row, version=_number(row)))


@bp.post("/digests/<int:digest_id>/in/<language>")
@requires(Act.EDIT_DIGESTS)
def save_translation(digest_id: int, language: str) -> ResponseReturnValue:
    """Save the title and preheader in another language."""
    digest, form = _version(digest_id, language), TitlesForm()
    if not form.validate():
        return refused(form) if by_itself() else (_titles_page(digest, language, form), WRONG)
    said = {"title": form.title.data or "", "preheader": form.preheader.data or ""}
    try:
        row = translating.translate_digest(
            current.session(), current.actor(), current.now(), digest.id, language, **said, seen=form.seen
        )
    except OvertakenError:
        theirs = overtaken(lambda: find_digest_text(current.session(), digest_id, language))
        if by_itself():
            return _told(theirs)
        form.version.data = _number(theirs)
        return _titles_page(_version(digest_id, language), language, form, theirs), OVERTAKEN
    return version_of(row) if by_itself() else redirect(url_for("digests.digest", digest_id=digest_id))


@bp.get("/digests/<int:digest_id>/blocks/<int:block_id>/in/<language>")
@requires(Act.EDIT_DIGESTS)
def translate_block(digest_id: int, block_id: int, language: str) -> ResponseReturnValue:
    """Show the words of a block in another language to be edited."""
    digest, block = _version(digest_id, language), wanted_block(digest_id, block_id)
    row = find_block_text(current.session(), block.id, language)
    if by_itself():
        return version_of(row)
    return _block_page(digest, block, language, BlockTextForm(obj=row, version=_number(row)))


@bp.post("/digests/<int:digest_id>/blocks/<int:block_id>/in/<language>")
@requires(Act.EDIT_DIGESTS)
def save_block_translation(digest_id: int, block_id: int, language: str) -> ResponseReturnValue:
    """Save the words of a block in another language."""
    digest, block, form = _version(digest_id, language), wanted_block(digest_id, block_id), BlockTextForm()
    if not form.validate():
        return refused(form) if by_itself() else (_block_page(digest, block, language, form), WRONG)
    said: dict[str, Any] = {"heading": form.heading.data or "", "text": form.text.data or "", "lines": _lines(block)}
    try:
        row = translating.translate_block(
            current.session(), current.actor(), current.now(), block, language, **said, seen=form.seen
        )
    except OvertakenError:
        theirs = overtaken(lambda: find_block_text(current.session(), block_id, language))
        if by_itself():
            return _told(theirs)
        form.version.data = _number(theirs)
        digest, block = _version(digest_id, language), wanted_block(digest_id, block_id)
        return _block_page(digest, block, language, form, theirs), OVERTAKEN
    return version_of(row) if by_itself() else redirect(url_for("digests.digest", digest_id=digest_id))


def _version(digest_id: int, language: str) -> Digest:
    """Get a digest that can be edited and has a version in a language; 404 when it has not."""
    digest = editable(digest_id)
    if language not in digest.also_in:
        abort(404)
    return digest


def _number(row: Edited | None) -> str:
    return str(row.version if row is not None else 0)


def _told(row: Edited | None) -> ResponseReturnValue:
    return version_of(row), OVERTAKEN


def _lines(block: Block) -> dict[int, str]:
    return {
        item.id: typed(f"item-{item.id}-text", LONGEST_ITEM)
        for item in items_of(block)
        if f"item-{item.id}-text" in request.form
    }


def _titles_page(digest: Digest, language: str, form: Form, theirs: Edited | None = None) -> str:
    _write_in(form, language)
    return render_template("digests/titles.html", digest=digest, form=form, **_about(language, theirs))


def _block_page(digest: Digest, block: Block, language: str, form: Form, theirs: Edited | None = None) -> str:
    _write_in(form, language)
    held, typed_lines = item_texts(current.session(), block.id, language), _lines(block)
    lines: list[tuple[BlockItem, str, str]] = []
    for item in items_of(block):
        stored = held[item.id].text if item.id in held else ""
        lines.append((item, typed_lines.get(item.id, stored), stored))
    return render_template(
        "digests/block_text.html", digest=digest, block=block, items=lines, form=form, **_about(language, theirs)
    )


def _write_in(form: Form, language: str) -> None:
    """Let the fields, not their labels, be in the language and direction of what is written into them."""
    for field in form:
        if field.name not in {"version", "csrf_token"}:
            field.render_kw = {"lang": language, "dir": direction(language)}


def _about(language: str, theirs: Edited | None) -> dict[str, object]:
    return {
        "language": language,
        "direction": direction(language),
        "language_name": named([language])[language],
        "theirs": theirs,
        "editor": editor_of(current.session(), theirs),
    }
