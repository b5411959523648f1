"""The blueprint of letters, and what several of its views ask."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from flask import Blueprint, Response, abort, request
from werkzeug.http import dump_options_header

from crm.languages import direction
from crm.letters import words
from crm.letters.forms.texts import language_name
from crm.letters.models import Letter, LetterBatch, LetterTemplate, SenderProfile
from crm.letters.plan import left_out_words
from crm.letters.queries.previews import Look
from crm.treaties.vocabulary import vocabulary
from crm.web import current
from crm.web.downloads import file_name

bp = Blueprint("letters", __name__, url_prefix="/letters")
WRONG = 422


def batch_or_404(batch_id: int) -> LetterBatch:
    """A batch of letters."""
    return current.session().get(LetterBatch, batch_id) or abort(404)


def template_or_404(template_id: int) -> LetterTemplate:
    """A letter to be written again and again."""
    return current.session().get(LetterTemplate, template_id) or abort(404)


def sender_or_404(sender_id: int) -> SenderProfile:
    """Who signs letters."""
    return current.session().get(SenderProfile, sender_id) or abort(404)


def letter_or_404(letter_id: int) -> Letter:
    """One letter."""
    return current.session().get(Letter, letter_id) or abort(404)


def status() -> int:
    """What a page with a form answers: 422 when what was sent cannot be kept."""
    return WRONG if request.method == "POST" else 200


def instance() -> Path:
    """Where the files lie."""
    return current.settings().instance_path


def a_file(content: bytes, name: str, mimetype: str = "application/pdf") -> Response:
    """Answer with a file to be kept."""
    answer = Response(content, mimetype=mimetype)
    answer.headers["Content-Disposition"] = dump_options_header("attachment", {"filename": file_name(name)})
    answer.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    return answer


def look_at(on: date | None = None) -> Look:
    """Who looks at letters of a day, of today unless another is named."""
    today, settings = current.today(), current.settings()
    return Look(current.actor(), current.now(), today, on or today, settings.base_url, current.language())


def said() -> dict[str, object]:
    """The words on pages of letters, in the reader's language."""
    language = current.language()
    return {
        "kinds": words.kind_words(language),
        "channels": words.channel_words(language),
        "batch_states": words.batch_words(language),
        "letter_states": words.letter_words(language),
        "answers": words.answer_words(language),
        "hows": words.how_words(language),
        "variant_words": lambda variant: words.variant_words(variant, language),
        "planned_words": lambda letter: words.planned_words(letter, language),
        "error_words": lambda error: words.error_words(error, language),
        "left_out_words": lambda reason: left_out_words(reason, language),
        "language_name": language_name,
        "direction": direction,
        **vocabulary(language),
    }
