"""The Today list, and the other lists of what waits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.accounts.rights import Act
from crm.followups.forms.building import chosen, filter_form
from crm.followups.forms.words import follow_up_word
from crm.followups.models import FollowUpState
from crm.followups.queries import ORDERS, follow_ups, numbers
from crm.followups.queries.lists import as_row
from crm.followups.queries.numbers import COUNT_AT_MOST
from crm.followups.views.blueprint import bp
from crm.paging import AnySelect
from crm.web import current
from crm.web.access import requires
from crm.web.downloads import download, wanted_format
from crm.web.listing import Sorts, listing, whole_list

OPEN_ONES, CLOSED_ONES = Sorts(ORDERS, "due"), Sorts(ORDERS, "-closed")


@bp.get("/follow-ups/")
@requires(Act.EDIT_FOLLOW_UPS)
def index() -> ResponseReturnValue:
    """List what waits for whoever is signed in, the longest overdue first; the address can ask for other lists."""
    session, actor, today = current.session(), current.actor(), current.today()
    form = filter_form()
    meant = chosen(form)
    sorts = OPEN_ONES if meant.state is FollowUpState.OPEN else CLOSED_ONES
    statement = follow_ups(session, meant, actor, today)
    if wanted := wanted_format():
        return download(wanted, _("Follow-ups"), _headings(), _rows(statement, sorts))
    page = listing(session, statement, sorts, most=COUNT_AT_MOST)
    return render_template(
        "followups/index.html",
        form=form,
        page=page,
        rows=[as_row(row) for row in page.rows],
        numbers=numbers(session, actor, today),
        meant=meant,
    )


def _headings() -> Sequence[str]:
    """The columns of the file: no people, so it needs no reason."""
    return [_("Due"), _("Kind"), _("State"), _("Country"), _("Who sees to it"), _("Opened"), _("Closed")]


def _rows(statement: AnySelect, sorts: Sorts) -> Iterator[Sequence[Any]]:
    for each in whole_list(current.session(), statement, sorts):
        row = as_row(each)
        follow_up = row.follow_up
        yield [
            follow_up.due_on,
            follow_up_word(follow_up.kind),
            follow_up_word(follow_up.state),
            follow_up.country_iso2,
            row.owner,
            follow_up.opened_at.date(),
            follow_up.closed_at.date() if follow_up.closed_at else None,
        ]
