"""People as a file: first the reason, which the journal keeps, then the file."""

from __future__ import annotations

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from crm.accounts import rates
from crm.accounts.rights import Act, Relation, allowed
from crm.audit.services import journal
from crm.members.forms.files import ReasonForm
from crm.members.forms.filtering import meant_by_address
from crm.members.queries import people
from crm.members.queries.exporting import export_people
from crm.members.sources.own import COLUMNS
from crm.members.views.blueprint import WRONG, bp
from crm.web import current
from crm.web.access import requires
from crm.web.downloads import download, wanted_format
from crm.web.limits import limited


def ask_reason(form: ReasonForm | None = None) -> str:
    """The page that asks what the file is for."""
    if not allowed(current.actor(), Act.EXPORT_PEOPLE, Relation.ANY):
        abort(403)
    chosen = people(current.session(), meant_by_address(), current.actor(), current.now())
    return render_template(
        "members/export.html", form=form or ReasonForm(), count=chosen.count(current.session()), wanted=wanted_format()
    )


@bp.post("/")
@requires(Act.EXPORT_PEOPLE)
@limited(rates.FILES)
def export() -> ResponseReturnValue:
    """Give the file, once the reason is in the journal."""
    wanted, form = wanted_format(), ReasonForm()
    if wanted is None:
        abort(400)
    if not form.validate():
        return ask_reason(form), WRONG
    session = current.session()
    chosen = people(session, meant_by_address(), current.actor(), current.now())
    journal(
        session,
        current.now(),
        "people exported",
        actor_id=current.actor().user_id,
        remote=request.remote_addr or "",
        detail={
            "people": chosen.count(session),
            "reason": form.reason.data,
            "filter": meant_by_address().to_json(),
            "format": wanted.value,
        },
    )
    rows = ([row.get(column, "") for column in COLUMNS] for row in export_people(session, chosen))
    return download(wanted, "people", COLUMNS, rows)
