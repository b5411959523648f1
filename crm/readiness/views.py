"""The go-live checklist on a page."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from crm.accounts import rates
from crm.accounts.queries import get_user
from crm.accounts.rights import Act
from crm.config import PROVIDERS
from crm.readiness import services
from crm.readiness.checklist import PROVED, RECORDS, Point
from crm.readiness.dns_records import look_up
from crm.readiness.forms import CodeForm, ReasonForm, RecordsForm
from crm.readiness.models import ProofKind
from crm.readiness.queries import is_guarded, list_items, proofs
from crm.readiness.services import NotReceivedError
from crm.web import current
from crm.web.access import requires
from crm.web.limits import limited
from crm.web.undo import offer_undo

bp = Blueprint("readiness", __name__, url_prefix="/settings/going-live")
blueprints = (bp,)
WRONG = 422
POINTS = {
    Point.BASE_URL: _l("An address that readers can reach: CRM_BASE_URL with https"),
    Point.FROM: _l("The address mail comes from: CRM_MAIL_FROM"),
    Point.NAME: _l("The organisation's name"),
    Point.POSTAL_ADDRESS: _l("The postal address, which stands under every mail"),
    Point.REPLY_BOX: _l("A box for replies that somebody reads"),
    Point.SPF: _l("An SPF record: which servers may send mail of your domain"),
    Point.DKIM: _l("A DKIM record: the key that signs your mail"),
    Point.DMARC: _l("A DMARC record: what others do with mail that is not yours"),
    Point.TEST: _l("A test mail that somebody received"),
}


@bp.get("/")
@requires(Act.EDIT_SETTINGS)
def show() -> str:
    """Show every point, and how to see to it."""
    return _page()


@bp.post("/records")
@requires(Act.EDIT_SETTINGS)
@limited(rates.MAIL_REQUEST)
def look() -> ResponseReturnValue:
    """Ask the name system for the records of our own domain, the only name we ever ask for."""
    form = RecordsForm()
    if not form.validate():
        return _page(records=form), WRONG
    session, actor, now = current.session(), current.actor(), current.now()
    try:
        seen = services.look(session, actor, now, _domain(), form.selector.data, look_up)
    except OSError:
        form.selector.errors = [_("The name system does not answer. Try again later, or wave the points through.")]
        return _page(records=form), WRONG
    missing = [str(POINTS[point]) for point in RECORDS if point not in seen]
    if missing:
        flash(_("Not there yet: %(what)s.", what="; ".join(missing)), "error")
    else:
        flash(_("All three records are there."))
    return redirect(url_for("readiness.show"))


@bp.post("/test")
@requires(Act.EDIT_SETTINGS)
@limited(rates.MAIL_REQUEST)
def mail_test() -> ResponseReturnValue:
    """Mail a code to whoever asks."""
    user = get_user(current.session(), current.actor().user_id or abort(403))
    services.mail_test(current.session(), current.now(), user, current.settings().mail_from)
    flash(_("A test is on its way to %(address)s.", address=user.email))
    return redirect(url_for("readiness.show"))


@bp.post("/code")
@requires(Act.EDIT_SETTINGS)
@limited(rates.SIGN_IN)
def prove() -> ResponseReturnValue:
    """Take the code of the test."""
    form = CodeForm()
    key = current.settings().secret_key
    try:
        if not form.validate():
            return _page(code=form), WRONG
        services.prove_test(current.session(), current.actor(), current.now(), key, form.code.data)
    except NotReceivedError:
        form.code.errors = [_("This is not the code of the last test. Look again, or send a new test.")]
        return _page(code=form), WRONG
    flash(_("The test has arrived."))
    return redirect(url_for("readiness.show"))


@bp.route("/<point>/wave", methods=["GET", "POST"])
@requires(Act.EDIT_SETTINGS)
def wave(point: str) -> ResponseReturnValue:
    """Let a point count as done, with a reason."""
    chosen = Point(point) if point in PROVED else abort(404)
    form = ReasonForm()
    if form.validate_on_submit():
        about = current.settings().mail_from if chosen is Point.TEST else _domain()
        services.wave(current.session(), current.actor(), current.now(), chosen, about, form.reason.data)
        offer_undo(_("It counts as done."))
        return redirect(url_for("readiness.show"))
    status = WRONG if form.errors else 200
    return render_template("readiness/wave.html", form=form, point=chosen, points=POINTS), status


def _domain() -> str:
    return current.settings().mail_from.rpartition("@")[2].lower()


def _page(*, records: RecordsForm | None = None, code: CodeForm | None = None) -> str:
    session, settings = current.session(), current.settings()
    known = proofs(session)
    test = known.get(Point.TEST)
    return render_template(
        "readiness/show.html",
        items=list_items(session, settings),
        points=POINTS,
        proofs=known,
        guarded=is_guarded(settings),
        domain=_domain(),
        mailed=test is not None and test.kind is ProofKind.MAILED,
        provable=PROVED,
        records=records or RecordsForm(formdata=None),
        code=code or CodeForm(formdata=None),
        providers=PROVIDERS,
    )
