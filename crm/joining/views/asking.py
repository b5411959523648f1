"""What somebody opens who wants to join: the form, and the link that confirms their address."""

from __future__ import annotations

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from crm.countries.queries import list_places
from crm.joining.forms.asking import JoinForm
from crm.joining.models import JoinRequest, JoinState
from crm.joining.services import confirm, find_request, request_to_join
from crm.joining.spam import stamp
from crm.joining.views.blueprint import JOIN, WRONG, bp
from crm.web import current
from crm.web.access import public
from crm.web.limits import limited
from crm.web.locales import speak_to, spoken


@bp.get("/join")
@public
@spoken
def join() -> str:
    """Say what the network is, and ask who wants to join; `?country=` fills that in."""
    languages = current.organisation().languages
    wanted = current.language()
    form = _offered(
        JoinForm(
            formdata=None,
            data={
                "country": request.args.get("country", "").upper()[:2] or None,
                "language": wanted if wanted in languages else languages[0],
                "opened": _stamp(),
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
    form = _offered(JoinForm())
    if form.is_of_a_machine:
        return redirect(url_for("joining.asked"))
    if not form.validate():
        form.opened.data = form.opened.data if not form.opened.errors else _stamp()
        return render_template("joining/join.html", form=form), WRONG
    request_to_join(current.session(), current.now(), current.settings().secret_key, form.wish())
    return redirect(url_for("joining.asked"))


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
    confirm(current.session(), current.now(), wanted)
    return _confirm_page(wanted, token)


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
