"""The page of one State: where it stands, the one ask, our friends there, what comes next, every fact's source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.accounts.rights import Act, Relation, allowed
from crm.actions.queries import done_in_country
from crm.countries.calendar import Coming, coming
from crm.countries.models import Chamber, Country
from crm.countries.procedure import procedure_word
from crm.countries.queries import chambers_of, countries_by_code, meetings_ahead
from crm.countries.shapes import with_neighbours
from crm.countries.views.blueprint import TREATY, bp, sees_people
from crm.country_names import called, name_of
from crm.duties.queries import duty_facts_of
from crm.duties.state import all_duties
from crm.duties.wording import duty_question, duty_sentence, duty_word, fact_word
from crm.followups.queries import answers_due_in
from crm.members.forms.words import KINDS
from crm.members.queries.by_country import Contact, Known, contacts_in, known_in
from crm.milestones.ahead import expected
from crm.milestones.forms import quick_form
from crm.milestones.queries import StepRow, latest_steps, milestones_of, sees_embargoed
from crm.partial_date import PartialDate
from crm.treaties.freshness import freshness, is_fresh
from crm.treaties.models import Treaty, TreatyAction
from crm.treaties.queries import actions_of, list_treaties, positions_of, standings_under
from crm.treaties.status import Period, Standing, periods
from crm.treaties.vocabulary import vocabulary
from crm.votes.queries import votes_of
from crm.votes.wording import vote_word
from crm.web import current
from crm.web.access import requires

FRIENDS_NAMED, CONTACTS_NAMED, DONE_NAMED, DATES_NAMED, PAST_STEPS = 12, 4, 5, 4, 3
"""How many of each stand on the page; the rest is one click away."""


NEWS = timedelta(days=90)
"""For how long after a treaty action was entered one is led to what follows from it."""


@dataclass(frozen=True, slots=True)
class Under:
    """A State under one treaty: where it stands on a day and by which act, what it did, where it stood over time."""

    treaty: Treaty
    standing: Standing
    actions: Sequence[TreatyAction]
    resting_on: TreatyAction | None
    periods: Sequence[Period]


@dataclass(frozen=True, slots=True)
class OurPeople:
    """Whom we know in a country, and when we were last in touch."""

    known: Known
    contacts: Sequence[Contact]


@bp.get("/<iso2>")
@requires(Act.SEE_FACTS, published=True)
def show(iso2: str) -> ResponseReturnValue:
    """Show a State: first where it stands, the one ask, our friends there and what comes next."""
    session, today, on, language = current.session(), current.today(), current.asked_day(), current.language()
    beside = with_neighbours(iso2.upper())
    places = countries_by_code(session, beside)
    country = places.pop(iso2.upper(), None) or abort(404)
    if iso2 != country.iso2:
        return redirect(url_for("countries.show", iso2=country.iso2, on=request.args.get("on")), code=301)
    treaties = list_treaties(session)
    held = standings_under(session, treaties, beside, on, today=today)
    main, *others = _under_treaties(country, treaties, held, on)
    chambers = chambers_of(session, country.iso2)
    steps = milestones_of(session, country.iso2, current.actor(), today)
    shown = latest_steps(steps, PAST_STEPS)
    return render_template(
        "countries/show.html",
        country=country,
        on=on,
        name=name_of(country, language),
        called=called(country, language),
        main=main,
        others=[under for under in others if under.treaty.is_looked_up or under.actions],
        neighbours=[(place, name_of(place, language), held[TREATY, place.iso2]) for place in places.values()],
        chambers=chambers,
        coming=_coming(country, chambers, steps)[:DATES_NAMED],
        done=done_in_country(session, country.iso2, current.actor(), DONE_NAMED) if current.actor().role else [],
        positions=positions_of(session, country.iso2),
        votes=votes_of(session, country.iso2),
        people=_our_people(country.iso2),
        contact_words=KINDS,
        steps=shown,
        more_steps=len(steps) - len(shown),
        step_form=quick_form([(chamber.id, chamber.name) for chamber in chambers])
        if sees_embargoed(current.actor())
        else None,
        may_edit=_keeps_facts(),
        news_since=today - NEWS,
        is_fresh=is_fresh,
        freshness=freshness,
        vote_word=lambda choice: vote_word(choice, language),
        procedure_word=lambda each: procedure_word(each, language),
        **_duties(main, on, language),
        **vocabulary(language),
    )


def _under_treaties(
    country: Country, treaties: Sequence[Treaty], held: Mapping[tuple[str, str], Standing], on: date
) -> Sequence[Under]:
    """The State under every treaty; an act under embargo is shown to those who keep the facts, and moves nothing."""
    session, today = current.session(), current.today()
    actions = actions_of(session, country.iso2, today, embargoed=_keeps_facts())
    return [
        _under(treaty, held[treaty.key, country.iso2], [act for act in actions if act.treaty_key == treaty.key], on)
        for treaty in treaties
    ]


def _under(treaty: Treaty, standing: Standing, actions: Sequence[TreatyAction], on: date) -> Under:
    """The State under one treaty, with the act that its status rests on; one that never acted has none."""
    told = [action for action in actions if action.is_open(current.today())]
    day = (
        standing.withdrawal_effective_on
        or standing.withdrawal_notified_on
        or standing.deposited_on
        or standing.signed_on
    )
    resting_on = next((action for action in told if action.on == day), None)
    until = max(on, current.today())
    return Under(treaty, standing, actions, resting_on, periods(treaty.rules, [action.act for action in told], until))


def _coming(country: Country, chambers: Sequence[Chamber], steps: Sequence[StepRow]) -> Sequence[Coming]:
    """What is ahead: an expected step, an answer that is due, an election, a meeting."""
    session, today = current.session(), current.today()
    ours = [row for row in steps if row.milestone.treaty_key == TREATY]
    at_home = expected([(row.milestone.stage, row.chamber) for row in ours], today, current.language())
    due = answers_due_in(session, country.iso2, current.actor()) if sees_people() else []
    answers = [
        Coming(
            PartialDate.of(each.due_on),
            _("an answer is due: %(what)s", what=each.text),
            address=f"/actions/{each.action_id}" if each.action_id else "",
        )
        for each in due
    ]
    return coming(chambers, meetings_ahead(session, today, treaty_key=TREATY), today, [*at_home, *answers])


def _duties(main: Under, on: date, language: str) -> Mapping[str, Any]:
    """What a State Party must do, and what is known of it; nothing for who is none, or not bound yet."""
    at = main.standing
    bound = main.treaty.has_duties and at.is_party and at.in_force_on is not None
    facts = duty_facts_of(current.session(), main.treaty.key, at.iso2) if bound else []
    return {
        "duties": all_duties([one.fact for one in facts], at.in_force_on, on) if bound and at.in_force_on else [],
        "duty_facts": facts,
        "duty_word": lambda duty: duty_word(duty, language),
        "fact_word": lambda kind: fact_word(kind, language),
        "duty_sentence": lambda standing: duty_sentence(standing, language),
        "duty_question": lambda standing: duty_question(standing, language),
    }


def _our_people(iso2: str) -> OurPeople | None:
    """Whom we know there; None for whoever may not see people."""
    if not sees_people():
        return None
    session, actor = current.session(), current.actor()
    return OurPeople(known_in(session, iso2, actor, FRIENDS_NAMED), contacts_in(session, iso2, actor, CONTACTS_NAMED))


def _keeps_facts() -> bool:
    return allowed(current.actor(), Act.EDIT_FACTS, Relation.ANY)
