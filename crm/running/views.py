"""How the instance is, on a page: what `crm doctor` finds without asking anybody outside."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from flask import Blueprint, render_template

from crm.accounts.rights import Act
from crm.readiness.finding import Finding, Health
from crm.running.examination import (
    examine_copies,
    examine_facts,
    examine_folder,
    examine_going_live,
    examine_intake,
    examine_mail,
    examine_waiting,
    examine_worker,
)
from crm.web import current
from crm.web.access import requires

bp = Blueprint("running", __name__)
blueprints = (bp,)
ORDER = {Health.RED: 0, Health.AMBER: 1, Health.GREEN: 2}


@bp.get("/settings/health")
@requires(Act.EDIT_SETTINGS)
def health() -> str:
    """Show what is well and what is not, the worst first."""
    return render_template("running/health.html", findings=_found())


def _found() -> Sequence[Finding]:
    session, settings, now = current.session(), current.settings(), current.now()
    found = chain(
        examine_worker(session, now),
        examine_waiting(session, now),
        examine_going_live(session, settings),
        examine_mail(session, settings, ask_server=False),
        examine_intake(session, settings, now),
        examine_facts(session, now),
        examine_copies(settings, now),
        examine_folder(settings),
    )
    return sorted(found, key=lambda finding: ORDER[finding.health])
