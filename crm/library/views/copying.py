"""Adapting a model text: a copy filled with a country's facts, kept as a plan, as a Word file and as plain text."""

from __future__ import annotations

from flask import Response, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields import SelectChoice

from crm.accounts import rates
from crm.accounts.rights import Act
from crm.actions.forms.building import keeps_records, own_members
from crm.actions.models import Visibility
from crm.actions.queries import find_action
from crm.audit.services import on_behalf_of
from crm.countries.models import Country
from crm.countries.queries import list_places
from crm.library.files import TYPES
from crm.library.filling import fill
from crm.library.forms import CopyForm
from crm.library.kinds import DocumentForm, text_kind_word
from crm.library.models import ModelText, ModelTextVersion
from crm.library.queries import standing_and_facts
from crm.library.services import Copy, plan_use
from crm.library.views.blueprint import answer_status, as_file, asked_country, bp, given_version, wanted_text
from crm.library.word import docx_of, plain_text
from crm.treaties.status import Standing
from crm.treaties.step import Step
from crm.web import current
from crm.web.access import requires
from crm.web.limits import limited
from crm.web.undo import offer_undo


@bp.route("/texts/<int:text_id>/adapt", methods=["GET", "POST"])
@requires(Act.LOG_ACTIONS)
def adapt(text_id: int) -> ResponseReturnValue:
    """Open a copy filled with the country's facts; keep it as a plan on the member's record."""
    record, country = wanted_text(text_id), asked_country()
    version, fell_back = given_version(record)
    if country is None:
        places = list_places(current.session(), current.language())
        return render_template("library/choose.html", text=record.text, version=version, places=places)
    standing, title, body = filled(version, country)
    seen_by = Visibility.PRIVATE if keeps_records() else Visibility.NETWORK
    form = _offered(CopyForm(title=title, text=body, aim=_aim(record.text, standing), visibility=seen_by))
    if form.validate_on_submit():
        action_id = _keep(record.text, version, country, form)
        offer_undo(_("Your copy is kept as a plan."))
        return redirect(url_for("actions.show", action_id=action_id))
    page = render_template(
        "library/adapt.html",
        form=form,
        text=record.text,
        version=version,
        fell_back=fell_back,
        country=country,
        fits=bool({standing.step, *standing.second_asks} & set(record.text.fits)),
        kind_word=text_kind_word,
    )
    return page, answer_status()


@bp.get("/texts/<int:text_id>/copy.<any(docx, txt):form>")
@requires(Act.SEE_LIBRARY, published=True)
@limited(rates.FILES, methods=("GET",))
def copy(text_id: int, form: str) -> Response:
    """Give a text, filled for a country, as a file."""
    country = asked_country() or abort(404)
    version, _fell_back = given_version(wanted_text(text_id))
    _standing, title, body = filled(version, country)
    return _written(title, body, version.language, form)


@bp.get("/plans/<int:action_id>/copy.<any(docx, txt):form>")
@requires(Act.SEE_ACTIONS)
@limited(rates.FILES, methods=("GET",))
def plan(action_id: int, form: str) -> Response:
    """Give the text of an action as a file."""
    record = find_action(current.session(), action_id, current.actor())
    if record is None or not record.action.text:
        abort(404)
    user = current.user()
    return _written(record.action.title, record.action.text, "en" if user is None else user.language, form)


def filled(version: ModelTextVersion, country: Country) -> tuple[Standing, str, str]:
    """A version with the country's facts of today: where it stands, the title and the text."""
    today = current.today()
    standing, facts = standing_and_facts(current.session(), country, today, today, version.language)
    return standing, fill(version.title, facts), fill(version.body, facts)


def _offered(form: CopyForm) -> CopyForm:
    """Ask for whom only where it is not plain."""
    if keeps_records():
        del form.for_whom
        return form
    del form.person
    whose = own_members()
    if not whose:
        abort(403)
    form.for_whom.choices = [SelectChoice(str(number), name) for number, name in whose.items()]
    if len(whose) == 1:
        del form.for_whom
    return form


def _aim(text: ModelText, standing: Standing) -> Step:
    """What the copy asks for: the country's step where the text fits it, else the first that it is for."""
    wanted = (standing.step, *standing.second_asks)
    return next((step for step in wanted if step in text.fits), text.fits[0])


def _keep(text: ModelText, version: ModelTextVersion, country: Country, form: CopyForm) -> int:
    session = current.session()
    copied = Copy(
        title=form.title.data,
        text=form.text.data,
        country_iso2=country.iso2,
        aim=form.aim.data,
        language=version.language,
        member_id=_member_of(form),
        visibility=form.visibility.data,
    )
    if copied.member_id and not keeps_records() and copied.member_id != current.actor().member_id:
        on_behalf_of(session, copied.member_id)
    return plan_use(session, current.actor(), current.now(), text, copied).id


def _member_of(form: CopyForm) -> int | None:
    if form.person is not None:
        return form.person.person.id if form.person.person is not None else None
    return int(form.for_whom.data) if form.for_whom is not None else next(iter(own_members()))


def _written(title: str, body: str, language: str, form: str) -> Response:
    if form == "txt":
        return as_file(plain_text(title, body), f"{title}.txt", "text/plain; charset=utf-8")
    content = docx_of(title, body, language, current.organisation().name, current.now())
    return as_file(content, f"{title}.docx", TYPES[DocumentForm.DOCX])
