"""The site, put together: an instance with its background work and its pages; tests and servers open this one."""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from types import ModuleType

from flask import Flask
from flask_babel import get_locale
from werkzeug.middleware.proxy_fix import ProxyFix

from crm import garbage, keepers, tables
from crm.accounts import views as accounts_views
from crm.accounts.lifetimes import KNOWN_DEVICE
from crm.actions import views as actions_views
from crm.audit import views as audit_views
from crm.briefs import views as briefs_views
from crm.config import Settings, read_settings
from crm.countries import views as countries_views
from crm.db import read_in_place
from crm.digests import views as digests_views
from crm.duties import views as duties_views
from crm.extensions import db
from crm.followups import views as followups_views
from crm.home import views as home_views
from crm.instance import connect
from crm.intake import views as intake_views
from crm.joining import views as joining_views
from crm.letters import views as letters_views
from crm.library import views as library_views
from crm.mail import views as mail_views
from crm.meetings import views as meetings_views
from crm.members import views as members_views
from crm.milestones import views as milestones_views
from crm.preferences import views as preferences_views
from crm.readiness import views as readiness_views
from crm.reports import views as reports_views
from crm.results import views as results_views
from crm.running import views as running_views
from crm.running.warming import warm_up
from crm.treaties import views as treaties_views
from crm.votes import views as votes_views
from crm.web import access, current, errors, extensions, headers, limits, locales, rendered_once, signing_in
from crm.web.application import Application
from crm.workshop import equip

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


def create_app(settings: Settings | None = None) -> Flask:
    """Put the site together from its settings; raises SettingsError when they don't hold together."""
    settings = settings or read_settings(os.environ)
    app = Application(
        __name__,
        template_folder=str(_folder("templates")),
        static_folder=str(_folder("static")),
        instance_path=str(settings.instance_path),
    )
    connect(app, settings)
    equip(app)
    _configure(app, settings)
    _extend(app)
    _put_in_front(app)
    for module in VIEWS:
        for blueprint in module.blueprints:
            app.register_blueprint(blueprint)
    return app


def served() -> Flask:
    """The application as a server that forks serves it.

    What stands at the start stays: it is left out of every collection of garbage, and its pages stay shared.
    """
    garbage.give_back_large_pieces()
    app = create_app()
    with app.app_context():
        read_in_place(db.engine)
    warm_up(app)
    garbage.look_less_often()
    garbage.keep_what_stands()
    return app


def _folder(name: str) -> Path:
    """A folder beside the package in a checkout, inside it when installed."""
    package = Path(str(resources.files("crm")))
    return package / name if (package / name).is_dir() else package.parent / name


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key,
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
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]  # Flask's way


def _extend(app: Flask) -> None:
    extensions.login_manager.init_app(app)
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


__all__ = ["create_app", "keepers", "served", "signing_in", "tables"]
