"""The forms with which staff keep the facts; each act can be undone."""

from __future__ import annotations

from dataclasses import replace

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field

from crm.accounts.rights import Act
from crm.countries.models import Country
from crm.countries.queries import find_country, list_places
from crm.treaties.acts import TreatyActionKind
from crm.treaties.asking import ask_sentence
from crm.treaties.forms import AskForm, LookForm, PositionForm, TreatyActionForm
from crm.treaties.models import Position
from crm.treaties.positions import topic_word
from crm.treaties.queries import standing_of
from crm.treaties.services import FactError, Finding, confirm_position, look_up, override_ask, record_treaty_action
from crm.treaties.services.recording import Fault
from crm.treaties.views.blueprint import bp, treaty_or_404
from crm.web import current
from crm.web.access import requires
from crm.web.undo import offer_undo

WRONG = 422

FAULTS = {
    Fault.NOT_YET: _l("This day is to come: only what was done is a fact."),
    Fault.BEFORE_OPENING: _l("The treaty was not open for signature on that day."),
    Fault.HELD_ALREADY: _l("This treaty action is recorded already."),
    Fault.OLDER: _l("Somebody looked later than that."),
    Fault.NOTHING_HELD: _l("Nothing is held of this treaty yet: bring the depositary's file first."),
}


@bp.route("/<key>/look", methods=["GET", "POST"])
@requires(Act.EDIT_FACTS)
def look(key: str) -> ResponseReturnValue:
    """Say that one looked for new treaty actions and found none."""
    treaty = treaty_or_404(key)
    form = LookForm(on=current.today())
    if form.validate_on_submit():
        try:
            look_up(current.session(), current.now(), treaty.key, form.on.data, form.source.data)
        except FactError as error:
            return _refused("treaties/look.html", form, form.on, error, treaty=treaty)
        offer_undo(_("The facts are known until that day."))
        return redirect(url_for("treaties.show", key=treaty.key))
    return render_template("treaties/look.html", form=form, treaty=treaty), _status()


@bp.route("/<key>/actions/new", methods=["GET", "POST"])
@requires(Act.EDIT_FACTS)
def new_action(key: str) -> ResponseReturnValue:
    """Record what a State did about a treaty."""
    treaty = treaty_or_404(key)
    form = TreatyActionForm(country=request.args.get("country"), kind=_asked_kind())
    form.country.offer(list_places(current.session(), current.language()))
    if form.validate_on_submit():
        try:
            record_treaty_action(current.session(), current.actor(), current.now(), found_in(treaty.key, form))
        except FactError as error:
            return _refused("treaties/action.html", form, form.on, error, treaty=treaty)
        offer_undo(_("The treaty action is recorded."))
        return redirect(url_for("countries.show", iso2=form.country.data))
    return render_template("treaties/action.html", form=form, treaty=treaty), _status()


@bp.route("/positions/<int:position_id>", methods=["GET", "POST"])
@requires(Act.EDIT_FACTS)
def confirm(position_id: int) -> ResponseReturnValue:
    """Confirm or correct a position, with a source."""
    session = current.session()
    position = session.get(Position, position_id) or abort(404)
    form = PositionForm(value=position.value)
    form.offer(position.value)
    if form.validate_on_submit():
        confirm_position(session, current.actor(), current.now(), position.id, form.value.data, form.source.data)
        offer_undo(_("The position is confirmed."))
        return redirect(url_for("countries.show", iso2=position.iso2))
    topic = topic_word(position.topic, current.language())
    country = _country(position.iso2)
    return render_template(
        "treaties/position.html", form=form, position=position, topic=topic, country=country
    ), _status()


@bp.route("/<key>/asks/<iso2>", methods=["GET", "POST"])
@requires(Act.EDIT_FACTS)
def ask(key: str, iso2: str) -> ResponseReturnValue:
    """Put a text of one's own in the place of a State's ask, until a day."""
    session, treaty, country = current.session(), treaty_or_404(key), _country(iso2)
    held = standing_of(session, treaty.key, country.iso2, current.today())
    form = AskForm(text=held.override, until=held.override_until)
    if form.validate_on_submit():
        text = (form.text.data or "").strip()
        override_ask(session, current.actor(), treaty.key, country.iso2, text, form.until.data)
        offer_undo(_("The ask is set.") if text else _("The rule's own words are asked again."))
        return redirect(url_for("countries.show", iso2=country.iso2))
    rule = ask_sentence(replace(held, override=""), country.procedure, current.language())
    return render_template(
        "treaties/ask.html", form=form, treaty=treaty, country=country, held=held, rule=rule
    ), _status()


def found_in(treaty_key: str, form: TreatyActionForm) -> Finding:
    """Give what was typed as a finding."""
    return Finding(
        treaty_key=treaty_key,
        iso2=form.country.data,
        kind=form.kind.data,
        on=form.on.data,
        source=form.source.data,
        in_force_on=form.in_force_on.data,
        note=form.note.data,
        embargo_until=form.embargo_until.data,
    )


def _asked_kind() -> TreatyActionKind | None:
    """The kind of act that the address begins the form with, if it names one."""
    asked = request.args.get("kind", "")
    return TreatyActionKind(asked) if asked in set(TreatyActionKind) else None


def _refused(template: str, form: object, field: Field, error: FactError, **context: object) -> ResponseReturnValue:
    field.errors = [*field.errors, str(FAULTS[error.fault])]
    return render_template(template, form=form, **context), WRONG


def _status() -> int:
    """A form shown again after it was sent holds errors."""
    return WRONG if request.method == "POST" else 200


def _country(iso2: str) -> Country:
    return find_country(current.session(), iso2) or abort(404)
