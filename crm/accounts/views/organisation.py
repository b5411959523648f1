"""The organisation's settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from crm.accounts.forms.organisation import OrganisationForm
from crm.accounts.queries import get_settings
from crm.accounts.rights import Act
from crm.accounts.services.organisation import edit_organisation
from crm.accounts.views.blueprint import WRONG, bp
from crm.web import current
from crm.web.access import requires

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/settings/")
@requires(Act.EDIT_SETTINGS)
def organisation() -> str:
    """Show what readers see of us."""
    form = OrganisationForm(obj=get_settings(current.session()))
    return render_template("accounts/organisation.html", form=form)


@bp.post("/settings/")
@requires(Act.EDIT_SETTINGS)
def edit_settings() -> ResponseReturnValue:
    """Keep what readers see of us."""
    form = OrganisationForm()
    if not form.validate():
        return render_template("accounts/organisation.html", form=form), WRONG
    was_new = not get_settings(current.session()).name
    edit_organisation(current.session(), form.draft())
    flash(_("The settings are saved."))
    return redirect(url_for("accounts.first_steps" if was_new else "accounts.organisation"))
