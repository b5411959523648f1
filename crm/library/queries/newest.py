"""Which version of a text holds: the highest in its language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar, cast

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, aliased

from crm.library.models import Document, DocumentVersion, ModelText, ModelTextVersion

Owner = TypeVar("Owner", ModelText, Document)
Version = TypeVar("Version", ModelTextVersion, DocumentVersion)


def holds(owner: InstrumentedAttribute[int]) -> sa.ColumnElement[bool]:
    """Whether a version holds; `owner` is the column that names what it is a version of."""
    version = owner.class_
    other = aliased(version)
    highest = sa.select(sa.func.max(other.version)).where(
        getattr(other, owner.key) == owner, other.language == version.language
    )
    return cast("sa.ColumnElement[bool]", version.version == highest.scalar_subquery())


def by_language(rows: Iterable[tuple[Owner, Version]]) -> Iterable[tuple[Owner, Mapping[str, Version]]]:
    """Each owner with its versions by language, in the order of the rows."""
    found: dict[int, tuple[Owner, dict[str, Version]]] = {}
    for owner, version in rows:
        found.setdefault(owner.id, (owner, {}))[1][version.language] = version
    return found.values()
