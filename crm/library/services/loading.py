"""Loading the model texts and papers that come with the product."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.countries.services import Loaded, load_rows
from crm.countries.shipped import read_facts
from crm.library.kinds import DocumentForm
from crm.library.models import Document, DocumentVersion, ModelText, ModelTextVersion
from crm.library.shipped import AUTHOR, SOURCE, Words, read_texts

PACKAGE = "crm.library"
Version = TypeVar("Version", ModelTextVersion, DocumentVersion)


def load_shipped(session: Session, now: datetime) -> Loaded:
    """Load model texts and papers; repeating it changes nothing that a person rewrote.

    A newer shipped text becomes a new version only where the one that holds is still the one shipped before.
    """
    loaded = load_rows(session, ModelText.key, read_facts(PACKAGE, "model_texts"))
    held = {text.key: text for text in session.scalars(sa.select(ModelText).where(ModelText.key.is_not(None)))}
    latest = _latest(session, ModelTextVersion, lambda version: version.text_id)
    for key, texts in read_texts("texts").items():
        owner = held[key]
        for language, words in _news(owner, texts, latest):
            version = _number(latest, owner.id, language)
            session.add(ModelTextVersion(text_id=owner.id, version=version, **_columns(language, words, now)))
            loaded += _told(version)
    loaded += _load_papers(session, now)
    session.flush()
    return loaded


def _load_papers(session: Session, now: datetime) -> Loaded:
    loaded = Loaded()
    held = {document.key: document for document in session.scalars(sa.select(Document))}
    latest = _latest(session, DocumentVersion, lambda version: version.document_id)
    for key, texts in read_texts("papers").items():
        owner = held.get(key) or Document(key=key)
        session.add(owner)
        session.flush()
        for language, words in _news(owner, texts, latest):
            version = _number(latest, owner.id, language)
            columns = _columns(language, words, now) | {"form": DocumentForm.PAPER}
            session.add(DocumentVersion(document_id=owner.id, version=version, **columns))
            loaded += _told(version)
    return loaded


def _latest(
    session: Session, model: type[Version], owner: Callable[[Version], int]
) -> Mapping[tuple[int, str], Version]:
    """The version that holds of every text, by its owner and language."""
    rows = session.scalars(sa.select(model).order_by(model.version))
    return {(owner(row), row.language): row for row in rows}


def _news(
    owner: ModelText | Document, texts: Mapping[str, Words], latest: Mapping[tuple[int, str], Any]
) -> Collection[tuple[str, Words]]:
    """The texts to write as new versions; what is shipped now is kept on the owner for the next time."""
    before = owner.shipped_texts or {}
    prints = {language: words.fingerprint for language, words in texts.items()}
    news = [
        (language, words)
        for language, words in texts.items()
        if prints[language] != before.get(language)
        and _is_as_shipped(latest.get((owner.id, language)), before.get(language))
    ]
    if prints != before:
        owner.shipped_texts = prints
    return news


def _is_as_shipped(held: Any, before: str | None) -> bool:
    """Whether the version that holds is the one shipped before; one that a person added first is theirs."""
    return held is None if before is None else held is not None and Words(held.title, held.body).fingerprint == before


def _number(latest: Mapping[tuple[int, str], Any], owner_id: int, language: str) -> int:
    held = latest.get((owner_id, language))
    return 1 if held is None else held.version + 1


def _columns(language: str, words: Words, now: datetime) -> dict[str, Any]:
    return {
        "language": language,
        "title": words.title,
        "body": words.body,
        "author": AUTHOR,
        "source": SOURCE,
        "changed_at": now,
    }


def _told(version: int) -> Loaded:
    return Loaded(added=1) if version == 1 else Loaded(updated=1)
