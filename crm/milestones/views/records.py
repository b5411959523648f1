"""The page of one step: what it is, what is tied to it, and what changed."""

from __future__ import annotations

from flask import render_template

from crm.accounts.rights import Act
from crm.actions.models import ParliamentaryAction
from crm.actions.queries import visible_to
from crm.audit.queries import change_sets_of
from crm.milestones.forms import MoveForm, TieForm
from crm.milestones.models import MilestoneAction
from crm.milestones.queries import StepRow, sees_embargoed, ties_of_milestones
from crm.milestones.services import subject_of
from crm.milestones.views.blueprint import bp, country_or_404, wanted
from crm.milestones.views.choosing import tie_form
from crm.web import current
from crm.web.access import requires


@bp.get("/<int:milestone_id>")
@requires(Act.SEE_FACTS, published=True)
def show(milestone_id: int) -> str:
    """Show a step."""
    return page(wanted(milestone_id))


def page(row: StepRow, *, moving: MoveForm | None = None, tying: TieForm | None = None) -> str:
    """The step's page, with forms for those who keep the facts."""
    session, milestone = current.session(), row.milestone
    keeps = sees_embargoed(current.actor())
    return render_template(
        "milestones/show.html",
        row=row,
        milestone=milestone,
        country=country_or_404(milestone.iso2),
        ties=_ties(row),
        keeps=keeps,
        moving=(moving or MoveForm(formdata=None, state=milestone.state)) if keeps else None,
        tying=(tying or tie_form(milestone, None)) if keeps else None,
        changes=change_sets_of(session, subject_of(milestone)) if keeps else (),
    )


def _ties(row: StepRow) -> list[tuple[MilestoneAction, ParliamentaryAction]]:
    """The actions tied to the step that the reader may see."""
    if current.actor().role is None:
        return []
    session = current.session()
    ties = {tie.action_id: tie for tie in ties_of_milestones(session, [row.milestone.id])}
    chosen = ParliamentaryAction.id.in_(ties), visible_to(current.actor())
    found = session.query(ParliamentaryAction).where(*chosen).order_by(ParliamentaryAction.id)
    return [(ties[action.id], action) for action in found]
