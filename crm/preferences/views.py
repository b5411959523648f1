"""The page behind the link in every digest: stopping it, and choosing what comes, how often, and to which address.

Opening it changes nothing, whoever opens it; one click of a mail program stops what the mail was about.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.languages import long_date
from crm.mail.masking import mask
from crm.mail.models import LinkToken
from crm.members.queries.languages import language_of
from crm.preferences import services
from crm.preferences.forms import ChoicesForm, NewAddressForm, form_data
from crm.preferences.frequency import Frequency
from crm.preferences.models import AddressChange
from crm.preferences.queries import Choices, find_link, standing
from crm.preferences.services.addresses import find_change
from crm.preferences.topics import topic_words
from crm.web import current
from crm.web.access import public
from crm.web.extensions import csrf
from crm.web.locales import speak_to, spoken

bp = Blueprint("preferences", __name__)
blueprints = (bp,)
WRONG = 422
GONE = 410
PRESSES = frozenset({"topic", "all", "less", "undo"})


@bp.get("/unsubscribe/<token>")
@public
@spoken
def page(token: str) -> str:
    """Show one obvious button, and below it all that can be chosen."""
    link = _link(token)
    return _page(token, link)


@bp.post("/unsubscribe/<token>")
@public
@spoken
@csrf.exempt
def press(token: str) -> ResponseReturnValue:
    """Stop the digest, or do what a button of the page says.

    One click of a mail program (RFC 8058) comes without cookie, form token, referrer or known body: it stops what
    the mail was about. An unknown token gets the same answer.
    """
    act, link = request.form.get("do", "topic"), _link(token)
    if act == "save":
        return _save(token, link)
    if act == "address":
        return _ask_for_address(token, link)
    act = act if act in PRESSES else "topic"
    before = standing(current.session(), link).choices if link else Choices()
    if link is not None:
        _press(act, link)
        speak_to(language_of(current.session(), link.member_id))
    return _page(token, link, done=act, before=before)


@bp.get("/mail-address/<token>")
@public
@spoken
def new_address(token: str) -> ResponseReturnValue:
    """Show the button that puts a new address in force."""
    return _address_page(token, _change(token))


@bp.post("/mail-address/<token>")
@public
@spoken
@csrf.exempt
def confirm_address(token: str) -> ResponseReturnValue:
    """Put it in force."""
    change = _change(token)
    if change is not None:
        services.confirm_address(current.session(), current.now(), change)
    return _address_page(token, change)


def _press(act: str, link: LinkToken) -> None:
    session, now, how = current.session(), current.now(), _how(link)
    if act == "topic":
        services.stop(session, now, link, how)
    elif act == "all":
        services.stop_everything(session, now, link, how)
    elif act == "less":
        services.read_less_often(session, now, link, how)
    else:
        services.undo(session, now, link, _frequency(request.form.get("frequency", "")))
    session.flush()


def _save(token: str, link: LinkToken | None) -> ResponseReturnValue:
    """Keep what was chosen; the page then offers what was chosen before."""
    if link is None:
        return _page(token, None, done="save")
    before = standing(current.session(), link).choices
    form = _form(before.language)
    if not form.validate():
        return _page(token, link, form=form), WRONG
    session, wordings = current.session(), topic_words(current.language())
    services.choose(session, current.now(), link.member_id, form.choices, how=_how(link), wordings=wordings)
    speak_to(form.choices.language)
    return _page(token, link, done="undo" if request.form.get("undone") else "save", before=before)


def _ask_for_address(token: str, link: LinkToken | None) -> ResponseReturnValue:
    """Mail a link to the new address."""
    form = NewAddressForm()
    if not form.validate():
        return _page(token, link, address=form), WRONG
    if link is not None:
        try:
            key = current.settings().secret_key
            services.ask_for_address(current.session(), current.now(), key, link.member_id, form.email.data or "")
        except services.TooManyMailsError:
            form.email.errors = [_("That were three mails within an hour. Wait an hour.")]
            return _page(token, link, address=form), WRONG
    return _page(token, link, done="address")


def _page(
    token: str,
    link: LinkToken | None,
    done: str = "",
    *,
    before: Choices | None = None,
    form: ChoicesForm | None = None,
    address: NewAddressForm | None = None,
) -> str:
    here = standing(current.session(), link) if link else None
    choices = here.choices if here else Choices()
    chosen = form_data(choices, current.today())
    return render_template(
        "preferences/page.html",
        token=token,
        standing=here,
        done=done,
        form=form or _form(choices.language, chosen),
        chosen=chosen,
        before=form_data(before, current.today()) if before else {},
        address=address or NewAddressForm(formdata=None),
        pause=long_date(choices.paused_until, current.language()) if _is_paused(choices) else "",
        topics=topic_words(current.language()),
    )


def _form(language: str, data: dict[str, Any] | None = None) -> ChoicesForm:
    form = ChoicesForm(formdata=None, data=data) if data is not None else ChoicesForm()
    form.offer(current.language(), sorted({*current.organisation().languages, language}))
    return form


def _is_paused(choices: Choices) -> bool:
    return choices.paused_until is not None and choices.paused_until > current.today()


def _address_page(token: str, change: AddressChange | None) -> ResponseReturnValue:
    if change is None:
        return render_template("preferences/address.html", token=token, change=None), GONE
    speak_to(language_of(current.session(), change.member_id))
    return render_template("preferences/address.html", token=token, change=change, masked=mask(change.new_email))


def _link(token: str) -> LinkToken | None:
    """The person behind a link, in whose language the page then is; a link of nobody's is read as the browser asks."""
    link = find_link(current.session(), token)
    if link is not None:
        speak_to(language_of(current.session(), link.member_id))
    return link


def _change(token: str) -> AddressChange | None:
    return find_change(current.session(), token, current.now())


def _how(link: LinkToken) -> str:
    """Whether somebody came signed in, from their own page, or by the link alone."""
    return services.ON_PAGE if link.member_id == current.actor().member_id else services.BY_LINK


def _frequency(word: str) -> Frequency:
    return Frequency(word) if word in set(Frequency) else Frequency.AT_ONCE
