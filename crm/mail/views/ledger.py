"""The ledger in the browser: what waits and why, what is stopped, and what a person has to decide."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from crm.accounts.rights import Act
from crm.audit.services import journal
from crm.mail import queries, services
from crm.mail.views.blueprint import bp
from crm.results.services import count_again
from crm.web import current
from crm.web.access import requires

SHOWN = 200


@bp.get("/")
@requires(Act.SEE_MAIL)
def overview() -> str:
    """Show how mail stands."""
    session = current.session()
    return render_template(
        "mail/overview.html",
        stops=queries.stops(session),
        in_doubt=queries.in_doubt(session, SHOWN),
        waiting=queries.waiting(session, current.now()),
        all_mail=services.ALL_MAIL,
    )


@bp.post("/stop")
@requires(Act.SEND_DIGESTS)
def stop() -> ResponseReturnValue:
    """Stop all mail but what somebody waits for."""
    services.pause(current.session(), current.now(), services.ALL_MAIL, _("Stopped by hand."))
    _note("mail stopped", services.ALL_MAIL)
    flash(_("All mail is stopped, except what somebody needs to sign in."))
    return redirect(url_for("mail.overview"))


@bp.post("/go-on")
@requires(Act.SEND_DIGESTS)
def go_on() -> ResponseReturnValue:
    """Let stopped mail go on."""
    subject = request.form.get("subject", "")
    if not queries.is_stopped(current.session(), subject):
        abort(404)
    services.resume(current.session(), subject)
    _note("mail goes on", subject)
    flash(_("Mail goes on."))
    return redirect(url_for("mail.overview"))


@bp.post("/in-doubt")
@requires(Act.SEND_DIGESTS)
def decide() -> ResponseReturnValue:
    """Decide messages in doubt: they arrived, or they go again."""
    arrived = request.form.get("decision") == "arrived"
    chosen = [int(number) for number in request.form.getlist("message") if number.isascii() and number.isdigit()]
    count = services.resolve_doubt(current.session(), current.now(), chosen[:SHOWN], arrived=arrived)
    count_again(current.session(), chosen[:SHOWN])
    _note("in doubt: arrived" if arrived else "in doubt: sent again", ",".join(map(str, chosen[:SHOWN])))
    if arrived:
        flash(ngettext("%(num)s message counts as sent.", "%(num)s messages count as sent.", count))
    else:
        flash(ngettext("%(num)s message goes out again.", "%(num)s messages go out again.", count))
    return redirect(url_for("mail.overview"))


def _note(event: str, subject: str) -> None:
    actor_id = current.actor().user_id
    journal(
        current.session(),
        current.now(),
        event,
        actor_id=actor_id,
        remote=current.remote(),
        detail={"subject": subject},
    )
