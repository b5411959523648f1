"""A postal address as lines on an envelope: as the destination writes it, the country last and in capitals abroad."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from crm.countries.names import fold
from crm.countries.post import lines_of


def envelope(
    addressee: Sequence[str], address: str, country: str, names: Collection[str], *, abroad: bool
) -> Sequence[str]:
    """Put together who it is for, the address and, where it goes abroad, the country; nothing without an address.

    `names` are all names of the country: one that stands at the end already is not written twice, and within the
    country it is left out, as post offices there ask.
    """
    body = list(lines_of(address))
    known = {fold(name) for name in names if name}
    while body and fold(body[-1]) in known:
        body.pop()
    if not body:
        return ()
    head = [line for line in addressee if line.strip() and line.strip() not in body]
    return [*head, *body, *([country.upper()] if abroad and country else [])]
