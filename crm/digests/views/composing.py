"""The list of digests, a new one, and its title and audience."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from crm.accounts.rights import Act
from crm.countries.queries import list_places, meetings_ahead
from crm.digests.exclusions import Exclusions
from crm.digests.forms.composing import EVERYBODY, DigestForm, NewDigestForm
from crm.digests.kinds import Template
from crm.digests.models import Digest
from crm.digests.queries.news import TREATY
from crm.digests.queries.pages import audience_sentences
from crm.digests.queries.readers import audience_of
from crm.digests.queries.translations import editor_of
from crm.digests.services import composing
from crm.digests.services.composing import Plan
from crm.digests.services.occasions import NoOccasionError
from crm.digests.services.overtaking import OvertakenError
from crm.digests.views.blueprint import WRONG, bp, editable, languages
from crm.digests.views.saving import OVERTAKEN, by_itself, overtaken, refused, version_of
from crm.members.audience import Filter
from crm.members.queries.records import find_view, list_views
from crm.paging import Order
from crm.results.queries import known_states
from crm.web import current
from crm.web.access import requires
from crm.web.listing import Sorts, listing

SORTS = Sorts({"number": Order((Digest.id,))}, default="-number")


@bp.get("/digests/")
@requires(Act.SEE_DIGESTS)
def index() -> str:
    """List all digests, the newest first."""
    page = listing(current.session(), sa.select(Digest), SORTS)
    digests = [row.Digest for row in page.rows]
    counts = known_states(current.session(), digests)
    return render_template("digests/index.html", digests=digests, counts=counts, page=page)


@bp.get("/digests/new")
@requires(Act.EDIT_DIGESTS)
def new() -> str:
    """Ask what can be said before the blocks are filled."""
    return render_template("digests/new.html", form=_new_form())


@bp.post("/digests/new")
@requires(Act.EDIT_DIGESTS)
def create() -> ResponseReturnValue:
    """Make a digest and fill its blocks."""
    form = _new_form()
    if not form.validate():
        return render_template("digests/new.html", form=form), WRONG
    view = find_view(current.session(), form.view.data) if form.view.data else None
    plan = Plan(
        form.title.data or "",
        form.intro.data or "",
        form.language.data,
        view.filter if view else {},
        also_in=form.also_in.data or (),
        template=form.template.data,
        meeting_id=int(form.meeting.data) if form.meeting.data else None,
        country_iso2=form.country.data,
    )
    try:
        digest = composing.new_digest(current.session(), current.actor(), current.now(), plan)
    except NoOccasionError as missing:
        field = form.meeting if plan.template is Template.MEETING else form.country
        field.errors = [str(missing)]
        return render_template("digests/new.html", form=form), WRONG
    flash(_("The blocks are filled with what is new. Edit them, then check."))
    return redirect(url_for("digests.digest", digest_id=digest.id))


@bp.post("/digests/<int:digest_id>/collect")
@requires(Act.EDIT_DIGESTS)
def collect(digest_id: int) -> ResponseReturnValue:
    """Add what came in since the digest was begun."""
    number = composing.collect_more(current.session(), current.now(), editable(digest_id).id)
    flash(ngettext("%(num)d new item.", "%(num)d new items.", number) if number else _("Nothing new came in."))
    return redirect(url_for("digests.digest", digest_id=digest_id))


@bp.get("/digests/<int:digest_id>/edit")
@requires(Act.EDIT_DIGESTS)
def edit(digest_id: int) -> ResponseReturnValue:
    """Show the title, preheader and audience to be edited."""
    digest = editable(digest_id)
    if by_itself():
        return version_of(digest)
    form = DigestForm(
        title=digest.title,
        preheader=digest.preheader,
        version=str(digest.version),
        but_not=list(Exclusions.of(digest.excluded).views),
    )
    _offer(form, digest)
    form.show(digest.audience)
    return _edit_page(digest, form)


@bp.post("/digests/<int:digest_id>/edit")
@requires(Act.EDIT_DIGESTS)
def save(digest_id: int) -> ResponseReturnValue:
    """Save the title, preheader and audience."""
    digest, form = editable(digest_id), DigestForm()
    _offer(form, digest)
    if not form.validate():
        return refused(form) if by_itself() else (_edit_page(digest, form), WRONG)
    said: dict[str, Any] = {"title": form.title.data or "", "preheader": form.preheader.data or ""}
    said |= {"audience": _audience(form, digest), "excluded": _excluded(form, digest)}
    try:
        composing.edit_digest(current.session(), current.actor(), current.now(), digest.id, **said, seen=form.seen)
    except OvertakenError:
        digest = overtaken(lambda: editable(digest_id))
        if by_itself():
            return version_of(digest), OVERTAKEN
        form.version.data = str(digest.version)
        return _edit_page(digest, form, theirs=True), OVERTAKEN
    return version_of(digest) if by_itself() else redirect(url_for("digests.digest", digest_id=digest.id))


def _offer(form: DigestForm, digest: Digest) -> None:
    form.offer(languages())
    now = audience_sentences(current.session(), [digest.audience or {"stages": ["friend"]}])[0]
    form.offer_views(now, list_views(current.session()), Exclusions.of(digest.excluded).views)


def _audience(form: DigestForm, digest: Digest) -> dict[str, Any]:
    """The audience: what it was, narrowed by what is ticked; or a view that was chosen, as it stands."""
    if form.view.data == EVERYBODY:
        return {}
    if form.view.data:
        view = find_view(current.session(), form.view.data.removeprefix("view:"))
        return dict(view.filter) if view is not None else dict(digest.audience)
    meant = form.narrowed(audience_of(digest.audience))
    return {} if meant == Filter() else meant.to_json()


def _excluded(form: DigestForm, digest: Digest) -> dict[str, Any]:
    held, chosen = Exclusions.of(digest.excluded), form.but_not.data or ()
    views = {view.name: view.filter for view in list_views(current.session()) if view.name in chosen}
    kept = {name: stored for name, stored in held.views.items() if name in chosen}
    return replace(held, views={**views, **kept}).stored


def _edit_page(digest: Digest, form: DigestForm, *, theirs: bool = False) -> str:
    said = audience_sentences(current.session(), [digest.audience or {"stages": ["friend"]}])[0]
    editor = editor_of(current.session(), digest)
    return render_template("digests/edit.html", digest=digest, form=form, theirs=theirs, editor=editor, audience=said)


def _new_form() -> NewDigestForm:
    form = NewDigestForm()
    ahead = meetings_ahead(current.session(), current.today(), treaty_key=TREATY)
    form.offer(languages(), list_views(current.session()), {str(meeting.id): meeting.name for meeting in ahead})
    form.country.offer(list_places(current.session(), current.language()))
    return form
