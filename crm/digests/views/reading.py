"""What a reader opens from a mail: telling what they did, checking that it is ours."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.digests.addresses import view_url
from crm.digests.forms.telling import TellForm
from crm.digests.queries.issues import find_by_code
from crm.digests.queries.previews import links_of
from crm.digests.services import telling
from crm.digests.services.telling import Told, UsedUpError
from crm.digests.views.blueprint import WRONG, base_url, bp
from crm.digests.views.limits import LINKS
from crm.mail.models import LinkToken
from crm.members.queries.languages import language_of
from crm.web import current
from crm.web.access import public
from crm.web.extensions import csrf
from crm.web.limits import limited
from crm.web.locales import speak_to, spoken


@bp.get("/tell/<token>")
@public
@spoken
def tell(token: str) -> ResponseReturnValue:
    """Ask what somebody did; the page shows nothing about anybody but their language."""
    _speak_to(telling.find_link(current.session(), token))
    return render_template("digests/tell.html", form=TellForm(), token=token)


@bp.post("/tell/<token>")
@public
@spoken
@csrf.exempt
@limited(LINKS)
def told(token: str) -> ResponseReturnValue:
    """Keep what somebody did as a draft; an unknown link is thanked the same."""
    link = telling.find_link(current.session(), token)
    _speak_to(link)
    form = TellForm(meta={"csrf": False})
    if not form.validate():
        return render_template("digests/tell.html", form=form, token=token), WRONG
    if link is not None:
        said = Told(form.kind.data, form.title.data or "", form.on.data, form.link.data or "")
        try:
            telling.tell(current.session(), current.now(), link, said)
        except UsedUpError:
            refused = _("This link was used several times already. Answer the mail, and a person reads it.")
            return render_template("digests/tell.html", form=form, token=token, refused=refused), WRONG
    return render_template("digests/told.html")


@bp.get("/verify")
@public
@spoken
@limited(LINKS, methods=(), argument="code")
def verify() -> str:
    """Show the subject, date and links of the issue that has a code, so that a forged mail can be told."""
    code = request.args.get("code", "").strip()[:40]
    digest = find_by_code(current.session(), code) if code else None
    links = links_of(current.session(), digest, base_url()) if digest else []
    address = view_url(base_url(), digest.public_token) if digest else ""
    return render_template("digests/verify.html", code=code, digest=digest, links=links, address=address)


def _speak_to(link: LinkToken | None) -> None:
    """Show the page in the language of the person whose link it is; a link of nobody's is read as the browser asks."""
    if link is not None:
        speak_to(language_of(current.session(), link.member_id))
