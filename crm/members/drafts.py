"""What somebody typed about a person, before it is kept."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class MemberDraft:
    """The fields of a person that a form holds; addresses are plain ones, checked."""

    name: str
    honorific: str = ""
    salutation: str = ""
    sort_name: str = ""
    gender: str = ""
    language: str = "en"
    country_iso2: str | None = None
    territory: str = ""
    party: str = ""
    phone: str = ""
    postal_address: str = ""
    postal_code: str = ""
    postal_city: str = ""
    postal_region: str = ""
    note: str = ""
    shielded: bool = False
    owner_id: int | None = None
    emails: tuple[str, ...] = ()
    tags: tuple[str, ...] = field(default=())
