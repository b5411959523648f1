"""An instance with all that is done in the background: its tasks, its kinds of mail and the way they leave."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from types import ModuleType

from flask import Flask

from crm.accounts import tasks as accounts_tasks
from crm.accounts.services import messages as accounts_mails
from crm.backups import tasks as backups_tasks
from crm.config import Settings
from crm.digests import mailing as digests_mailing
from crm.digests import tasks as digests_tasks
from crm.extensions import mail
from crm.followups import tasks as followups_tasks
from crm.instance import open_instance
from crm.intake import tasks as intake_tasks
from crm.joining import mails as joining_mails
from crm.joining import tasks as joining_tasks
from crm.letters import mailing as letters_mailing
from crm.letters import tasks as letters_tasks
from crm.library import tasks as library_tasks
from crm.mail import tasks as mail_tasks
from crm.members import tasks as members_tasks
from crm.preferences import mails as preferences_mails
from crm.readiness import mails as readiness_mails
from crm.results import tasks as results_tasks
from crm.sending import delivery_of

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


def open_workshop() -> Flask:
    """Open the instance that the environment names, ready to run jobs and to deliver mail."""
    app = open_instance()
    equip(app)
    return app


def equip(app: Flask) -> None:
    """Give an application what jobs and mail need."""
    settings: Settings = app.config["SETTINGS"]
    app.config.update(
        MAIL_SERVER=settings.mail_server,
        MAIL_PORT=settings.mail_port,
        MAIL_USE_TLS=settings.mail_use_tls,
        MAIL_USERNAME=settings.mail_username or None,
        MAIL_PASSWORD=settings.mail_password or None,
        MAIL_DEFAULT_SENDER=settings.mail_from,
        MAIL_SUPPRESS_SEND=False,
    )
    mail.init_app(app)
    app.extensions["tasks"] = {name: task for module in TASKS for name, task in module.tasks.items()}
    app.extensions["delivery"] = partial(delivery_of, app)
    app.extensions["companions"] = [partial(mail_tasks.deliver_until_stopped, app)]
    app.extensions["kinds"] = {name: kind for module in KINDS for name, kind in module.kinds(settings).items()}
    app.extensions["schedule"] = [every for module in TASKS for every in module.schedule]
