"""The list of digests, a new one, and its title and audience."""

from __future__ import annotations

import sqlalchemy as sa
from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from crm.accounts.rights import Act
from crm.digests.forms.composing import DigestForm, NewDigestForm
from crm.digests.queries.deliveries import counts_of
from crm.digests.queries.issues import list_digests
from crm.digests.queries.readers import audience_of
from crm.digests.services import composing
from crm.digests.services.composing import Plan
from crm.digests.views.blueprint import WRONG, bp, editable, languages
from crm.members.audience import Filter
from crm.members.models import SavedView
from crm.web import current
from crm.web.access import requires


@bp.get("/digests/")
@requires(Act.SEE_DIGESTS)
def index() -> str:
    """List all digests, the newest first."""
    digests = list_digests(current.session())
    counts = counts_of(current.session(), digests)
    return render_template("digests/index.html", digests=digests, counts=counts)


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
    view = current.session().get(SavedView, int(form.view.data)) if form.view.data else None
    plan = Plan(form.title.data or "", form.intro.data or "", form.language.data, view.filter if view else {})
    digest = composing.new_digest(current.session(), current.actor(), current.now(), plan)
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
def edit(digest_id: int) -> str:
    """Show the title, preheader and audience to be edited."""
    digest = editable(digest_id)
    form = DigestForm(title=digest.title, preheader=digest.preheader)
    form.offer(languages())
    form.show(digest.audience)
    return render_template("digests/edit.html", digest=digest, form=form)


@bp.post("/digests/<int:digest_id>/edit")
@requires(Act.EDIT_DIGESTS)
def save(digest_id: int) -> ResponseReturnValue:
    """Save the title, preheader and audience."""
    digest = editable(digest_id)
    form = DigestForm()
    form.offer(languages())
    if not form.validate():
        return render_template("digests/edit.html", digest=digest, form=form), WRONG
    meant = form.narrowed(audience_of(digest.audience))
    audience = {} if meant == Filter() else meant.to_json()
    composing.edit_digest(
        current.session(),
        digest.id,
        title=form.title.data or "",
        preheader=form.preheader.data or "",
        audience=audience,
    )
    return redirect(url_for("digests.digest", digest_id=digest.id))


def _new_form() -> NewDigestForm:
    form = NewDigestForm()
    views = current.session().scalars(sa.select(SavedView).order_by(SavedView.name, SavedView.id)).all()
    form.offer(languages(), views)
    return form
