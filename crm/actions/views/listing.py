"""The list of actions, as a page and as a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.accounts.rights import Act, Relation, allowed
from crm.actions.forms.filter import filter_form
from crm.actions.forms.words import action_word
from crm.actions.queries import ORDERS, actions, participants_of
from crm.actions.queries.filtering import COUNT_AT_MOST
from crm.actions.views.blueprint import bp
from crm.countries.queries import list_places, names_of_states
from crm.paging import AnySelect
from crm.web import current
from crm.web.access import requires
from crm.web.downloads import download, wanted_format
from crm.web.listing import Sorts, listing, whole_list

SORTS = Sorts(ORDERS, "-on")


@bp.get("/actions/")
@requires(Act.SEE_ACTIONS)
def index() -> ResponseReturnValue:
    """List what members did, as far as whoever asks may see it."""
    session, actor = current.session(), current.actor()
    places = list_places(session, current.language())
    form = filter_form(request.args, places)
    chosen = form.chosen()
    statement = actions(session, chosen, actor)
    if wanted := wanted_format():
        return download(wanted, _("Actions"), _headings(), _rows(statement, names_of_states(session)))
    page = listing(session, statement, SORTS, most=COUNT_AT_MOST)
    return render_template(
        "actions/index.html",
        form=form,
        page=page,
        countries=places.names,
        people=participants_of(session, [row.id for row in page.rows], actor),
        sees_people=allowed(actor, Act.SEE_PEOPLE, Relation.ANY),
    )


def _headings() -> Sequence[str]:
    """The columns of the file: no people, so it needs no reason."""
    return [
        _("Date"),
        _("Kind"),
        _("Name of the kind"),
        _("What was done"),
        _("Country code"),
        _("Country"),
        _("Body"),
        _("Aim"),
        _("How we know"),
        _("Who may see it"),
        _("State"),
        _("Reference"),
        _("Link"),
        _("Outcomes"),
    ]


def _rows(statement: AnySelect, countries: Mapping[str, str]) -> Iterator[Sequence[Any]]:
    for row in whole_list(current.session(), statement, SORTS):
        yield [
            row.on,
            action_word(row.kind),
            row.kind_as_written,
            row.title,
            row.country_iso2,
            countries.get(row.country_iso2),
            row.body,
            None if row.aim is None else action_word(row.aim),
            action_word(row.evidence),
            action_word(row.visibility),
            action_word(row.state),
            row.reference,
            row.link,
            row.outcomes,
        ]
