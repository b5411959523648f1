"""The outline of an address: what its owner knows it by, and nobody else."""

from __future__ import annotations


def mask(email: str) -> str:
    """Show of an address only what its owner knows it by: a•••@p•••.example."""
    local, _at, domain = email.rpartition("@")
    if not local:
        return ""
    name, _dot, ending = domain.rpartition(".")
    return f"{local[:1]}•••@{name[:1]}•••.{ending}"
