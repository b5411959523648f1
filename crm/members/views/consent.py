"""Recording one person's consent to the digest, and its end."""

from __future__ import annotations

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.accounts.rights import Act, Relation, allowed
from crm.members import services
from crm.members.forms.consent import ConsentForm
from crm.members.models import Member
from crm.members.services.consent import Consent
from crm.members.views.blueprint import WRONG, bp, person_or_404
from crm.web import current
from crm.web.access import requires
from crm.web.undo import offer_undo


@bp.get("/<int:member_id>/consent")
@requires(Act.EDIT_PEOPLE)
def consent(member_id: int) -> str:
    """Ask how the person agreed."""
    return render_template("members/consent.html", member=_person(member_id), form=ConsentForm())


@bp.post("/<int:member_id>/consent")
@requires(Act.EDIT_PEOPLE)
def agree(member_id: int) -> ResponseReturnValue:
    """Keep the consent."""
    member, form = _person(member_id), ConsentForm()
    if not form.validate():
        return render_template("members/consent.html", member=member, form=form), WRONG
    given = Consent(form.basis.data or "", form.wording.data or "", form.source.data or "")
    services.subscribe(current.session(), current.now(), member, given)
    offer_undo(_("The consent is recorded."))
    return redirect(url_for("members.show", member_id=member_id))


@bp.post("/<int:member_id>/consent/end")
@requires(Act.EDIT_PEOPLE)
def end_consent(member_id: int) -> ResponseReturnValue:
    """End the digest for a person who told us so."""
    services.unsubscribe_topic(current.session(), current.now(), _person(member_id).id, how=_("told us"))
    offer_undo(_("They get no digest any more."))
    return redirect(url_for("members.show", member_id=member_id))


def _person(member_id: int) -> Member:
    if not allowed(current.actor(), Act.EDIT_PEOPLE, Relation.ANY):
        abort(403)
    return person_or_404(member_id)
