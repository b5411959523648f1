"""Batches: the list, the form, and the page of one, which checks a draft and follows what is being made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from crm.accounts.rights import Act
from crm.countries.queries import list_places
from crm.letters.forms.batches import BatchForm
from crm.letters.kinds import BatchState
from crm.letters.models import LetterBatch
from crm.letters.queries.answers import Narrowed
from crm.letters.queries.batches import ORDERS, letters_of, list_batches, progress_of
from crm.letters.queries.outlook import MOST, Setting, outlook, setting_of
from crm.letters.queries.recipients import meant_by
from crm.letters.queries.senders import list_senders
from crm.letters.queries.texts import list_templates
from crm.letters.services.batching import KIND, write_batch
from crm.letters.services.enclosing import choices
from crm.letters.views.blueprint import WRONG, batch_or_404, bp, said, status
from crm.members.audience import Filter, sentence
from crm.members.forms.filtering import meant_by_address
from crm.members.models import Member
from crm.members.queries import find_member
from crm.members.queries.records import find_view, list_views
from crm.treaties.freshness import Freshness, freshness
from crm.treaties.models import Treaty
from crm.treaties.queries import get_treaty
from crm.web import current
from crm.web.access import requires
from crm.web.listing import Sorts, listing
from crm.web.undo import offer_undo

TREATY = "ccm"
SORTS = Sorts(ORDERS, "name")
SHOWN = 100
"""People named on the check page for each kind of trouble."""


@bp.get("/")
@requires(Act.EDIT_LETTERS)
def index() -> str:
    """List what was and is being sent."""
    session = current.session()
    return render_template("letters/index.html", batches=list_batches(session), senders=list_senders(session), **said())


@bp.route("/new", methods=["GET", "POST"])
@requires(Act.EDIT_LETTERS)
def new() -> ResponseReturnValue:
    """Begin a batch for the people that the address means: a filter, or one person."""
    session, only = current.session(), _one()
    meant = meant_by_address() if not only else Filter()
    if not only and "stage" not in request.args:
        meant = Filter.from_json({"stages": ["prospect"]})
    form = _offered(BatchForm(data=_fresh(only)), _meant_words(session, meant, only))
    if form.validate_on_submit():
        audience, people = _chosen(form, meant, only)
        batch = write_batch(session, current.actor(), current.now(), form.draft(audience, people))
        return redirect(url_for("letters.batch", batch_id=batch.id))
    return render_template("letters/form.html", form=form, batch=None), status()


@bp.route("/batches/<int:batch_id>/edit", methods=["GET", "POST"])
@requires(Act.EDIT_LETTERS)
def edit(batch_id: int) -> ResponseReturnValue:
    """Change a draft."""
    batch, session = batch_or_404(batch_id), current.session()
    if batch.state is not BatchState.DRAFT:
        return redirect(url_for("letters.batch", batch_id=batch.id))
    meant = Filter.from_json(batch.audience)
    kept = {"template": batch.template_id, "sender": batch.sender_id, "attach": batch.attach}
    form = _offered(BatchForm(obj=batch, data=kept), _meant_words(session, meant, batch.only))
    if form.validate_on_submit():
        audience, people = _chosen(form, meant, batch.only)
        write_batch(session, current.actor(), current.now(), form.draft(audience, people), batch)
        offer_undo(_("The letters are changed."))
        return redirect(url_for("letters.batch", batch_id=batch.id))
    return render_template("letters/form.html", form=form, batch=batch), status()


@bp.get("/batches/<int:batch_id>")
@requires(Act.EDIT_LETTERS)
def batch(batch_id: int) -> str:
    """Show a batch: what would be made, or how far it is."""
    found = batch_or_404(batch_id)
    return check_page(found) if found.state is BatchState.DRAFT else progress_page(found)


@bp.get("/batches/<int:batch_id>/progress")
@requires(Act.EDIT_LETTERS)
def progress(batch_id: int) -> ResponseReturnValue:
    """Give how far a batch is, for its page to refresh."""
    found = batch_or_404(batch_id)
    here = progress_of(current.session(), found.id, KIND)
    return jsonify(
        state=found.state.value, percent=here.percent, unsent=here.letters - here.made, counts={"made": here.made}
    )


def setting(found: LetterBatch) -> Setting:
    """What the letters of a batch share, today."""
    return setting_of(current.session(), found, current.today(), current.settings().base_url)


def too_old(found: LetterBatch) -> Freshness:
    """Whether the treaty facts are too old for the day of these letters; a reason given makes them fit."""
    age = freshness(get_treaty(current.session(), TREATY).known_until, found.dated_on)
    return Freshness.WARNING if age is Freshness.BLOCKING and found.waiver else age


def check_page(found: LetterBatch) -> str:
    """The check before anything is made."""
    session, actor, now = current.session(), current.actor(), current.now()
    meant = Filter.from_json(found.audience)
    number = meant_by(session, found, actor, now).count(session)
    shared = setting(found)
    ahead = outlook(session, shared, actor, now, current.today()) if number <= MOST else None
    return render_template(
        "letters/check.html",
        batch=found,
        template=shared.template,
        ahead=ahead,
        number=number,
        most=MOST,
        shown=SHOWN,
        age=too_old(found),
        enclosed=[choices(session, current.language()).get(str(key), key) for key in found.enclosures],
        known_until=shared.world.treaty.known_until,
        day=shared.world.day,
        meant=_meant_words(session, meant, found.only),
        **said(),
    )


def progress_page(found: LetterBatch) -> str:
    """How far a batch is, with its letters."""
    session = current.session()
    return render_template(
        "letters/batch.html",
        batch=found,
        progress=progress_of(session, found.id, KIND),
        listed=listing(session, letters_of(found.id, current.actor(), _narrowed()), SORTS),
        **said(),
    )


def _narrowed() -> Narrowed:
    """Which letters the address asks for."""
    return Narrowed(*(request.args.get(name, "") for name in ("country", "variant", "answer")))


def refused_page(found: LetterBatch) -> ResponseReturnValue:
    """The page of a batch again, after something could not be done."""
    return (check_page(found) if found.state is BatchState.DRAFT else progress_page(found)), WRONG


def _one() -> Sequence[int]:
    """The one person whom the address names, if the actor may see them."""
    number = request.args.get("member", type=int)
    if number is None or not 0 < number < 2**31:
        return ()
    return [number] if find_member(current.session(), number, current.actor()) else ()


def _fresh(only: Sequence[int]) -> dict[str, Any]:
    """What a new batch begins with."""
    day = current.today()
    return {
        "name": _("Letters of %(day)s", day=day.isoformat()),
        "dated_on": day,
        "not_within_days": 0 if only else 180,
        "follow_up_days": 30,
    }


def _offered(form: BatchForm, meant: str) -> BatchForm:
    session = current.session()
    templates = [template for template, languages in list_templates(session) if languages]
    form.offer(templates, list_senders(session), list_views(session), choices(session, current.language()), meant)
    treaty = session.get(Treaty, TREATY)
    form.opened_on = treaty.opened_on if treaty else None
    return form


def _chosen(form: BatchForm, meant: Filter, only: Sequence[int]) -> tuple[Mapping[str, Any], Sequence[int]]:
    """The people a form means: of a saved view where one is chosen, else as the address said."""
    view = find_view(current.session(), form.view.data) if form.view.data else None
    return (view.filter, ()) if view is not None else (meant.to_json(), only)


def _meant_words(session: Session, meant: Filter, only: Sequence[int]) -> str:
    if only:
        found = [session.get(Member, int(number)) for number in only]
        return ", ".join(member.name for member in found if member is not None)
    names = {("countries", place.iso2): place.name for place in list_places(session, current.language())}
    return sentence(meant, lambda field, value: names.get((field, value), value))
