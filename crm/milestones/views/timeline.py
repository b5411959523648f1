"""The timeline of a country: its steps, the actions there, our contacts and its treaty actions on one line."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from flask import render_template, request, url_for

from crm.accounts.rights import Act, Relation, allowed, reach
from crm.actions.queries import dated_in_country
from crm.countries.models import Country
from crm.letters.models import Letter
from crm.members.audience import Filter
from crm.members.forms.words import KINDS
from crm.members.models import Interaction, Member
from crm.members.queries import People, people
from crm.milestones.kinds import MilestoneState
from crm.milestones.queries import milestones_of, sees_embargoed
from crm.milestones.timeline import WIDTH, Event, EventKind, draw, order
from crm.milestones.views.blueprint import TREATY, bp, country_or_404
from crm.milestones.wording import milestone_line
from crm.paging import AnySelect
from crm.partial_date import PartialDate
from crm.treaties.queries import actions_of
from crm.treaties.wording import act_word
from crm.web import current
from crm.web.access import requires

MOST_OF_A_KIND = 60


@bp.get("/of/<iso2>")
@requires(Act.SEE_FACTS, published=True)
def of_country(iso2: str) -> str:
    """Show what happened in a country, as a drawing and as the same list."""
    country = country_or_404(iso2)
    events = [*_treaty_actions(country), *_steps(country), *_actions(country), *_contacts(country)]
    events.sort(key=order)
    return render_template(
        "milestones/timeline.html",
        country=country,
        events=events,
        drawing=draw(events, current.today()),
        width=WIDTH,
        keeps=sees_embargoed(current.actor()),
    )


def _treaty_actions(country: Country) -> Iterator[Event]:
    """What the State did about the treaty; what is under embargo for those who keep the facts alone."""
    key, address = request.args.get("treaty", TREATY), url_for("countries.show", iso2=country.iso2)
    session, today, keeps = current.session(), current.today(), sees_embargoed(current.actor())
    for action in actions_of(session, country.iso2, today, embargoed=keeps):
        if action.treaty_key == key:
            yield Event(
                EventKind.TREATY_ACTION,
                PartialDate.of(action.on),
                act_word(action.kind, current.language()),
                address,
                action.source,
                embargoed=not action.is_open(today),
            )


def _steps(country: Country) -> Iterator[Event]:
    session, actor, today = current.session(), current.actor(), current.today()
    for row in milestones_of(session, country.iso2, actor, today):
        step = row.milestone
        day = step.ended_on or step.on
        if day is None or step.treaty_key != request.args.get("treaty", TREATY):
            continue
        yield Event(
            EventKind.STEP,
            day,
            milestone_line(step.kind, step.state, None, None, current.language()),
            url_for("milestones.show", milestone_id=step.id),
            step.source,
            expected=step.state is MilestoneState.EXPECTED,
            embargoed=step.embargo_until is not None and step.embargo_until > today,
        )


def _actions(country: Country) -> Iterator[Event]:
    """What was done in its parliament, as far as whoever is signed in may see it; visitors see none."""
    session, actor = current.session(), current.actor()
    if actor.role is None:
        return
    for action_id, on, title in dated_in_country(session, country.iso2, actor, MOST_OF_A_KIND):
        yield Event(EventKind.ACTION, on, title, f"/actions/{action_id}")


def _contacts(country: Country) -> Iterator[Event]:
    """Letters, calls and meetings with people there, for those who see people."""
    session, actor, now = current.session(), current.actor(), current.now()
    if reach(actor, Act.SEE_PEOPLE) is not Relation.ANY:
        return
    meant = people(session, Filter(countries=(country.iso2,)).everyone, actor, now)
    writes = allowed(actor, Act.EDIT_LETTERS, Relation.ANY)
    for kind, on, member_id, name, letter_id in session.execute(_latest_contacts(meant)):
        address = f"/members/{member_id}"
        if writes and letter_id is not None:
            address = url_for("letters.letter", letter_id=letter_id)
        yield Event(EventKind.CONTACT, PartialDate.of(on), f"{KINDS[kind]}: {name}", address)


@lru_cache(maxsize=64)
def _latest_contacts(meant: People) -> AnySelect:
    """Letters, calls and meetings with people, the latest first; kept as long as it is asked again."""
    chosen = (
        meant.select(Interaction.kind, Interaction.on, Member.id, Member.name, Letter.id)
        .join(Interaction, Interaction.member_id == Member.id)
        .outerjoin(Letter, Letter.interaction_id == Interaction.id)
    )
    return chosen.order_by(Interaction.on.desc(), Interaction.id.desc()).limit(MOST_OF_A_KIND)
