"""What somebody opens who wants to join: the form, and the link that confirms their address."""

from __future__ import annotations

from dataclasses import replace

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.accounts.rights import OPERATOR
from crm.countries.queries import list_places
from crm.joining.forms.asking import JoinForm
from crm.joining.models import JoinRequest, JoinState
from crm.joining.services import Wish, confirm, find_request, request_to_join
from crm.joining.services.asking import link_secret
from crm.joining.spam import stamp
from crm.joining.views.blueprint import JOIN, WRONG, bp
from crm.letters.kinds import AnswerHow, AnswerKind
from crm.letters.models import Letter
from crm.letters.queries.batches import find_by_token
from crm.letters.services.answering import answer
from crm.members.models import Member
from crm.web import current
from crm.web.access import public
from crm.web.limits import limited
from crm.web.locales import speak_to, spoken

ASKED_TO_JOIN = "Somebody asked to join by its link."


@bp.get("/join")
@public
@spoken
def join() -> str:
    """Say what the network is, and ask who wants to join; `?country=` fills that in, or what stood in a letter."""
    letter = find_by_token(current.session(), request.args.get("letter", ""))
    if letter is not None:
        speak_to(letter.language)
    languages = current.organisation().languages
    wanted = current.language()
    form = _offered(
        JoinForm(
            formdata=None,
            data={
                "country": request.args.get("country", "").upper()[:2] or None,
                "language": wanted if wanted in languages else languages[0],
                "opened": _stamp(),
                **(_known_from(letter) if letter is not None else {}),
            },
        )
    )
    return render_template("joining/join.html", form=form)


@bp.post("/join")
@public
@spoken
@limited(JOIN)
def ask_to_join() -> ResponseReturnValue:
    """Keep the request and mail the address; what the answer says is the same whether we know it or not."""
    letter = find_by_token(current.session(), request.form.get("letter", ""))
    if letter is not None:
        speak_to(letter.language)
    form = _offered(JoinForm())
    if form.is_of_a_machine:
        return redirect(url_for("joining.asked"))
    if not form.validate():
        form.opened.data = form.opened.data if not form.opened.errors else _stamp()
        return render_template("joining/join.html", form=form), WRONG
    return _asked(form.wish(), letter)


@bp.get("/join/asked")
@public
@spoken
def asked() -> str:
    """Say what to do now."""
    return render_template("joining/asked.html")


@bp.get("/join/confirm/<token>")
@public
@spoken
def confirm_page(token: str) -> str:
    """Show one button: opening the link confirms nothing, whoever opens it."""
    return _confirm_page(_wanted(token), token)


@bp.post("/join/confirm/<token>")
@public
@spoken
def confirm_address(token: str) -> ResponseReturnValue:
    """Keep that the address is theirs."""
    wanted = _wanted(token)
    _confirm(wanted)
    return _confirm_page(wanted, token)


def _known_from(letter: Letter) -> dict[str, str | None]:
    """What the letter itself said to whoever holds it."""
    member = current.session().get_one(Member, letter.member_id)
    return {"name": member.name, "country": letter.country_iso2, "letter": letter.token}


def _asked(wish: Wish, letter: Letter | None) -> ResponseReturnValue:
    """Keep a wish; an address to which nothing but a mail brought the link is confirmed by that."""
    if letter is not None:
        wish = replace(wish, letter_id=letter.id, member_id=letter.member_id)
    asked_now = request_to_join(current.session(), current.now(), current.settings().secret_key, wish)
    if asked_now is None or letter is None or not _was_mailed_to(letter, asked_now.email):
        return redirect(url_for("joining.asked"))
    _confirm(asked_now)
    return redirect(url_for("joining.confirm_page", token=link_secret(current.settings().secret_key, asked_now)))


def _was_mailed_to(letter: Letter, email: str) -> bool:
    """Whether only a mail to this address could have brought the link."""
    return letter.by_email and not letter.by_post and letter.email.lower() == email


def _confirm(wanted: JoinRequest) -> None:
    """Keep that the address is theirs; with that a letter that invited them is answered."""
    session, now = current.session(), current.now()
    confirm(session, now, wanted)
    letter = session.get(Letter, wanted.letter_id) if wanted.letter_id else None
    if letter is not None and wanted.state is JoinState.WAITING:
        answer(session, OPERATOR, now, letter, AnswerKind.ANSWERED, AnswerHow.LINK, ASKED_TO_JOIN)


def _wanted(token: str) -> JoinRequest:
    return find_request(current.session(), token, current.now()) or abort(404)


def _confirm_page(wanted: JoinRequest, token: str) -> str:
    speak_to(wanted.language)
    return render_template("joining/confirm.html", token=token, confirmed=wanted.state is not JoinState.UNCONFIRMED)


def _offered(form: JoinForm) -> JoinForm:
    form.offer(list_places(current.session(), current.language()), current.organisation().languages)
    return form


def _stamp() -> str:
    return stamp(current.settings().secret_key, current.now())
