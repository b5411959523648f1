"""What follows from a treaty action: an item of the digest, and for a State that joined a congratulation and thanks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.accounts.rights import Act
from crm.countries.queries import list_places
from crm.digests.kinds import DigestState
from crm.digests.queries.issues import list_digests
from crm.digests.wording import treaty_action_line
from crm.followups.queries import subjects_waiting
from crm.followups.services import Promise, open_follow_up
from crm.treaties.acts import CONSENT
from crm.treaties.models import TreatyAction
from crm.treaties.views.blueprint import TREATY, bp
from crm.treaties.vocabulary import vocabulary
from crm.web import current
from crm.web.access import requires
from crm.web.undo import offer_undo


@bp.get("/actions/<int:action_id>/next")
@requires(Act.EDIT_FACTS)
def follows(action_id: int) -> str:
    """Offer what follows from a treaty action."""
    action = _wanted(action_id)
    return render_template("treaties/follows.html", action=action, **offers([action]), **vocabulary(current.language()))


@bp.post("/actions/<int:action_id>/thanks")
@requires(Act.EDIT_FACTS)
def thank(action_id: int) -> ResponseReturnValue:
    """Promise a congratulation to a State that joined, and thanks to those who helped; once."""
    action = _wanted(action_id)
    if action.kind not in CONSENT:
        abort(404)
    subject = _subject(action)
    if subject not in subjects_waiting(current.session(), [subject]):
        name = names()[action.iso2]
        for text in (
            _("Congratulate %(country)s on joining: a letter to the Government", country=name),
            _("Thank those in %(country)s who helped it to join", country=name),
        ):
            owner = current.actor().user_id
            promise = Promise(text, current.today(), country_iso2=action.iso2, owner_id=owner, subject=subject)
            open_follow_up(current.session(), current.actor(), current.now(), promise)
        offer_undo(_("Two follow-ups are on your list."))
    return redirect(url_for("treaties.follows", action_id=action.id))


def offers(actions: Iterable[TreatyAction]) -> Mapping[str, Any]:
    """What a list of offers shows: the digest's words for each act that is our news, and which are thanked for."""
    ours = [action for action in actions if action.treaty_key == TREATY and action.is_open(current.today())]
    named, language = names(), current.language()
    told = {
        action.id: treaty_action_line(named[action.iso2], action.kind.value, action.on, language) for action in ours
    }
    joined = {action.id: _subject(action) for action in ours if action.kind in CONSENT}
    thanked = subjects_waiting(current.session(), joined.values())
    drafts = [digest for digest in list_digests(current.session()) if digest.state is DigestState.DRAFT]
    return {
        "names": named,
        "told": told,
        "joined": joined,
        "thanked": {number for number, subject in joined.items() if subject in thanked},
        "digest": drafts[0] if drafts else None,
    }


def names() -> Mapping[str, str]:
    """The name of every State by its code, in the reader's language."""
    return list_places(current.session(), current.language()).names


def _subject(action: TreatyAction) -> str:
    return f"treaty-actions:{action.id}"


def _wanted(action_id: int) -> TreatyAction:
    return current.session().get(TreatyAction, action_id) or abort(404)
