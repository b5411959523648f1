"""Positions: the worklist of what is to be confirmed, and a new one that somebody found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.accounts.rights import Act
from crm.countries.queries import find_country
from crm.treaties.forms import NewPositionForm
from crm.treaties.models import Position
from crm.treaties.positions import PositionTopic, topic_word, value_word
from crm.treaties.queries import positions_waiting
from crm.treaties.services import record_position
from crm.treaties.views.blueprint import bp
from crm.treaties.vocabulary import vocabulary
from crm.web import current
from crm.web.access import requires
from crm.web.downloads import download, wanted_format
from crm.web.listing import filter_args
from crm.web.undo import offer_undo

WRONG = 422


@bp.get("/positions/")
@requires(Act.EDIT_FACTS)
def positions() -> ResponseReturnValue:
    """List the positions to confirm: no text tells them before somebody has."""
    asked = request.args.get("topic", "")
    rows = [row for row in positions_waiting(current.session(), current.today()) if asked in {"", row[0].topic.value}]
    file = wanted_format()
    if file is not None:
        headings = [_("Country code"), _("Country"), _("About"), _("Said"), _("Edition"), _("Source")]
        return download(file, "positions-to-confirm", headings, _cells(rows))
    return render_template(
        "treaties/positions.html",
        rows=rows,
        topics=list(PositionTopic),
        topic=asked,
        args=filter_args(),
        value_word=lambda value: value_word(value, current.language()),
        **vocabulary(current.language()),
    )


@bp.route("/positions/new/<iso2>", methods=["GET", "POST"])
@requires(Act.EDIT_FACTS)
def new_position(iso2: str) -> ResponseReturnValue:
    """Record a position that somebody found."""
    country = find_country(current.session(), iso2) or abort(404)
    form = NewPositionForm()
    if form.validate_on_submit():
        found = Position(
            iso2=country.iso2,
            topic=form.topic.data,
            value=form.value.data,
            edition=form.edition.data,
            source=form.source.data,
            confirmed_source=form.source.data,
            note=form.note.data or "",
        )
        record_position(current.session(), current.actor(), current.now(), found)
        offer_undo(_("The position is recorded."))
        return redirect(url_for("countries.show", iso2=country.iso2))
    return render_template("treaties/new_position.html", form=form, country=country), WRONG if form.errors else 200


def _cells(rows: Sequence[tuple[Position, str]]) -> Iterator[Sequence[object]]:
    language = current.language()
    for one, name in rows:
        yield [one.iso2, name, topic_word(one.topic, language), one.value, one.edition, one.source]
