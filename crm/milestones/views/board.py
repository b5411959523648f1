"""The board of all countries by step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.accounts.rights import Act
from crm.countries.queries import list_places
from crm.milestones.board import Card, Known, Wanted, cards, columns
from crm.milestones.kinds import Direction
from crm.milestones.queries import all_milestones, sees_embargoed
from crm.milestones.views.blueprint import TREATY, bp, word
from crm.treaties.queries import list_treaties
from crm.web import current
from crm.web.access import requires
from crm.web.downloads import download, wanted_format
from crm.web.listing import filter_args

MONTHS = (3, 6, 12, 24)


@bp.get("/")
@requires(Act.SEE_FACTS, published=True)
def index() -> ResponseReturnValue:
    """Show every country with steps at home under the furthest step it took, or give the board as a file."""
    session, today, actor = current.session(), current.today(), current.actor()
    treaties = list_treaties(session)
    treaty = next((each for each in treaties if each.key == request.args.get("treaty", TREATY)), None)
    places = list_places(session, current.language())
    steps = _steps(treaty.key) if treaty else {}
    every, wanted = cards(places, steps, today), Wanted.read(request.args)
    shown = [card for card in every if wanted.includes(card)]
    keeps = sees_embargoed(actor)
    if file := wanted_format():
        return download(file, f"steps-at-home-{today.isoformat()}", _headings(keeps=keeps), _lines(shown, keeps=keeps))
    return render_template(
        "milestones/board.html",
        columns=columns(shown),
        shown=shown,
        wanted=wanted,
        treaty=treaty,
        treaties=treaties,
        ways=list(Direction),
        months=MONTHS,
        owners=sorted({owner for card in every for owner in card.owners}, key=lambda owner: owner[1]),
        regions=_regions(places),
        args=filter_args(),
        keeps=keeps,
    )


def _steps(treaty_key: str) -> Mapping[str, Sequence[Known]]:
    """The steps of each State, as far as the reader may see them."""
    today, held = current.today(), dict[str, list[Known]]()
    for row in all_milestones(current.session(), treaty_key, current.actor(), today):
        each = row.milestone
        embargoed = each.embargo_until is not None and each.embargo_until > today
        known = Known(each.stage, each.owner_id, row.owner or "", each.blocker, embargoed)
        held.setdefault(each.iso2, []).append(known)
    return held


def _regions(places: Sequence[Any]) -> Mapping[str, Sequence[str]]:
    parts: dict[str, set[str]] = {}
    for place in places:
        continent, *narrower = place.areas
        parts.setdefault(continent, set()).update(narrower)
    return {continent: sorted(parts[continent]) for continent in sorted(parts)}


def _headings(*, keeps: bool) -> Sequence[str]:
    inside = [_("Who sees to it"), _("What holds it up"), _("Under embargo")] if keeps else []
    return [
        _("Code"),
        _("Country"),
        _("Region"),
        _("Direction"),
        _("Furthest step"),
        _("Moved on"),
        _("Months without a move"),
        _("Next step"),
        _("Expected"),
        *inside,
    ]


def _lines(shown: Sequence[Card], *, keeps: bool) -> Iterator[Sequence[Any]]:
    for card in shown:
        yield [
            card.place.iso2,
            card.place.name,
            card.place.areas[-1],
            card.direction.value,
            word(card.furthest) if card.furthest else "",
            card.moved_on,
            card.stalled_months,
            word(card.next_kind) if card.next_kind else "",
            card.next_on,
            *(
                (", ".join(name for _id, name in card.owners), "; ".join(card.blockers), card.embargoed)
                if keeps
                else ()
            ),
        ]
