"""The page behind the link in a letter: what the network is, and four answers. The link gives no login."""

from __future__ import annotations

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.audit.services import Doing
from crm.joining.views.blueprint import ANSWER, bp
from crm.languages import long_date
from crm.letters.kinds import BY_LINK, AnswerHow
from crm.letters.models import Letter
from crm.letters.queries.answers import answer_to
from crm.letters.queries.batches import find_by_token
from crm.letters.queries.outlook import NO_TOKEN
from crm.letters.services.answering import answer_by_link, take_back
from crm.mail.masking import mask
from crm.web import current
from crm.web.access import public
from crm.web.limits import limited
from crm.web.locales import speak_to, spoken

UNDO = "undo"
CHOICES = {kind.value: kind for kind in BY_LINK}


@bp.get("/join/<token>")
@public
@spoken
def invited(token: str) -> ResponseReturnValue:
    """Show what can be answered; opening the page changes nothing, whoever opens it.

    A letter that is only looked at has no link of its own: it leads to where everybody can join.
    """
    if token == NO_TOKEN:
        return redirect(url_for("joining.join"))
    return _page(_letter(token))


@bp.post("/join/<token>")
@public
@spoken
@limited(ANSWER)
def answered(token: str) -> ResponseReturnValue:
    """Keep the answer, or take it back."""
    letter, chosen = _letter(token), request.form.get("do", "")
    if chosen == UNDO:
        doing = Doing(act="joining.answer_taken_back", at=current.now(), actor_id=current.actor().user_id)
        take_back(current.session(), doing, letter)
    elif chosen in CHOICES:
        answer_by_link(current.session(), current.now(), letter, CHOICES[chosen])
    else:
        abort(400)
    return _page(letter, undone=chosen == UNDO)


def _letter(token: str) -> Letter:
    return find_by_token(current.session(), token) or abort(404)


def _page(letter: Letter, *, undone: bool = False) -> str:
    """Name nobody: whose letter it is they know who hold it, and of an address only its outline is told."""
    speak_to(letter.language)
    held = answer_to(current.session(), letter.id)
    return render_template(
        "joining/invited.html",
        letter=letter,
        masked=mask(letter.email) if letter.by_email else "",
        day=long_date(letter.sent_on, current.language()) if letter.sent_on else "",
        answer=held if held is not None and held.how is AnswerHow.LINK else None,
        may_change=held is not None and held.kind in BY_LINK,
        undone=undone,
    )
