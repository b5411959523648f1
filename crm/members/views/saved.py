"""Saved views: filters kept under a name."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.accounts.rights import Act, Relation, allowed
from crm.countries.queries import list_places
from crm.members.audience import Filter
from crm.members.forms.files import ViewForm
from crm.members.forms.filtering import meant_by_address
from crm.members.models import SavedView
from crm.members.queries.records import list_views
from crm.members.services.views import delete_view, save_view
from crm.members.views.blueprint import WRONG, bp
from crm.members.views.listing import named_sentence
from crm.web import current
from crm.web.access import requires
from crm.web.undo import offer_undo


@bp.get("/views")
@requires(Act.SEE_PEOPLE)
def views() -> str:
    """List the saved views."""
    if not allowed(current.actor(), Act.SEE_PEOPLE, Relation.ANY):
        abort(403)
    places = list_places(current.session(), current.language())
    told = [
        (view, named_sentence(meant, places), meant.to_query())
        for view in list_views(current.session())
        for meant in [Filter.from_json(view.filter)]
    ]
    return render_template("members/views.html", views=told)


@bp.get("/views/new")
@requires(Act.EDIT_PEOPLE)
def new_view() -> str:
    """Ask for the name of the view that the address means."""
    return _form_page(ViewForm())


@bp.post("/views/new")
@requires(Act.EDIT_PEOPLE)
def keep_view() -> ResponseReturnValue:
    """Keep the filter in the address under a name; a name that exists is given the new filter."""
    form = ViewForm()
    if not form.validate():
        return _form_page(form), WRONG
    meant = meant_by_address()
    save_view(current.session(), current.actor(), form.name.data, meant)
    offer_undo(_("The view is saved."))
    return redirect(f"{url_for('members.index')}?{urlencode(meant.to_query())}")


@bp.post("/views/<int:view_id>/delete")
@requires(Act.EDIT_PEOPLE)
def delete(view_id: int) -> ResponseReturnValue:
    """Forget a saved view."""
    view = current.session().get(SavedView, view_id)
    if view is None or not allowed(current.actor(), Act.EDIT_PEOPLE, Relation.ANY):
        abort(404)
    delete_view(current.session(), view)
    offer_undo(_("The view is deleted."))
    return redirect(url_for("members.views"))


def _form_page(form: ViewForm) -> str:
    if not allowed(current.actor(), Act.EDIT_PEOPLE, Relation.ANY):
        abort(403)
    meant = meant_by_address()
    return render_template(
        "members/save_view.html",
        form=form,
        query=meant.to_query(),
        sentence=named_sentence(meant, list_places(current.session(), current.language())),
    )
