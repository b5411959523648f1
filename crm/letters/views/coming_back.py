"""What came back of letters: entered from a letter's page, and the report of a batch."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.accounts.rights import Act
from crm.letters.kinds import AnswerHow, AnswerKind, LetterState
from crm.letters.queries.answers import COLUMNS, Line, Returns, returns_of
from crm.letters.queries.batches import find_letter
from crm.letters.services.answering import answer
from crm.letters.views.blueprint import batch_or_404, bp, said
from crm.letters.words import answer_words, variant_words
from crm.web import current
from crm.web.access import requires
from crm.web.downloads import download, wanted_format
from crm.web.undo import offer_undo

KINDS = {kind.value: kind for kind in AnswerKind}


@bp.post("/<int:letter_id>/answer")
@requires(Act.EDIT_LETTERS)
def keep_answer(letter_id: int) -> ResponseReturnValue:
    """Keep what came by post."""
    record = find_letter(current.session(), current.actor(), letter_id) or abort(404)
    kind = KINDS.get(request.form.get("kind", "")) or abort(400)
    if record.letter.state is not LetterState.SENT:
        abort(404)
    answer(current.session(), current.actor(), current.now(), record.letter, kind, AnswerHow.POST)
    offer_undo(_("What came back is kept."))
    return redirect(url_for("letters.letter", letter_id=letter_id))


@bp.get("/batches/<int:batch_id>/report")
@requires(Act.EDIT_LETTERS)
def report(batch_id: int) -> ResponseReturnValue:
    """Show what came back of a batch, by country and by what was asked; or give it as a file."""
    found, wanted = batch_or_404(batch_id), wanted_format()
    returns = returns_of(current.session(), found.id, current.actor())
    if wanted is not None:
        return _file(returns, found.id)
    return render_template("letters/report.html", batch=found, returns=returns, columns=COLUMNS, **said())


def _file(returns: Returns, batch_id: int) -> Response:
    words = answer_words(current.language())
    headings = [_("By"), _("Of"), _("Sent"), *(words[column] for column in COLUMNS)]
    return download(wanted_format() or abort(400), f"letters-{batch_id}", headings, _rows(returns))


def _rows(returns: Returns) -> Iterator[list[object]]:
    yield [_("In all"), "", *_numbers(returns.total)]
    for line in returns.by_country:
        yield [_("Country"), line.name or _("none"), *_numbers(line)]
    for line in returns.by_variant:
        yield [_("What is asked"), variant_words(line.key, current.language()), *_numbers(line)]


def _numbers(line: Line) -> list[int]:
    return [line.sent, *(line.count(column) for column in COLUMNS)]
