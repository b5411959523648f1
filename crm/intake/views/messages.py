"""One message that came back: shown as text, and filed in two clicks where a person wrote it."""

from __future__ import annotations

from flask import Response, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.accounts.rights import Act
from crm.intake import services
from crm.intake.forms import FileForm
from crm.intake.models import IncomingKind
from crm.intake.queries.lists import Came, failures_of, find_came
from crm.intake.services import SettledError
from crm.intake.views.blueprint import WRONG, bp
from crm.letters.models import Letter
from crm.letters.queries.answers import find_named
from crm.letters.services.answering import note_reply
from crm.members.models import Member
from crm.members.queries import get_member
from crm.web import current
from crm.web.access import requires
from crm.web.undo import offer_undo


@bp.get("/intake/<int:incoming_id>")
@requires(Act.FILE_MAIL)
def show(incoming_id: int) -> str:
    """Show a message, what it is about, and what can be done with it."""
    came = _wanted(incoming_id)
    return _page(came, FileForm(formdata=None, person=_suggested(came)))


@bp.get("/intake/<int:incoming_id>/file")
@requires(Act.FILE_MAIL)
def original(incoming_id: int) -> Response:
    """Give a message as it came, to be kept or looked into elsewhere."""
    came = _wanted(incoming_id)
    if came.content is None:
        abort(404)
    headers = {
        "Content-Disposition": f"attachment; filename=mail-{incoming_id}.eml",
        "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    }
    return Response(came.content.raw, mimetype="application/octet-stream", headers=headers)


@bp.post("/intake/<int:incoming_id>/note")
@requires(Act.FILE_MAIL)
def note(incoming_id: int) -> ResponseReturnValue:
    """Keep a mail on a person's timeline."""
    came, form = _wanted(incoming_id), FileForm()
    member = _named(form)
    if member is None:
        return _page(came, form), WRONG
    try:
        services.file_as_note(current.session(), current.actor(), current.now(), came.incoming, member)
    except SettledError:
        return _settled(came, form)
    _note_on_letter(came, member)
    offer_undo(_("The mail is a note on this person now."))
    return redirect(url_for("members.show", member_id=member.id))


@bp.post("/intake/<int:incoming_id>/action")
@requires(Act.FILE_MAIL)
def action(incoming_id: int) -> ResponseReturnValue:
    """Make a draft action of a mail."""
    came, form = _wanted(incoming_id), FileForm()
    member = _named(form)
    if member is None:
        return _page(came, form), WRONG
    try:
        made = services.file_as_action(current.session(), current.actor(), current.now(), came.incoming, member)
    except SettledError:
        return _settled(came, form)
    _note_on_letter(came, member)
    offer_undo(_("The mail is a draft action now."))
    return redirect(url_for("actions.show", action_id=made))


@bp.post("/intake/<int:incoming_id>/drop")
@requires(Act.FILE_MAIL)
def drop(incoming_id: int) -> ResponseReturnValue:
    """Say that nobody needs a mail."""
    came = _wanted(incoming_id)
    try:
        services.drop(current.session(), current.now(), came.incoming)
    except SettledError:
        return _settled(came, FileForm(formdata=None, person=_suggested(came)))
    offer_undo(_("The mail is dropped."))
    return redirect(url_for("intake.index", waiting="y"))


def _wanted(incoming_id: int) -> Came:
    found = find_came(current.session(), incoming_id, current.actor())
    if found is None:
        abort(404)
    return found


def _named(form: FileForm) -> Member | None:
    if not form.validate() or form.person.person is None:
        return None
    return get_member(current.session(), form.person.person.id, current.actor())


def _settled(came: Came, form: FileForm) -> ResponseReturnValue:
    form.person.errors = [_("Somebody has filed this mail already.")]
    return _page(came, form), WRONG


def _suggested(came: Came) -> str:
    """Who it is from: whoever has the address, else whoever got the letter that it names."""
    letter = None if came.person else _letter_named(came)
    person = get_member(current.session(), letter.member_id, current.actor()) if letter else came.person
    return f"{person.name} (#{person.id})" if person else ""


def _letter_named(came: Came) -> Letter | None:
    """The letter whose printed reference stands in a mail."""
    if came.content is None or came.incoming.kind not in {IncomingKind.REPLY, IncomingKind.UNRECOGNISED}:
        return None
    return find_named(current.session(), current.actor(), f"{came.content.subject}\n{came.content.text}")


def _note_on_letter(came: Came, member: Member) -> None:
    letter = _letter_named(came)
    if letter is not None:
        note_reply(current.session(), current.actor(), current.now(), letter, member)


def _page(came: Came, form: FileForm) -> str:
    evidence = failures_of(current.session(), came.address.id) if came.address else []
    return render_template("intake/show.html", came=came, form=form, evidence=evidence, letter=_letter_named(came))
