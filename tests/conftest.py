"""What every test can ask for: a database copied from one template, the application, and a browser signed in."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from crm.accounts.models import SignIn, User, UserState
from crm.accounts.rights import Role
from crm.accounts.tokens import fingerprint
from crm.app import create_app
from crm.audit.services import Doing, begin, end
from crm.config import Settings
from crm.db import Base, make_engine
from crm.extensions import db
from crm.library.services import load_shipped as load_library
from crm.running.preparing import prepare_tables
from crm.treaties.services import load_facts
from tests.support.network import keep_to_loopback
from tests.support.postgres import address_of, create_database, database, postgres_server
from tests.support.smtp import SmtpServer

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


SHARED = next(
    (
        parent / "shared" / "data"
        for parent in Path(__file__).resolve().parents
        if (parent / "shared" / "data").is_dir()
    ),
    None,
)


def pytest_configure() -> None:
    """Keep every test to this machine, and let none fail because the machine is busy."""
    keep_to_loopback()
    hypothesis.settings.register_profile("patient", deadline=None)
    hypothesis.settings.load_profile("patient")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests on real data where it is not kept beside the repository."""
    if SHARED is None:
        config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker("shared")])
        items[:] = [item for item in items if not item.get_closest_marker("shared")]


@pytest.fixture
def shared_data() -> Path:
    """Where real data is kept beside the repository."""
    assert SHARED is not None
    return SHARED


@pytest.fixture
def now() -> datetime:
    """An instant for services that ask for one."""
    return NOW


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database with every table, made once."""
    path = tmp_path_factory.mktemp("template") / "template.sqlite3"
    _migrate(f"sqlite:///{path}", path.parent)
    return path


def _migrate(url: str, instance: Path) -> None:
    """Make the tables as `crm init` does: by the migrations."""
    settings = Settings(
        base_url="http://localhost", instance_path=instance, secret_key=secrets.token_hex(32), database_url=url
    )
    with create_app(settings).app_context():
        prepare_tables()
        db.engine.dispose()


@pytest.fixture(scope="session")
def facts_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the facts that come with the product, made once; tests that want it override `sqlite_url`."""
    path = tmp_path_factory.mktemp("facts") / "facts.sqlite3"
    shutil.copyfile(sqlite_template, path)
    engine = make_engine(f"sqlite:///{path}")
    with Session(engine) as opened:
        begin(opened, Doing(act="test", at=NOW, source="test"))
        load_facts(opened, NOW)
        load_library(opened, NOW)
        opened.commit()
    engine.dispose()
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A database of this test's own."""
    path = tmp_path / "crm.sqlite3"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@contextmanager
def _session(url: str) -> Iterator[Session]:
    engine = make_engine(url)
    with Session(engine) as opened:
        begin(opened, Doing(act="test", at=NOW, source="test"))
        yield opened
    engine.dispose()


@pytest.fixture
def session(sqlite_url: str) -> Iterator[Session]:
    """A session on a database of this test's own, with an act open."""
    with _session(sqlite_url) as opened:
        yield opened


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server, started when the first test asks for it."""
    with postgres_server() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_template(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of an empty database with every table, made once."""
    name = f"template_{secrets.token_hex(4)}"
    create_database(postgres, name)
    _migrate(address_of(postgres, name), tmp_path_factory.mktemp("postgres"))
    return name


@pytest.fixture
def postgres_url(postgres: str, postgres_template: str) -> Iterator[str]:
    """A PostgreSQL database of this test's own."""
    with database(postgres, f"test_{secrets.token_hex(4)}", postgres_template) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def any_url(request: pytest.FixtureRequest) -> str:
    """A database of this test's own, once with each engine."""
    return str(request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url"))


@pytest.fixture
def any_session(any_url: str) -> Iterator[Session]:
    """A session with an act open, once with each engine."""
    with _session(any_url) as opened:
        yield opened


@pytest.fixture
def smtp() -> Iterator[SmtpServer]:
    """A mail server that keeps what it gets and can be told to fail."""
    with SmtpServer() as server:
        yield server


@pytest.fixture
def settings(sqlite_url: str, tmp_path: Path) -> Settings:
    """Settings of an instance on this machine."""
    return Settings(
        base_url="http://localhost",
        instance_path=tmp_path,
        secret_key=secrets.token_hex(32),
        database_url=sqlite_url,
        mail_from="friends@coalition.example",
        mail_rate=0,
    )


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The whole application on a database of this test's own."""
    application = create_app(settings)
    application.config["TESTING"] = True
    application.config["WTF_CSRF_ENABLED"] = False
    yield application
    with application.app_context():
        db.engine.dispose()


@pytest.fixture
def app_session(app: Flask) -> Iterator[Session]:
    """A session on the application's database, with an act open; commit what the application is to see."""
    with app.app_context():
        opened = db.session()
        begin(opened, Doing(act="test", at=NOW, source="test"))
        yield opened
        end(opened)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser that nobody signed in to."""
    return app.test_client()


@pytest.fixture
def sign_in(app: Flask) -> Callable[..., FlaskClient]:
    """Make a user of a role and give a browser in which they are signed in: `sign_in("coordinator")`."""

    def make(role: str = "coordinator", member_id: int | None = None) -> FlaskClient:
        token = secrets.token_hex(16)
        with app.app_context():
            opened = db.session()
            begin(opened, Doing(act="test", at=NOW, source="test"))
            user = User(
                email=f"{role}-{secrets.token_hex(4)}@coalition.example",
                name=role.title(),
                role=Role(role),
                state=UserState.ACTIVE,
                created_at=NOW,
            )
            opened.add(user)
            opened.flush()
            moment = datetime.now(UTC)
            opened.add(
                SignIn(
                    user_id=user.id,
                    token_hash=fingerprint(token),
                    created_at=moment,
                    last_seen_at=moment,
                )
            )
            if member_id is not None:
                opened.execute(
                    Base.metadata.tables["member"]
                    .update()
                    .where(Base.metadata.tables["member"].c.id == member_id)
                    .values(user_id=user.id)
                )
            opened.commit()
            end(opened)
        browser = app.test_client()
        with browser.session_transaction() as cookie:
            cookie["sign_in"] = token
        return browser

    return make
