"""The mail as one named reader would get it, and the neutral view that names nobody."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from html import unescape

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.accounts.queries import get_settings
from crm.accounts.rights import Actor
from crm.digests.compile import Compiled, reader_values
from crm.digests.issue import Part
from crm.digests.kinds import BlockKind
from crm.digests.models import Digest, FrozenText
from crm.digests.queries.issues import Composition, composition_of, issue_of
from crm.digests.queries.openness import closed_preheaders, not_public
from crm.digests.queries.outlook import Outlook, Turn, outlook
from crm.digests.rendering import Rendered, render_neutral
from crm.digests.slots import OPEN
from crm.digests.versions import version_for
from crm.digests.wording import default_preheader

NO_TOKEN = "0" * 32
"""Stands where a reader's own token will: a preview gives nobody's link away."""


def preview_for(
    session: Session, digest: Digest, member_id: int, actor: Actor, now: datetime, base_url: str
) -> Rendered | None:
    """Render a digest as this reader would get it, by the code that sends; None when not in its audience."""
    ahead = outlook(session, composition_of(session, digest), actor, now, base_url)
    turn = next((turn for turn in ahead.turns if turn.reader.member_id == member_id), None)
    return None if turn is None else render_turn(ahead, turn)


def render_turn(ahead: Outlook, turn: Turn) -> Rendered:
    """Render what one reader would get, without the tokens of their links."""
    alone = replace(ahead, turns=[replace(turn, reason=None)])
    values = {
        **ahead.values_of(turn),
        "unsubscribe_token": NO_TOKEN,
        "tell_token": NO_TOKEN,
    }
    if not values["greeting"]:
        values |= {"greeting": "?", "name": "?"}
    said = alone.rendered_passages.get((turn.reader.iso2 or "", turn.variant.language), ("", ""))
    return Compiled.of(alone.variants[turn.variant]).join(reader_values(values, said))


def neutral_view(session: Session, digest: Digest, base_url: str, language: str = "") -> Rendered:
    """Render a digest for whoever has its address: for everybody, nobody's name, and only what is public."""
    composition = composition_of(session, digest)
    chosen = version_for(language, digest.languages)
    issue = issue_of(session, composition, get_settings(session), base_url, chosen)
    kept = [part for part in issue.parts if not composition.audiences[part.key]]
    hidden = not_public(session, {item.subject for items in composition.items.values() for item in items})
    parts = tuple(
        _public(part, composition, hidden, chosen) for part in kept if part.kind is not BlockKind.YOUR_COUNTRY
    )
    if (digest.id, issue.preheader_in or chosen) in closed_preheaders(session, [digest.id]):
        issue = replace(issue, preheader=default_preheader(chosen), preheader_in="")
    return render_neutral(replace(issue, parts=tuple(part for part in parts if not part.is_empty)))


def _public(part: Part, composition: Composition, hidden: frozenset[str], language: str) -> Part:
    block = composition.blocks[part.key - 1]
    items = [item for item in composition.kept(block) if not item.own_country and item.subject not in hidden]
    return replace(part, lines=tuple(composition.line(item, language) for item in items))


def links_of(session: Session, digest: Digest, base_url: str) -> list[str]:
    """List the addresses that mails of a digest link to, as it was frozen: each once, sorted.

    A reader's own links end at their token, and the page of a country at the countries.
    """
    texts = session.scalars(sa.select(FrozenText.html).where(FrozenText.digest_id == digest.id))
    found = {unescape(address).partition(OPEN)[0] for html in texts for address in _HREF.findall(html)}
    of_countries = f"{base_url}/countries/"
    return sorted({of_countries if address.startswith(of_countries) else address for address in found})


_HREF = re.compile(r'<a [^>]*href="([^"]*)"')
