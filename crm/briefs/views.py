"""The brief of a country as a page to print, and as a PDF."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template
from werkzeug.http import dump_options_header

from crm.accounts import rates
from crm.accounts.rights import Act
from crm.briefs.queries import Brief, brief_of
from crm.milestones.wording import milestone_line
from crm.printing import one_sheet, style
from crm.treaties.vocabulary import vocabulary
from crm.web import current
from crm.web.access import requires
from crm.web.limits import limited

bp = Blueprint("briefs", __name__, url_prefix="/countries")
blueprints = (bp,)

ROOMS = (1.0, 0.7, 0.5, 0.3)
"""How much of each part is told, of what fits on a sheet when no part is long: less, until all fits on one."""


@bp.get("/<iso2>/brief")
@requires(Act.SEE_REPORTS)
def show(iso2: str) -> str:
    """Show a country on one sheet."""
    return _page("briefs/show.html", _brief(iso2))


@bp.get("/<iso2>/brief.pdf")
@requires(Act.SEE_REPORTS)
@limited(rates.FILES, methods=("GET",))
def sheet(iso2: str) -> Response:
    """Give the same as a PDF of one sheet."""
    found = _brief(iso2)
    versions = (_page("briefs/sheet.html", found, style=style("css/brief.css"), room=room) for room in ROOMS)
    answer = Response(one_sheet(versions), mimetype="application/pdf")
    name = f"brief-{found.country.iso2}-{current.today().isoformat()}.pdf"
    answer.headers["Content-Disposition"] = dump_options_header("attachment", {"filename": name})
    return answer


def _brief(iso2: str) -> Brief:
    """What stands on the sheet of the country of the address."""
    today, language = current.today(), current.language()
    try:
        return brief_of(current.session(), iso2, current.actor(), today, language)
    except LookupError:
        abort(404)


def _page(template: str, found: Brief, **more: object) -> str:
    language = current.language()
    return render_template(
        template,
        brief=found,
        organisation=current.organisation(),
        milestone_line=lambda step: milestone_line(step.kind, step.state, step.on, step.ended_on, language),
        **vocabulary(language),
        **more,
    )
