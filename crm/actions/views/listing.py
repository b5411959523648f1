"""The list of actions, as a page and as a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.accounts.rights import Act, Relation, allowed
from crm.actions.forms.filter import filter_form
from crm.actions.forms.words import action_word
from crm.actions.models import ParliamentaryAction
from crm.actions.queries import ORDERS, actions, participants_of
from crm.actions.queries.filtering import COUNT_AT_MOST
from crm.actions.views.blueprint import bp
from crm.countries.models import Country
from crm.countries.queries import list_places
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
    form = filter_form(request.args, list_places(session, current.language()))
    chosen = form.chosen()
    statement = actions(session, chosen, actor)
    if wanted := wanted_format():
        return download(wanted, _("Actions"), _headings(), _rows(statement))
    page = listing(session, statement, SORTS, most=COUNT_AT_MOST)
    return render_template(
        "actions/index.html",
        form=form,
        page=page,
        rows=[row[:3] for row in page.rows],
        people=participants_of(session, [row[0].id for row in page.rows], actor),
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


def _rows(statement: AnySelect) -> Iterator[Sequence[Any]]:
    for action, country, outcomes, *_keys in whole_list(current.session(), statement, SORTS):
        yield _row(action, country, outcomes)


def _row(action: ParliamentaryAction, country: Country | None, outcomes: int) -> Sequence[Any]:
    return [
        action.on,
        action_word(action.kind),
        action.kind_as_written,
        action.title,
        action.country_iso2,
        None if country is None else country.name_en,
        action.body,
        None if action.aim is None else action_word(action.aim),
        action_word(action.evidence),
        action_word(action.visibility),
        action_word(action.state),
        action.reference,
        action.link,
        outcomes,
    ]
