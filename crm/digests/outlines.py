"""The blocks that a digest begins with, by its template."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from crm.digests.kinds import BlockKind, Template

OUTLINES: Final[Mapping[Template, tuple[BlockKind, ...]]] = {
    Template.REGULAR: (
        BlockKind.EDITORIAL,
        BlockKind.YOUR_COUNTRY,
        BlockKind.TREATY_ACTIONS,
        BlockKind.ACTIONS,
        BlockKind.REQUESTS,
        BlockKind.LIBRARY,
        BlockKind.MEETINGS,
    ),
    Template.MEETING: (
        BlockKind.EDITORIAL,
        BlockKind.YOUR_COUNTRY,
        BlockKind.REQUESTS,
        BlockKind.GOING,
        BlockKind.NUMBERS,
        BlockKind.TREATY_ACTIONS,
        BlockKind.ACTIONS,
    ),
    Template.EMERGENCY: (BlockKind.EDITORIAL, BlockKind.REQUESTS, BlockKind.YOUR_COUNTRY),
}
