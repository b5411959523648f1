"""The pages of meetings: what is ahead, one meeting with who goes, and the forms with which staff keep it."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields import SelectChoice

from crm.accounts.rights import Act, Relation, allowed
from crm.countries.models import Meeting
from crm.countries.queries import GATHERINGS, SURE, list_places
from crm.meetings.forms import DelegateForm, MeetingForm, RegisteredForm
from crm.meetings.models import Attendance
from crm.meetings.queries import governments, guests, list_meetings
from crm.meetings.services import note_delegate, note_registered, read_list, write_meeting
from crm.meetings.words import kind_words, meeting_word, sureness_words
from crm.treaties.queries import list_treaties, standings
from crm.treaties.services.importing import state_names
from crm.treaties.status import TreatyStatus
from crm.treaties.vocabulary import vocabulary
from crm.web import current
from crm.web.access import requires
from crm.web.undo import offer_undo

bp = Blueprint("meetings", __name__, url_prefix="/meetings")
blueprints = (bp,)

WRONG = 422


@bp.get("/")
@requires(Act.SEE_FACTS, published=True)
def index() -> str:
    """List the meetings ahead, and those that were."""
    session, today, unsure = current.session(), current.today(), _keeps_facts()
    return render_template(
        "meetings/index.html",
        ahead=list_meetings(session, today, ahead=True, unsure=unsure),
        past=list_meetings(session, today, ahead=False, unsure=unsure),
        may_edit=unsure,
        **_words(),
    )


@bp.get("/<int:meeting_id>")
@requires(Act.SEE_FACTS, published=True)
def show(meeting_id: int) -> str:
    """Show a meeting, which Governments are registered, and to staff who of ours goes."""
    return _page(_wanted(meeting_id), RegisteredForm(seen_on=current.today()), DelegateForm())


@bp.route("/new", methods=["GET", "POST"])
@requires(Act.EDIT_FACTS)
def new() -> ResponseReturnValue:
    """Add a meeting."""
    form = _offered(MeetingForm())
    if form.validate_on_submit():
        meeting = write_meeting(current.session(), form.draft())
        offer_undo(_("The meeting is added."))
        return redirect(url_for("meetings.show", meeting_id=meeting.id))
    return render_template("meetings/form.html", form=form, meeting=None), _status()


@bp.route("/<int:meeting_id>/edit", methods=["GET", "POST"])
@requires(Act.EDIT_FACTS)
def edit(meeting_id: int) -> ResponseReturnValue:
    """Correct a meeting."""
    meeting = _wanted(meeting_id)
    form = _offered(MeetingForm(obj=meeting, country=meeting.country_iso2))
    if form.validate_on_submit():
        write_meeting(current.session(), form.draft(), meeting)
        offer_undo(_("The meeting is corrected."))
        return redirect(url_for("meetings.show", meeting_id=meeting.id))
    return render_template("meetings/form.html", form=form, meeting=meeting), _status()


@bp.post("/<int:meeting_id>/governments")
@requires(Act.EDIT_FACTS)
def register(meeting_id: int) -> ResponseReturnValue:
    """Note which Governments a list names; a line that names no State keeps the list from being noted."""
    meeting, form, session = _wanted(meeting_id), RegisteredForm(), current.session()
    if form.validate():
        listed = read_list(form.names.data, state_names(session))
        if listed.unknown:
            form.names.errors = [_("These lines name no State: %(lines)s.", lines="; ".join(listed.unknown))]
        else:
            everybody = [place.iso2 for place in list_places(session, "en")]
            note_registered(session, meeting, listed.states, everybody, form.seen_on.data, form.source.data)
            offer_undo(_("The list is noted."))
            return redirect(url_for("meetings.show", meeting_id=meeting.id))
    return _page(meeting, form, DelegateForm(formdata=None)), WRONG


@bp.post("/<int:meeting_id>/people")
@requires(Act.EDIT_PEOPLE)
def delegate(meeting_id: int) -> ResponseReturnValue:
    """Note that one of our people goes, or spoke."""
    meeting, form = _wanted(meeting_id), DelegateForm()
    if not allowed(current.actor(), Act.EDIT_PEOPLE, Relation.ANY):
        abort(403)
    if not form.validate() or form.person.person is None:
        return _page(meeting, RegisteredForm(formdata=None, seen_on=current.today()), form), WRONG
    note_delegate(
        current.session(),
        meeting,
        form.person.person.id,
        form.state.data,
        spoke=form.spoke.data,
        note=form.note.data or "",
    )
    offer_undo(_("It is noted."))
    return redirect(url_for("meetings.show", meeting_id=meeting.id))


def _page(meeting: Meeting, registered: RegisteredForm, person: DelegateForm) -> str:
    session, actor = current.session(), current.actor()
    sees_people = allowed(actor, Act.SEE_PEOPLE, Relation.ANY)
    held = governments(session, meeting.id)
    known = any(one.attends for one in held)
    status = request.args.get("status", "")
    listed = [one for one in held if one.attends is not None and one.attends is _wanted_attendance()] if known else []
    stand = standings(session, meeting.treaty_key, current.today()) if listed and _holds(meeting.treaty_key) else {}
    if status and stand:
        listed = [one for one in listed if stand[one.iso2].status == status]
    return render_template(
        "meetings/show.html",
        meeting=meeting,
        counts={word: sum(one.attends is word for one in held) for word in Attendance} if known else {},
        seen=next((one for one in held if one.attends), None),
        listed=listed,
        stand=stand,
        status=status,
        statuses=list(TreatyStatus),
        attends=_wanted_attendance(),
        names=list_places(session, current.language()).names,
        guests=guests(session, meeting.id, actor, current.now()) if sees_people else None,
        registered=registered,
        person=person,
        may_edit=_keeps_facts(),
        **_words(),
    )


def _wanted_attendance() -> Attendance:
    """Which Governments are listed: those that are not registered, unless the address asks for the others."""
    return Attendance.REGISTERED if request.args.get("show") == Attendance.REGISTERED else Attendance.NOT_REGISTERED


def _holds(treaty_key: str) -> bool:
    return any(treaty.key == treaty_key for treaty in list_treaties(current.session()))


def _wanted(meeting_id: int) -> Meeting:
    """A meeting people travel to; one that is only a rumour is there for those who keep the facts."""
    meeting = current.session().get(Meeting, meeting_id)
    if meeting is None or meeting.kind not in GATHERINGS or not (meeting.verified in SURE or _keeps_facts()):
        abort(404)
    return meeting


def _offered(form: MeetingForm) -> MeetingForm:
    session = current.session()
    form.country.offer(list_places(session, current.language()))
    form.treaty_key.choices = [SelectChoice(treaty.key, treaty.short_name) for treaty in list_treaties(session)]
    return form


def _words() -> dict[str, object]:
    language = current.language()
    return {
        "kinds": kind_words(language),
        "sureness": sureness_words(language),
        "meeting_word": lambda word: meeting_word(word, language),
        **vocabulary(language),
    }


def _keeps_facts() -> bool:
    return allowed(current.actor(), Act.EDIT_FACTS, Relation.ANY)


def _status() -> int:
    return WRONG if request.method == "POST" else 200
