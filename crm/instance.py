"""An instance as a process opens it: its settings and its database; no tasks and no pages."""

from __future__ import annotations

import os

from flask import Flask

from crm.config import Settings, read_settings
from crm.db import prepare_engine
from crm.extensions import db


def open_instance() -> Flask:
    """Open the instance that the environment names, with every table; raises SettingsError.

    It does when its settings don't hold together.
    """
    import crm.tables  # noqa: F401, PLC0415 - declared here, for those who rest without them

    return open_without_tables()


def open_without_tables() -> Flask:
    """Open the instance as far as a worker needs it that has nothing to do; raises SettingsError, as above."""
    settings = read_settings(os.environ)
    app = Flask("crm", instance_path=str(settings.instance_path))
    connect(app, settings)
    return app


def open_for_migrating() -> Flask:
    """Open the instance for Flask-Migrate's own commands, by which a migration is written."""
    from crm.running.preparing import find_migrations  # noqa: PLC0415 - no command of ours needs it here

    app = open_instance()
    with app.app_context():
        find_migrations()
    return app


def connect(app: Flask, settings: Settings) -> None:
    """Give an application its settings and its database."""
    app.config.update(
        SETTINGS=settings,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS={"hide_parameters": True},  # a logged fault shows the statement, nobody's data
    )
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
