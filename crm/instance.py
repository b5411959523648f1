"""An instance as a command opens it: its settings and its database, with every table; no tasks and no pages."""

from __future__ import annotations

import os
from collections.abc import Sequence
from types import ModuleType

from flask import Flask

from crm.accounts import models as accounts_models
from crm.actions import models as actions_models
from crm.audit import models as audit_models
from crm.config import Settings, read_settings
from crm.countries import models as countries_models
from crm.db import prepare_engine
from crm.digests import models as digests_models
from crm.duties import models as duties_models
from crm.extensions import db
from crm.followups import models as followups_models
from crm.intake import models as intake_models
from crm.jobs import models as jobs_models
from crm.joining import models as joining_models
from crm.letters import models as letters_models
from crm.library import models as library_models
from crm.mail import models as mail_models
from crm.meetings import models as meetings_models
from crm.members import models as members_models
from crm.milestones import models as milestones_models
from crm.preferences import models as preferences_models
from crm.readiness import models as readiness_models
from crm.results import models as results_models
from crm.treaties import models as treaties_models
from crm.votes import models as votes_models

MODELS: Sequence[ModuleType] = (
    accounts_models,
    actions_models,
    audit_models,
    countries_models,
    digests_models,
    duties_models,
    followups_models,
    intake_models,
    jobs_models,
    joining_models,
    letters_models,
    library_models,
    mail_models,
    meetings_models,
    members_models,
    milestones_models,
    preferences_models,
    readiness_models,
    results_models,
    treaties_models,
    votes_models,
)
"""Named so that every table is known, whatever a process imports besides."""


def open_instance() -> Flask:
    """Open the instance that the environment names; raises SettingsError when its settings don't hold together."""
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
