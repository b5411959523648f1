"""Which topic a block of a digest is on; a block that is on none comes along with the others."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from crm.digests.kinds import NO_NEWS, BlockKind, Template
from crm.members.queries.audience import DIGEST
from crm.preferences.topics import Topic

TOPIC_OF: Final[Mapping[BlockKind, Topic]] = {
    BlockKind.TREATY_ACTIONS: Topic.UNIVERSALISATION,
    BlockKind.NUMBERS: Topic.UNIVERSALISATION,
    BlockKind.ACTIONS: Topic.PARLIAMENTS,
    BlockKind.MEETINGS: Topic.MEETINGS,
    BlockKind.GOING: Topic.MEETINGS,
    BlockKind.LIBRARY: Topic.LIBRARY,
}


def news_topics(kinds: Collection[BlockKind]) -> frozenset[Topic]:
    """On which topics blocks of these kinds tell something new."""
    return frozenset(TOPIC_OF[kind] for kind in kinds if kind in TOPIC_OF and kind not in NO_NEWS)


def is_alert(template: Template) -> bool:
    """Whether a digest is an urgent alert."""
    return template is Template.EMERGENCY


def topic_of_links(template: Template) -> str:
    """What one click in a digest's mail stops: the digest, or urgent alerts alone."""
    return Topic.ALERTS if is_alert(template) else DIGEST
