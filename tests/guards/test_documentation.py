"""The documents name what there is: each setting and each command."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click
import pytest

from crm.commandline import COMMANDS, cli
from tests.support.tree import files_of, text

MOST_LINES = 200


def commands() -> Iterator[str]:
    """Every command as it is typed, without its arguments."""

    def below(command: click.Command, words: str) -> Iterator[str]:
        if isinstance(command, click.Group):
            for name, part in command.commands.items():
                yield from below(part, f"{words} {name}")
        else:
            yield words

    for name in COMMANDS:
        command = cli.get_command(click.Context(cli), name)
        assert command is not None
        yield from below(command, f"crm {name}")


def settings() -> list[str]:
    """Every setting that is read from the environment."""
    return sorted(set(re.findall(r'"(CRM_[A-Z_]+)"', text("crm/config.py"))))


def parts() -> list[str]:
    """Every folder and module right inside the package."""
    inside = {path.parts[1] for path in files_of(".py", under="crm")}
    return sorted(name for name in inside if not name.startswith("_"))


@pytest.mark.parametrize("command", sorted(commands()))
def test_the_readme_names_every_command(command: str) -> None:
    assert f"`{command}" in text("README.md")


@pytest.mark.parametrize("setting", settings())
def test_the_readme_names_every_setting(setting: str) -> None:
    assert f"`{setting}`" in text("README.md")


@pytest.mark.parametrize("name", parts())
def test_the_code_map_names_every_part(name: str) -> None:
    assert f"`crm/{name}`" in text("ARCHITECTURE.md")


def test_the_tour_stays_short() -> None:
    assert len(text("ARCHITECTURE.md").splitlines()) <= MOST_LINES
