"""The composition root: the one module that knows every other."""

from __future__ import annotations

import gc
import os
from collections.abc import Sequence
from functools import partial
from importlib import resources
from pathlib import Path
from types import ModuleType

import click
from flask import Flask
from flask.cli import ScriptInfo
from flask_babel import get_locale
from werkzeug.middleware.proxy_fix import ProxyFix

from crm import extensions
from crm.accounts import cli as accounts_cli
from crm.accounts import tasks as accounts_tasks
from crm.accounts import views as accounts_views
from crm.accounts.lifetimes import KNOWN_DEVICE
from crm.accounts.services import messages as accounts_mails
from crm.actions import models as actions_models
from crm.actions import views as actions_views
from crm.audit import views as audit_views
from crm.backups import cli as backups_cli
from crm.backups import tasks as backups_tasks
from crm.briefs import views as briefs_views
from crm.config import Settings, SettingsError, read_settings
from crm.countries import views as countries_views
from crm.db import prepare_engine
from crm.demonstration import cli as demonstration_cli
from crm.digests import cli as digests_cli
from crm.digests import mailing as digests_mailing
from crm.digests import tasks as digests_tasks
from crm.digests import views as digests_views
from crm.duties import models as duties_models
from crm.duties import views as duties_views
from crm.followups import models as followups_models
from crm.followups import tasks as followups_tasks
from crm.followups import views as followups_views
from crm.home import views as home_views
from crm.intake import models as intake_models
from crm.intake import tasks as intake_tasks
from crm.intake import views as intake_views
from crm.jobs import cli as jobs_cli
from crm.jobs import models as jobs_models
from crm.joining import mails as joining_mails
from crm.joining import models as joining_models
from crm.joining import tasks as joining_tasks
from crm.joining import views as joining_views
from crm.letters import mailing as letters_mailing
from crm.letters import models as letters_models
from crm.letters import tasks as letters_tasks
from crm.letters import views as letters_views
from crm.library import models as library_models
from crm.library import tasks as library_tasks
from crm.library import views as library_views
from crm.mail import cli as mail_cli
from crm.mail import models as mail_models
from crm.mail import tasks as mail_tasks
from crm.mail import views as mail_views
from crm.meetings import models as meetings_models
from crm.meetings import views as meetings_views
from crm.members import cli as members_cli
from crm.members import models as members_models
from crm.members import tasks as members_tasks
from crm.members import views as members_views
from crm.milestones import models as milestones_models
from crm.milestones import views as milestones_views
from crm.preferences import mails as preferences_mails
from crm.preferences import models as preferences_models
from crm.preferences import views as preferences_views
from crm.readiness import mails as readiness_mails
from crm.readiness import models as readiness_models
from crm.readiness import views as readiness_views
from crm.reports import views as reports_views
from crm.results import models as results_models
from crm.results import tasks as results_tasks
from crm.results import views as results_views
from crm.running import cli as running_cli
from crm.running import views as running_views
from crm.sending import delivery_of
from crm.treaties import cli as treaties_cli
from crm.treaties import models as treaties_models
from crm.treaties import views as treaties_views
from crm.votes import models as votes_models
from crm.votes import views as votes_views
from crm.web import access, current, errors, headers, limits, locales, rendered_once, signing_in
from crm.web.application import Application

MODELS: Sequence[ModuleType] = (
    actions_models,
    duties_models,
    followups_models,
    intake_models,
    jobs_models,
    library_models,
    letters_models,
    joining_models,
    mail_models,
    members_models,
    milestones_models,
    meetings_models,
    preferences_models,
    readiness_models,
    results_models,
    treaties_models,
    votes_models,
)
"""Named so that every table is known, also those no view imports yet."""

VIEWS: Sequence[ModuleType] = (
    accounts_views,
    actions_views,
    audit_views,
    briefs_views,
    countries_views,
    digests_views,
    duties_views,
    followups_views,
    home_views,
    joining_views,
    intake_views,
    letters_views,
    library_views,
    mail_views,
    preferences_views,
    readiness_views,
    reports_views,
    results_views,
    running_views,
    members_views,
    meetings_views,
    milestones_views,
    treaties_views,
    votes_views,
)
COMMANDS: Sequence[ModuleType] = (
    accounts_cli,
    backups_cli,
    digests_cli,
    demonstration_cli,
    jobs_cli,
    mail_cli,
    members_cli,
    running_cli,
    treaties_cli,
)
KINDS: Sequence[ModuleType] = (
    accounts_mails,
    digests_mailing,
    joining_mails,
    letters_mailing,
    preferences_mails,
    readiness_mails,
)
"""Modules with the kinds of mail, each `kinds(settings)` by name."""

TASKS: Sequence[ModuleType] = (
    accounts_tasks,
    backups_tasks,
    members_tasks,
    digests_tasks,
    followups_tasks,
    intake_tasks,
    mail_tasks,
    joining_tasks,
    letters_tasks,
    results_tasks,
    library_tasks,
)


YOUNG_OBJECTS = 10_000
"""How many new objects are looked through for garbage at a time: a page makes more than Python's own 700."""


def create_app(settings: Settings | None = None) -> Flask:
    """Put the application together from its settings; raises SettingsError when they don't hold together."""
    settings = settings or read_settings(os.environ)
    app = Application(
        __name__,
        template_folder=str(_folder("templates")),
        static_folder=str(_folder("static")),
        instance_path=str(settings.instance_path),
    )
    _configure(app, settings)
    _extend(app)
    _put_in_front(app)
    for module in VIEWS:
        for blueprint in module.blueprints:
            app.register_blueprint(blueprint)
    app.extensions["tasks"] = {name: task for module in TASKS for name, task in module.tasks.items()}
    app.extensions["delivery"] = partial(delivery_of, app)
    app.extensions["companions"] = [partial(mail_tasks.deliver_until_stopped, app)]
    app.extensions["kinds"] = {name: kind for module in KINDS for name, kind in module.kinds(settings).items()}
    app.extensions["schedule"] = [every for module in TASKS for every in module.schedule]
    return app


def served() -> Flask:
    """The application as a server that forks serves it.

    What stands at the start stays: it is left out of every collection of garbage, and its pages stay shared.
    """
    app = create_app()
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS)
    return app


def main() -> None:
    """Run the command line; whatever it writes is its owner's alone."""
    os.umask(0o077)
    cli = click.Group("crm", help="Parliamentary Friends of the Convention on Cluster Munitions.")
    for module in COMMANDS:
        for command in module.commands:
            cli.add_command(command)
    try:
        cli(obj=ScriptInfo(create_app=create_app), prog_name="crm")
    except SettingsError as error:
        click.echo(f"The settings don't hold together:\n{error}", err=True)
        raise SystemExit(2) from None


def _folder(name: str) -> Path:
    """A folder beside the package in a checkout, inside it when installed."""
    package = Path(str(resources.files("crm")))
    return package / name if (package / name).is_dir() else package.parent / name


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS={"hide_parameters": True},  # a logged fault shows the statement, nobody's data
        SESSION_COOKIE_NAME="__Host-crm" if settings.secure else "crm",
        SESSION_COOKIE_SECURE=settings.secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        PERMANENT_SESSION_LIFETIME=KNOWN_DEVICE,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,  # pages with a secret in their address send no referrer; the origin is checked
        MAX_CONTENT_LENGTH=32 * 2**20,
        MAX_FORM_PARTS=2000,
        BOOTSTRAP_SERVE_LOCAL=True,
        MAIL_SERVER=settings.mail_server,
        MAIL_PORT=settings.mail_port,
        MAIL_USE_TLS=settings.mail_use_tls,
        MAIL_USERNAME=settings.mail_username or None,
        MAIL_PASSWORD=settings.mail_password or None,
        MAIL_DEFAULT_SENDER=settings.mail_from,
        MAIL_SUPPRESS_SEND=False,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]  # Flask's way


def _extend(app: Flask) -> None:
    extensions.db.init_app(app)
    with app.app_context():
        prepare_engine(extensions.db.engine)
    extensions.login_manager.init_app(app)
    extensions.mail.init_app(app)
    extensions.babel.init_app(app, locale_selector=locales.choose_locale)
    locales.speak(app)
    extensions.csrf.init_app(app)
    extensions.bootstrap.init_app(app)


def _put_in_front(app: Flask) -> None:
    app.before_request(access.check_access)
    app.before_request(limits.check_limits)
    app.after_request(headers.add_headers)
    errors.register(app)
    rendered_once.offer(app)
    app.context_processor(
        lambda: {
            "actor": current.actor(),
            "user": current.user(),
            "settings": current.settings(),
            "now": current.now(),
            "today": current.today(),
            "locale": get_locale(),
            "endpoints": app.view_functions,
            "time_zone": lambda: current.organisation().time_zone,
            "facts_are_open": lambda: access.is_open(access.Opening.FACTS),
            "archive_is_open": lambda: access.is_open(access.Opening.ARCHIVE),
        }
    )


__all__ = ["create_app", "main", "served", "signing_in"]
