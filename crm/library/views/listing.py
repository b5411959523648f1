"""The library's first page: model texts with filters, what fits the reader's country, papers and documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template, request

from crm.accounts.rights import Act
from crm.countries.models import Country
from crm.countries.queries import list_places
from crm.country_names import called
from crm.library.forms import FilterForm
from crm.library.kinds import text_kind_word
from crm.library.queries import TextRow, documents, model_texts, uses_of_texts
from crm.library.views.blueprint import asked_country, bp, keeps_library, readers_language
from crm.treaties.models import Treaty
from crm.treaties.queries import standing_of
from crm.treaties.status import Standing
from crm.treaties.step import Step
from crm.treaties.vocabulary import vocabulary
from crm.web import current
from crm.web.access import requires
from crm.web.listing import filter_args

TREATY = "ccm"


@dataclass(frozen=True)
class Home:
    """The country that texts are to fit, where it stands, and its name in a sentence."""

    country: Country
    standing: Standing
    called: str

    @property
    def steps(self) -> tuple[Step, ...]:
        """What can be asked there now."""
        return (self.standing.step, *self.standing.second_asks)


@bp.get("/")
@requires(Act.SEE_LIBRARY, published=True)
def index() -> str:
    """List the model texts that fit the filters of the address, and the papers."""
    session, language = current.session(), readers_language()
    form = FilterForm(formdata=request.args)
    form.country.offer(list_places(session, current.language()))
    treaty = session.get(Treaty, TREATY)
    home, filtered = _home(), bool(filter_args())
    narrowed = home is not None and bool(request.args.get("country"))
    rows = model_texts(session, form.chosen(home.steps if home and narrowed else ()), language)
    return render_template(
        "library/index.html",
        form=form,
        rows=rows,
        home=home,
        fitting=_fitting(home, rows) if home and not filtered else [],
        treaty=treaty,
        uses=uses_of_texts(session, current.actor()),
        documents=[(record, *record.choose(language)) for record in documents(session)],
        filtered=filtered,
        may_edit=keeps_library(),
        kind_word=text_kind_word,
        language=language,
        **vocabulary(current.language()),
    )


def _home() -> Home | None:
    country, today = asked_country(), current.today()
    if country is None:
        return None
    standing = standing_of(current.session(), TREATY, country.iso2, today, today=today)
    return Home(country, standing, called(country, current.language()))


def _fitting(home: Home, rows: Sequence[TextRow]) -> list[TextRow]:
    """The texts for the reader's own country: those of the main step first, and among them those made for it alone."""
    fitting = [row for row in rows if any(step in row.text.fits for step in home.steps)]
    return sorted(fitting, key=lambda row: (home.standing.step not in row.text.fits, len(row.text.fits) > 1))
