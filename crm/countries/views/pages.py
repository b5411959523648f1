"""The pages of countries: the list of all States, and one State with what we know and have there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.accounts.rights import Act, Relation, allowed, reach
from crm.countries.calendar import coming
from crm.countries.forms import NotesForm, ProcedureForm
from crm.countries.models import Country
from crm.countries.procedure import procedure_word
from crm.countries.queries import chambers_of, find_country, list_places, meetings_ahead
from crm.countries.services import note_country, set_procedure
from crm.country_names import called, name_of
from crm.duties.queries import duty_facts_of
from crm.duties.state import all_duties
from crm.duties.wording import duty_question, duty_sentence, duty_word, fact_word
from crm.members.models import Stage
from crm.members.queries.by_country import Friend, friends_by_country, friends_in, stages_in
from crm.milestones.forms import quick_form
from crm.milestones.queries import milestones_of, sees_embargoed
from crm.treaties.freshness import freshness, is_fresh
from crm.treaties.models import Treaty, TreatyAction
from crm.treaties.queries import actions_of, get_treaty, list_treaties, positions_of, standings, standings_of_state
from crm.treaties.report import FILE_COLUMNS, file_row
from crm.treaties.roster import Row, Wanted, chosen, regions_of
from crm.treaties.status import Standing, TreatyStatus
from crm.treaties.vocabulary import vocabulary
from crm.votes.queries import votes_of
from crm.votes.wording import vote_word
from crm.web import current
from crm.web.access import requires
from crm.web.downloads import Format, download, wanted_format
from crm.web.listing import filter_args
from crm.web.undo import offer_undo

bp = Blueprint("countries", __name__, url_prefix="/countries")

TREATY = "ccm"
"""The treaty the network is about."""

FRIENDS_NAMED = 12
WRONG = 422


@dataclass(frozen=True, slots=True)
class Under:
    """A State under one treaty: where it stands, what it did, and the act that its status rests on."""

    treaty: Treaty
    standing: Standing
    actions: Sequence[TreatyAction]

    @property
    def resting_on(self) -> TreatyAction | None:
        """The act from which the status follows; a State that never acted has none."""
        at = self.standing
        day = at.withdrawal_effective_on or at.withdrawal_notified_on or at.deposited_on or at.signed_on
        return next((action for action in self.actions if action.on == day), None)


@dataclass(frozen=True, slots=True)
class OurPeople:
    """Whom we know in a country: how many in each stage, and the first friends by name."""

    stages: Mapping[Stage, int]
    friends: Sequence[Friend]


@bp.get("/")
@requires(Act.SEE_FACTS, published=True)
def index() -> ResponseReturnValue:
    """List every State with its status, its next step and our friends there, or give the list as a file."""
    rows = _rows()
    wanted = Wanted.read(request.args, request.args.getlist("status"))
    sort = request.args.get("sort", "name")
    listed = chosen(rows, wanted, sort)
    file = wanted_format()
    if file is not None:
        return _file(file, listed)
    return render_template(
        "countries/index.html",
        rows=listed,
        wanted=wanted,
        sort=sort,
        args=filter_args(),
        statuses=list(TreatyStatus),
        regions=regions_of(rows),
        treaty=get_treaty(current.session(), TREATY) if rows else None,
        freshness=freshness,
        with_friends=_sees_people(),
        **vocabulary(current.language()),
    )


@bp.get("/<iso2>")
@requires(Act.SEE_FACTS, published=True)
def show(iso2: str) -> ResponseReturnValue:
    """Show a State: where it stands, the one ask, our friends there, what comes next, and every fact's source."""
    session, today = current.session(), current.today()
    country = find_country(session, iso2) or abort(404)
    if iso2 != country.iso2:
        return redirect(url_for("countries.show", iso2=country.iso2), code=301)
    language = current.language()
    main, *others = _under_treaties(country)
    chambers = chambers_of(session, country.iso2)
    return render_template(
        "countries/show.html",
        country=country,
        votes=votes_of(session, country.iso2),
        vote_word=lambda choice: vote_word(choice, language),
        procedure_word=lambda each: procedure_word(each, language),
        name=name_of(country, language),
        called=called(country, language),
        main=main,
        others=others,
        chambers=chambers,
        coming=coming(chambers, meetings_ahead(session, today, treaty_key=main.treaty.key), today),
        positions=positions_of(session, country.iso2),
        is_fresh=is_fresh,
        freshness=freshness,
        people=_our_people(country.iso2),
        steps=milestones_of(session, country.iso2, current.actor(), today),
        step_form=quick_form([(chamber.id, chamber.name) for chamber in chambers])
        if sees_embargoed(current.actor())
        else None,
        may_edit=allowed(current.actor(), Act.EDIT_FACTS, Relation.ANY),
        **_duties(main, language),
        **vocabulary(language),
    )


@bp.route("/<iso2>/notes", methods=["GET", "POST"])
@requires(Act.EDIT_FACTS)
def notes(iso2: str) -> ResponseReturnValue:
    """Keep our partner there, and what we want to remember."""
    country = find_country(current.session(), iso2) or abort(404)
    form = NotesForm(obj=country)
    if form.validate_on_submit():
        note_country(current.session(), country, form.partner.data or "", form.notes.data or "")
        offer_undo(_("The notes are kept."))
        return redirect(url_for("briefs.show", iso2=country.iso2))
    return render_template("countries/notes.html", form=form, country=country), WRONG if form.errors else 200


@bp.route("/<iso2>/procedure", methods=["GET", "POST"])
@requires(Act.EDIT_FACTS)
def procedure(iso2: str) -> ResponseReturnValue:
    """Keep how ratification is done there."""
    country = find_country(current.session(), iso2) or abort(404)
    form = ProcedureForm(obj=country)
    if form.validate_on_submit():
        set_procedure(current.session(), country, form.procedure.data, form.procedure_source.data or "")
        offer_undo(_("It is noted; the ask follows it."))
        return redirect(url_for("countries.show", iso2=country.iso2))
    return render_template("countries/procedure.html", form=form, country=country), WRONG if form.errors else 200


def _duties(main: Under, language: str) -> Mapping[str, object]:
    """What a State Party must do, and what is known of it; nothing for who is none, or not bound yet."""
    session, today, at = current.session(), current.today(), main.standing
    facts = duty_facts_of(session, main.treaty.key, at.iso2) if main.treaty.has_duties and at.is_party else []
    bound = main.treaty.has_duties and at.is_party and at.in_force_on is not None
    return {
        "duties": all_duties([one.fact for one in facts], at.in_force_on, today) if bound and at.in_force_on else [],
        "duty_facts": facts,
        "duty_word": lambda duty: duty_word(duty, language),
        "fact_word": lambda kind: fact_word(kind, language),
        "duty_sentence": lambda standing: duty_sentence(standing, language),
        "duty_question": lambda standing: duty_question(standing, language),
    }


def _rows() -> Sequence[Row]:
    session, today = current.session(), current.today()
    places = list_places(session, current.language())
    held = standings(session, TREATY, today, today=today) if places else {}
    friends = friends_by_country(session, current.actor(), current.now()) if _sees_people() else {}
    return [Row(place, held[place.iso2], friends.get(place.iso2, 0)) for place in places]


def _file(file: Format, rows: Sequence[Row]) -> Response:
    known_until, today = get_treaty(current.session(), TREATY).known_until, current.today()
    lines = ([*file_row(row.standing, row.place.name, today, known_until), row.friends] for row in rows)
    return download(file, f"countries-{today.isoformat()}", [*FILE_COLUMNS, "friends"], lines)


def _under_treaties(country: Country) -> Sequence[Under]:
    session, today = current.session(), current.today()
    held = standings_of_state(session, country.iso2, today, today=today)
    actions = actions_of(session, country.iso2, today)
    return [
        Under(treaty, held[treaty.key], [action for action in actions if action.treaty_key == treaty.key])
        for treaty in list_treaties(session)
    ]


def _sees_people() -> bool:
    return reach(current.actor(), Act.SEE_PEOPLE) is Relation.ANY


def _our_people(iso2: str) -> OurPeople | None:
    """Whom we know there; None for whoever may not see people."""
    if not _sees_people():
        return None
    session, actor, now = current.session(), current.actor(), current.now()
    return OurPeople(stages_in(session, iso2, actor, now), friends_in(session, iso2, actor, now, FRIENDS_NAMED))
