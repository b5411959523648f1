"""The blueprint of the library, and what its pages share: the reader's language and country, files as answers."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Blueprint, Response, abort, request
from werkzeug.http import dump_options_header

from crm.accounts.rights import Act, Relation, allowed
from crm.countries.models import Country
from crm.countries.queries import find_country
from crm.languages import LANGUAGES, SOURCE
from crm.library.languages import CONTENT_LANGUAGES, language_name
from crm.library.models import ModelTextVersion
from crm.library.queries import TextRecord, find_model_text
from crm.members.models import Member
from crm.web import current
from crm.web.downloads import file_name

bp = Blueprint("library", __name__, url_prefix="/library")
bp.app_template_filter("language_name")(language_name)

WRONG = 422
SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"
"""The policy of a file: whatever is in it can do nothing."""


def readers_language() -> str:
    """The language that texts are given in: the one asked for, else the reader's own."""
    asked = request.args.get("language", "")
    if asked in CONTENT_LANGUAGES:
        return asked
    user = current.user()
    if user is not None:
        return user.language
    return request.accept_languages.best_match(LANGUAGES) or SOURCE


def asked_country() -> Country | None:
    """The country of the address, else the reader's own; 404 for one that there is not."""
    asked = request.args.get("country", "")
    if asked:
        return find_country(current.session(), asked) or abort(404)
    mine = sorted(current.actor().members)[:1]
    chosen = sa.select(Country).join(Member, Member.country_iso2 == Country.iso2).where(Member.id.in_(mine))
    return current.session().scalars(chosen).first() if mine else None


@bp.after_request
def _tell_caches(response: Response) -> Response:
    """Let no cache give one reader's language to another."""
    response.vary.add("Accept-Language")
    return response


def wanted_text(text_id: int) -> TextRecord:
    """The model text of the address; one that was taken out is there for those who keep the library."""
    record = find_model_text(current.session(), text_id)
    if record is None or (record.text.retired_at is not None and not keeps_library()):
        abort(404)
    return record


def given_version(record: TextRecord) -> tuple[ModelTextVersion, bool]:
    """The version in the reader's language, and whether it stands in for it."""
    chosen, version = record.choose(readers_language())
    return version, chosen.fell_back


def keeps_library() -> bool:
    """Whether whoever reads may write here."""
    return allowed(current.actor(), Act.EDIT_LIBRARY, Relation.ANY)


def as_file(content: bytes, name: str, mimetype: str) -> Response:
    """Answer with a file to keep: never shown in the browser, and able to do nothing there."""
    answer = Response(content, mimetype=mimetype)
    stem, _dot, end = name.rpartition(".")
    named = {"filename": f"{file_name(stem)}.{end}"}
    answer.headers["Content-Disposition"] = dump_options_header("attachment", named)
    answer.headers["Content-Security-Policy"] = SANDBOX
    return answer


def answer_status() -> int:
    """200 for a form that is shown, 422 for one that could not be taken."""
    return WRONG if request.method == "POST" else 200
