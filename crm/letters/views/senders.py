"""Who signs letters: a list, and the form with which they are kept."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.accounts import rates
from crm.accounts.rights import Act
from crm.countries.queries import list_places
from crm.letters.forms.senders import SenderForm
from crm.letters.models import SenderProfile
from crm.letters.queries.senders import images, list_senders
from crm.letters.services.senders import retire_sender, write_sender
from crm.letters.views.blueprint import WRONG, bp, sender_or_404, status
from crm.web import current
from crm.web.access import requires
from crm.web.limits import limited
from crm.web.undo import offer_undo


@bp.get("/senders/")
@requires(Act.EDIT_LETTERS)
def senders() -> str:
    """List who signs letters."""
    return _list()


@bp.route("/senders/new", methods=["GET", "POST"])
@requires(Act.EDIT_LETTERS)
@limited(rates.FILES)
def new_sender() -> ResponseReturnValue:
    """Add a sender."""
    form = _offered(SenderForm(data=_own()))
    if form.validate_on_submit():
        write_sender(current.session(), form.draft(), picture=form.read)
        offer_undo(_("The sender is added."))
        return redirect(url_for("letters.senders"))
    return _page(form, None)


@bp.route("/senders/<int:sender_id>", methods=["GET", "POST"])
@requires(Act.EDIT_LETTERS)
@limited(rates.FILES)
def edit_sender(sender_id: int) -> ResponseReturnValue:
    """Correct a sender."""
    sender = sender_or_404(sender_id)
    form = _offered(SenderForm(obj=sender, data={"country": sender.country_iso2}))
    if form.validate_on_submit():
        write_sender(current.session(), form.draft(), sender, picture=form.read)
        offer_undo(_("The sender is corrected."))
        return redirect(url_for("letters.senders"))
    return _page(form, sender)


@bp.post("/senders/<int:sender_id>/retire")
@requires(Act.EDIT_LETTERS)
def drop_sender(sender_id: int) -> ResponseReturnValue:
    """Use a sender no more."""
    try:
        retire_sender(current.session(), current.now(), sender_or_404(sender_id))
    except ValueError as refused:
        flash(_(str(refused)), "error")
        return _list(), WRONG
    offer_undo(_("The sender is not used any more."))
    return redirect(url_for("letters.senders"))


def _list() -> str:
    session = current.session()
    names = list_places(session, current.language()).names
    return render_template("letters/senders.html", senders=list_senders(session), names=names)


def _page(form: SenderForm, sender: SenderProfile | None) -> ResponseReturnValue:
    picture = sender is not None and bool(images(current.session(), [sender.id]))
    return render_template("letters/sender.html", form=form, sender=sender, picture=picture), status()


def _offered(form: SenderForm) -> SenderForm:
    form.offer(list_places(current.session(), current.language()))
    return form


def _own() -> dict[str, object]:
    """What a first sender begins with: the organisation itself."""
    own = current.organisation()
    return {
        "name": own.name,
        "organisation": own.name,
        "postal_address": own.postal_address,
        "reply_email": own.reply_box,
        "web_page": own.web_page,
    }
