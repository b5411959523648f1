"""Where requests to join are read and answered."""

from __future__ import annotations

from collections.abc import Sequence

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.accounts.errors import TooManyMailsError
from crm.accounts.queries import find_user_by_id
from crm.accounts.rights import Act
from crm.countries.queries import find_country, list_places
from crm.joining import services
from crm.joining.forms.answering import STATES, AcceptForm, AskForm, DeclineForm, StateForm
from crm.joining.models import JoinRequest, JoinState
from crm.joining.queries import ORDERS, find_request_by_id, join_requests, likeliest, questions_to, who_it_may_be
from crm.joining.services import AlreadyDecidedError
from crm.joining.views.blueprint import WRONG, bp
from crm.letters.kinds import AnswerHow, AnswerKind
from crm.letters.models import Letter
from crm.letters.services.answering import answer
from crm.members.models import Member
from crm.web import current
from crm.web.access import requires
from crm.web.listing import Sorts, listing
from crm.web.undo import offer_undo

SORTS = Sorts(ORDERS, "-asked")
OPEN = frozenset({JoinState.WAITING, JoinState.ASKED})


@bp.get("/joining/")
@requires(Act.ANSWER_JOINING)
def index() -> str:
    """List the requests whose address is confirmed, the latest first."""
    form = StateForm(request.args)
    state = JoinState(form.state.data) if form.state.data in set(STATES) else None
    page = listing(current.session(), join_requests(state), SORTS)
    return render_template("joining/index.html", form=form, page=page, states=STATES)


@bp.get("/joining/<int:request_id>")
@requires(Act.ANSWER_JOINING)
def show(request_id: int) -> str:
    """Show who asks, which of our people it may be, and the three answers."""
    return _page(_wanted(request_id))


@bp.post("/joining/<int:request_id>/accept")
@requires(Act.ANSWER_JOINING)
def accept(request_id: int) -> ResponseReturnValue:
    """Make whoever asks a friend, and welcome them."""
    wanted, session = _wanted(request_id), current.session()
    people = who_it_may_be(session, wanted, current.actor(), current.now())
    form = _offered(AcceptForm(), people)
    if not form.validate():
        return _page(wanted, accepting=form), WRONG
    known = next((member for member in people if member.id == form.person.data), None)
    key = current.settings().secret_key
    try:
        member = services.accept(session, current.actor(), current.now(), key, wanted, known)
    except (AlreadyDecidedError, TooManyMailsError):
        return _answered(request_id)
    _note_on_letter(wanted, member)
    offer_undo(_("They are a friend now, and the welcome is on its way."))
    return redirect(url_for("members.show", member_id=member.id))


@bp.post("/joining/<int:request_id>/ask")
@requires(Act.ANSWER_JOINING)
def ask(request_id: int) -> ResponseReturnValue:
    """Mail a question."""
    wanted, form = _wanted(request_id), AskForm()
    if not form.validate():
        return _page(wanted, asking=form), WRONG
    try:
        services.ask(current.session(), current.actor(), current.now(), wanted, form.question.data)
    except AlreadyDecidedError:
        return _answered(request_id)
    offer_undo(_("The question is on its way. The request comes back in a week."))
    return redirect(url_for("joining.show", request_id=request_id))


@bp.post("/joining/<int:request_id>/decline")
@requires(Act.ANSWER_JOINING)
def decline(request_id: int) -> ResponseReturnValue:
    """Decline."""
    wanted, form = _wanted(request_id), DeclineForm()
    if not form.validate():
        return _page(wanted, declining=form), WRONG
    try:
        services.decline(
            current.session(), current.actor(), current.now(), wanted, form.note.data or "", tell=form.tell.data
        )
    except AlreadyDecidedError:
        return _answered(request_id)
    offer_undo(_("The request is declined."))
    return redirect(url_for("joining.index"))


def _note_on_letter(wanted: JoinRequest, member: Member) -> None:
    """Keep with the letter that invited them that they joined; a colleague may have come by it instead."""
    session = current.session()
    letter = session.get(Letter, wanted.letter_id) if wanted.letter_id else None
    if letter is not None and letter.member_id == member.id:
        answer(session, current.actor(), current.now(), letter, AnswerKind.JOINED, AnswerHow.LINK)


def _wanted(request_id: int) -> JoinRequest:
    return find_request_by_id(current.session(), request_id) or abort(404)


def _answered(request_id: int) -> ResponseReturnValue:
    current.session().rollback()
    return _page(_wanted(request_id), refusal=_("Somebody answered this request meanwhile.")), WRONG


def _page(
    wanted: JoinRequest,
    *,
    accepting: AcceptForm | None = None,
    asking: AskForm | None = None,
    declining: DeclineForm | None = None,
    refusal: str = "",
) -> str:
    session = current.session()
    is_open = wanted.state in OPEN
    people = who_it_may_be(session, wanted, current.actor(), current.now()) if is_open else ()
    unanswered = AcceptForm(formdata=None, data={"person": likeliest(session, wanted, people)})
    return render_template(
        "joining/show.html",
        wanted=wanted,
        country=find_country(session, wanted.country_iso2) if wanted.country_iso2 else None,
        decided_by=find_user_by_id(session, wanted.decided_by) if wanted.decided_by else None,
        questions=questions_to(session, wanted),
        is_open=is_open,
        people=people,
        states=STATES,
        accepting=accepting or _offered(unanswered, people),
        asking=asking or AskForm(formdata=None),
        declining=declining or DeclineForm(formdata=None),
        refusal=refusal,
    )


def _offered(form: AcceptForm, people: Sequence[Member]) -> AcceptForm:
    names = list_places(current.session(), current.language()).names
    form.offer(
        people, lambda member: ", ".join(filter(None, [member.name, names.get(member.country_iso2), member.party]))
    )
    return form
