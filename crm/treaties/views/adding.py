"""Adding a treaty in the browser, and correcting its rules; those of some come with the product."""

from __future__ import annotations

from datetime import date

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.accounts.rights import Act
from crm.countries.shipped import read_facts
from crm.treaties.forms import TreatyForm
from crm.treaties.queries import list_treaties
from crm.treaties.services.adding import TreatyHeldError, add_treaty, correct_rules
from crm.treaties.views.blueprint import bp, treaty_or_404
from crm.web import current
from crm.web.access import requires
from crm.web.undo import offer_undo

WRONG = 422
DAYS = ("adopted_on", "opened_on", "signature_closes_on", "triggered_on", "in_force_on")


@bp.route("/new", methods=["GET", "POST"])
@requires(Act.EDIT_FACTS)
def add() -> ResponseReturnValue:
    """Add a treaty, then bring the depositary's file; `?from=att` fills in the rules that come with the product."""
    held = {treaty.key for treaty in list_treaties(current.session())}
    waiting = {row["key"]: row for row in read_facts("crm.treaties", "treaties") if row["key"] not in held}
    form = TreatyForm(data=_known(waiting.get(request.args.get("from", ""), {})))
    if form.validate_on_submit():
        try:
            treaty = add_treaty(current.session(), form.draft(form.key.data))
        except TreatyHeldError:
            form.key.errors = [*form.key.errors, _("A treaty of this key is held already.")]
        else:
            offer_undo(_("The treaty is added. Now bring the depositary's file."))
            return redirect(url_for("treaties.bring", key=treaty.key))
    return render_template("treaties/new.html", form=form, waiting=waiting.values()), WRONG if form.errors else 200


@bp.route("/<key>/rules", methods=["GET", "POST"])
@requires(Act.EDIT_FACTS)
def rules(key: str) -> ResponseReturnValue:
    """Correct a treaty's rules; what follows from them follows anew on every page."""
    treaty = treaty_or_404(key)
    form = TreatyForm(obj=treaty)
    del form.key
    if form.validate_on_submit():
        correct_rules(current.session(), treaty, form.draft(treaty.key))
        offer_undo(_("The rules are corrected."))
        return redirect(url_for("treaties.show", key=treaty.key))
    return render_template("treaties/new.html", form=form, treaty=treaty, waiting=()), WRONG if form.errors else 200


def _known(row: dict[str, str]) -> dict[str, object]:
    """The rules of a treaty that come with the product, as the form wants them."""
    known: dict[str, object] = {name: text for name, text in row.items() if text}
    return known | {name: date.fromisoformat(row[name]) for name in DAYS if row.get(name)}
