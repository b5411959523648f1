"""One person's page; adding, editing, moving to another stage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from flask import abort, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from crm.accounts.queries import staff_users
from crm.accounts.rights import Act, Relation, allowed
from crm.countries.post import post_lines
from crm.countries.queries import list_places
from crm.followups.models import FollowUpState
from crm.members import services
from crm.members.forms.person import NewPersonForm, PersonForm, StageForm, form_data
from crm.members.forms.words import STAGES
from crm.members.models import Member, Subscription
from crm.members.queries.records import addresses_of, mandates_of, post_of, tags_of
from crm.members.views.blueprint import WRONG, bp, person_or_404
from crm.members.views.timeline import promises_to, timeline
from crm.paging import AnySelect
from crm.prebuilt import prebuilt
from crm.preferences.frequency import frequency_of, frequency_words
from crm.preferences.models import Preference
from crm.preferences.topics import topic_words
from crm.treaties.asking import ask_sentence
from crm.treaties.queries import get_treaty, standing_of
from crm.treaties.wording import status_sentence
from crm.web import current
from crm.web.access import requires
from crm.web.fields import country_name
from crm.web.meanwhile import OVERTAKEN, Record, take_over, tell
from crm.web.undo import offer_undo

TREATY = "ccm"
COLUMNS = {"country": "country_iso2", "owner": "owner_id"}
"""Where a field of the form stands in the record, if under another name."""


@bp.get("/<int:member_id>")
@requires(Act.SEE_PEOPLE)
def show(member_id: int) -> str:
    """Show a person: who they are, where their country stands, what we owe, and all that happened."""
    member, session = person_or_404(member_id), current.session()
    whole = _may_edit_all()
    subscriptions, preference = _agreed(member_id)
    promises = promises_to(session, member_id) if whole else ()
    owed = [promise for promise in promises if promise.state is FollowUpState.OPEN]
    return render_template(
        "members/show.html",
        member=member,
        whole=whole,
        standing=_standing(member),
        mandates=mandates_of(session, member_id),
        addresses=addresses_of(session, member_id),
        subscriptions=subscriptions,
        tags=tags_of(session, member_id),
        post=post_lines(post_of(member), member.country_iso2),
        wants=_wants(preference),
        topics={topic.value: words for topic, words in topic_words(current.language()).items()},
        owed=sorted(owed, key=lambda promise: (promise.due_on, promise.id)),
        events=timeline(session, member_id, promises, whole=whole, endpoints=list(current_app.view_functions)),
        stages=STAGES,
    )


@bp.get("/new")
@requires(Act.EDIT_PEOPLE)
def new() -> str:
    """Ask for a new person."""
    return _new_page(_offered(NewPersonForm()))


@bp.post("/new")
@requires(Act.EDIT_PEOPLE)
def add() -> ResponseReturnValue:
    """Keep a new person."""
    form = _offered(NewPersonForm())
    if not form.validate():
        return _new_page(form), WRONG
    actor = current.actor()
    member = services.add_member(current.session(), actor, current.now(), form.draft(), form.stage.data)
    offer_undo(_("The person is added."))
    return redirect(url_for("members.show", member_id=member.id))


@bp.get("/<int:member_id>/edit")
@requires(Act.EDIT_PEOPLE)
def edit(member_id: int) -> str:
    """Show the form with what we keep."""
    member = _editable(member_id)
    form = _kept(member)
    form.opened.fill(form)
    return _edit_page(member, form)


@bp.post("/<int:member_id>/edit")
@requires(Act.EDIT_PEOPLE)
def save(member_id: int) -> ResponseReturnValue:
    """Keep what was changed, unless somebody else changed the same meanwhile."""
    member, form = _editable(member_id), _offered(PersonForm())
    clashes = take_over(form, _kept(member))
    if not form.validate() or clashes:
        said = tell(form, clashes, Record(Member.__tablename__, str(member_id), COLUMNS))
        return _edit_page(member, form, said), OVERTAKEN if clashes else WRONG
    services.edit_member(current.session(), current.actor(), member, form.draft())
    offer_undo(_("The changes are saved."))
    return redirect(url_for("members.show", member_id=member_id))


@bp.get("/<int:member_id>/stage")
@requires(Act.EDIT_PEOPLE)
def stage(member_id: int) -> str:
    """Ask for the new stage."""
    member = _editable(member_id)
    form = StageForm(data={"stage": member.stage, "since": current.today()})
    return render_template("members/stage.html", member=member, form=form)


@bp.post("/<int:member_id>/stage")
@requires(Act.EDIT_PEOPLE)
def move(member_id: int) -> ResponseReturnValue:
    """Move a person to another stage."""
    member, form = _editable(member_id), StageForm()
    if not form.validate():
        return render_template("members/stage.html", member=member, form=form), WRONG
    services.change_stage(
        current.session(), current.actor(), current.now(), member, form.stage.data, form.since.data, form.reason.data
    )
    offer_undo(_("The stage is changed."))
    return redirect(url_for("members.show", member_id=member_id))


def _may_edit_all() -> bool:
    return allowed(current.actor(), Act.EDIT_PEOPLE, Relation.ANY)


def _editable(member_id: int) -> Member:
    if not _may_edit_all():
        abort(403)
    return person_or_404(member_id)


def _offered(form: Any) -> Any:
    form.offer(list_places(current.session(), current.language()), staff_users(current.session()))
    return form


def _kept(member: Member) -> PersonForm:
    """The form filled with what we keep, whatever was typed."""
    session = current.session()
    emails = [address.email for address in addresses_of(session, member.id)]
    form: PersonForm = _offered(PersonForm(formdata=None, data=form_data(member, emails, tags_of(session, member.id))))
    return form


def _new_page(form: NewPersonForm) -> str:
    if not _may_edit_all():
        abort(403)
    return render_template("members/edit.html", form=form, member=None)


def _edit_page(member: Member, form: PersonForm, said: Mapping[str, str] | None = None) -> str:
    return render_template("members/edit.html", form=form, member=member, clashes=said)


def _agreed(member_id: int) -> tuple[Sequence[Subscription], Preference | None]:
    """What a person agreed to get, also what ended, and how often they want it: one statement for both."""
    rows = current.session().execute(*_agreements_of(member_id)).all()
    return [row.Subscription for row in rows if row.Subscription], rows[0].Preference if rows else None


@prebuilt
def _agreements_of(member_id: int) -> AnySelect:
    return (
        sa.select(Subscription, Preference)
        .select_from(Member)
        .outerjoin(Subscription, Subscription.member_id == Member.id)
        .outerjoin(Preference, Preference.member_id == Member.id)
        .where(Member.id == member_id)
        .order_by(Subscription.topic)
    )


def _wants(kept: Preference | None) -> str:
    """How often the person wants the digest and until when none, in words; nothing while they chose neither."""
    if kept is None:
        return ""
    often = frequency_words(current.language())[frequency_of(kept.days)] if kept.days else ""
    paused = kept.paused_until is not None and kept.paused_until > current.today()
    pause = _("no mail until %(day)s", day=f"{kept.paused_until:%-d %b %Y}") if paused else ""
    return "; ".join(filter(None, (often, pause)))


def _standing(member: Member) -> Mapping[str, Any] | None:
    """Where the person's country stands, in words, and what to ask."""
    country = member.country
    if country is None:
        return None
    session, today, language = current.session(), current.today(), str(get_locale().language)
    treaty = get_treaty(session, TREATY)
    standing = standing_of(session, TREATY, country.iso2, today)
    return {
        "name": country_name(country),
        "sentence": status_sentence(country_name(country), standing, today, treaty.known_until, language),
        "ask": ask_sentence(standing, country.procedure, language),
    }
