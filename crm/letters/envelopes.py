"""Addresses as labels: twenty-one on a sheet of A4, in the order of the letters."""

from __future__ import annotations

from collections.abc import Sequence

from crm.letters.paper import environment


def labels_html(addresses: Sequence[Sequence[str]]) -> str:
    """Lay addresses out as labels."""
    return environment().get_template("labels.html").render(addresses=addresses)
