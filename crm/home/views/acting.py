"""The page for everybody who wants to do something: pick a country, see where it stands, and what to ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import abort, render_template, request

from crm.accounts.rights import Act
from crm.countries.models import Country
from crm.countries.queries import find_country, list_places
from crm.home.queries.world import TREATY
from crm.home.question import Question, question
from crm.home.views.blueprint import bp
from crm.library.queries.documents import documents
from crm.treaties.asking import ask_sentence
from crm.treaties.models import Treaty
from crm.treaties.queries import get_treaty, standing_of
from crm.treaties.status import Standing
from crm.treaties.vocabulary import vocabulary
from crm.web import current
from crm.web.access import requires
from crm.web.locales import spoken


@dataclass(frozen=True)
class Case:
    """A country that somebody picked: where it stands, and the question to put."""

    country: Country
    treaty: Treaty
    standing: Standing
    question: Question


@bp.get("/take-action")
@requires(Act.SEE_FACTS, published=True)
@spoken
def take_action() -> str:
    """Show what can be asked of the country of `?country=`, or let the reader pick one."""
    picked = request.args.get("country", "").strip()
    language = current.language()
    return render_template(
        "home/take_action.html",
        places=list_places(current.session(), language),
        case=_case(picked, language) if picked else None,
        papers=_papers(language) if picked else (),
        **vocabulary(language),
    )


def _papers(language: str) -> Sequence[tuple[int, str]]:
    """The papers of the library, by number, with their titles in a language or what stands in for it."""
    return [(record.document.id, record.choose(language)[1].title) for record in documents(current.session())]


def _case(iso2: str, language: str) -> Case:
    session, today = current.session(), current.today()
    country = find_country(session, iso2) or abort(404)
    standing = standing_of(session, TREATY, country.iso2, today, today=today)
    words = question(standing.step, ask_sentence(standing, country.procedure, language), language)
    return Case(country, get_treaty(session, TREATY), standing, words)
