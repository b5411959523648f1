"""The withdrawal alarm: which States are about to leave, the countdown, the asks, and whom to mobilise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.accounts.rights import Act
from crm.countries.models import Country
from crm.countries.queries import list_places
from crm.followups.due import working_day
from crm.followups.models import FollowUp, FollowUpState
from crm.followups.services import Promise, open_follow_up
from crm.members.audience import Filter
from crm.members.models import Member
from crm.members.queries import people
from crm.milestones.forms import MobiliseForm
from crm.milestones.kinds import AWAY, MilestoneState
from crm.milestones.queries import StepRow, milestones_of
from crm.milestones.views.blueprint import TREATY, WRONG, bp, country_or_404
from crm.milestones.wording import stay_asks
from crm.treaties.queries import get_treaty, standing_of, standings
from crm.treaties.status import Standing
from crm.treaties.step import Step
from crm.web import current
from crm.web.access import requires
from crm.web.fields import country_name
from crm.web.undo import offer_undo

A_WEEK = timedelta(days=7)

MOST = 200
"""Friends of a region on offer, by name."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """What to know of a State about to leave: where it stands, its steps away, and the next day to count down to."""

    country: Country
    standing: Standing
    steps: Sequence[StepRow]

    @property
    def rings(self) -> bool:
        """Whether it is about to leave at all."""
        return self.standing.step is Step.STAY

    @property
    def ahead(self) -> StepRow | None:
        """The next step away from the treaty that is expected on a known day."""
        expected = [row for row in self.steps if row.milestone.state is MilestoneState.EXPECTED and row.milestone.on]
        return min(expected, key=lambda row: str(row.milestone.on), default=None)

    def days(self, today: date) -> int | None:
        """How many days are left until the withdrawal can take effect, else until the next step's last day."""
        until = self.standing.withdrawal_expected_on
        if until is None and self.ahead is not None and self.ahead.milestone.on is not None:
            until = self.ahead.milestone.on.latest
        return None if until is None else (until - today).days


@bp.get("/leaving")
@requires(Act.EDIT_FOLLOW_UPS)
def leaving() -> str:
    """List the States that are about to leave."""
    session, today = current.session(), current.today()
    names = list_places(session, current.language()).names
    held = standings(session, TREATY, today, today=today) if names else {}
    found = [(names[iso2], standing) for iso2, standing in held.items() if standing.step is Step.STAY]
    return render_template("milestones/leaving.html", found=sorted(found, key=lambda pair: pair[0]))


@bp.route("/leaving/<iso2>", methods=["GET", "POST"])
@requires(Act.EDIT_FOLLOW_UPS)
def alarm(iso2: str) -> ResponseReturnValue:
    """Show what to do about a State that is about to leave, and open a follow-up for each friend chosen."""
    country = country_or_404(iso2)
    found = _alarm(country)
    friends = _friends(country)
    form = MobiliseForm(text=_suggestion(country), due_on=working_day(current.today() + A_WEEK))
    form.friends.choices = [(row.id, f"{row.name}, {row.country}") for row in friends]
    if form.validate_on_submit():
        opened = _mobilise(country, form)
        offer_undo(_("%(number)s follow-ups are opened.", number=opened))
        return redirect(url_for("milestones.alarm", iso2=country.iso2))
    shown = render_template(
        "milestones/alarm.html",
        alarm=found,
        country=country,
        days=found.days(current.today()),
        asks=stay_asks(notified=found.standing.is_leaving, language=current.language()),
        treaty=get_treaty(current.session(), TREATY),
        friends=friends,
        asked=_asked(country),
        form=form,
    )
    return shown, WRONG if request.method == "POST" else 200


def _alarm(country: Country) -> Alarm:
    session, today, actor = current.session(), current.today(), current.actor()
    standing = standing_of(session, TREATY, country.iso2, today)
    steps = [
        row
        for row in milestones_of(session, country.iso2, actor, today)
        if row.milestone.kind in AWAY and row.milestone.treaty_key == TREATY
    ]
    return Alarm(country, standing, steps)


def _friends(country: Country) -> Sequence[Any]:
    """The friends of the country's part of the world, those of the country itself first."""
    session, actor, now = current.session(), current.actor(), current.now()
    area = country.intermediate_region or country.subregion or country.region
    meant = people(session, Filter(regions=(area,)), actor, now)
    chosen = meant.select(Member.id, Member.name, Member.country_iso2, Country.name_en.label("country")).join(
        Country, Country.iso2 == Member.country_iso2
    )
    at_home = Member.country_iso2 != country.iso2
    return session.execute(chosen.order_by(at_home, Member.sort_name, Member.id).limit(MOST)).all()


def _asked(country: Country) -> frozenset[int]:
    """Who has an open follow-up about this alarm already."""
    chosen = sa.select(FollowUp.member_id).where(
        FollowUp.subject == _subject(country), FollowUp.state == FollowUpState.OPEN, FollowUp.member_id.is_not(None)
    )
    return frozenset(current.session().scalars(chosen))


def _mobilise(country: Country, form: MobiliseForm) -> int:
    """Open a follow-up for each friend chosen of whom none waits; says how many."""
    session, actor, now = current.session(), current.actor(), current.now()
    chosen = [member_id for member_id in form.friends.data if member_id not in _asked(country)]
    for member_id in chosen:
        promise = Promise(
            text=form.text.data,
            due_on=form.due_on.data,
            member_id=member_id,
            country_iso2=country.iso2,
            owner_id=actor.user_id,
            subject=_subject(country),
        )
        open_follow_up(session, actor, now, promise)
    return len(chosen)


def _suggestion(country: Country) -> str:
    words = _(
        "Withdrawal of %(country)s: ask whom they know there, and for the questions to be put",
        country=country_name(country),
    )
    return str(words)


def _subject(country: Country) -> str:
    return f"leaving:{country.iso2}"
