"""The facts of a treaty for other programs: where every State stands as JSON, and what States did as an Atom feed."""

from __future__ import annotations

from datetime import UTC, datetime, time

from flask import Response, jsonify, render_template

from crm.accounts.rights import Act
from crm.countries.queries import names_of_states
from crm.treaties.queries import latest_actions, standings
from crm.treaties.report import LICENCE, status_report
from crm.treaties.views.blueprint import bp, treaty_or_404
from crm.treaties.vocabulary import vocabulary
from crm.web import current
from crm.web.access import requires

EVENTS = 50


@bp.get("/<key>/status.json")
@requires(Act.SEE_FACTS, published=True)
def status(key: str) -> Response:
    """Give where every State stands on a day, as the command does, with source and licence."""
    treaty, on, session = treaty_or_404(key), current.asked_day(), current.session()
    held = standings(session, treaty.key, on, today=current.today())
    report = status_report(treaty.key, on, treaty.known_until, held, names_of_states(session))
    return jsonify({"source": treaty.source, "licence": LICENCE, **report})


@bp.get("/<key>/events.atom")
@requires(Act.SEE_FACTS, published=True)
def events(key: str) -> Response:
    """Give what States did, what we learned last first (RFC 4287)."""
    treaty = treaty_or_404(key)
    latest = latest_actions(current.session(), treaty.key, current.today(), EVENTS)
    language = current.language()
    feed = render_template(
        "treaties/events.xml",
        treaty=treaty,
        events=latest,
        updated=max(
            (action.entered_at for action, _name in latest), default=datetime.combine(treaty.known_until, time(), UTC)
        ),
        base=current.settings().base_url,
        organisation=current.organisation(),
        language=language,
        **vocabulary(language),
    )
    return Response(feed, mimetype="application/atom+xml")
