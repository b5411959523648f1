"""The background work: every job and kind of mail by its name, each imported when it is first to be done."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar

from flask import Flask

from crm.config import Settings
from crm.extensions import mail
from crm.instance import open_instance, open_without_tables
from crm.jobs.task import Every, Task

if TYPE_CHECKING:
    from crm.jobs.worker import Companion
    from crm.mail.kinds import Kind
    from crm.mail.services import Delivery

Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Line:
    """A job in the list: the module that has it, and how often it is due where nobody asks for it."""

    module: str
    every: timedelta | None = None


TASKS: Mapping[str, Line] = {
    "finish_digests": Line("crm.digests.tasks", every=timedelta(minutes=1)),
    "intake.ask": Line("crm.intake.tasks", every=timedelta(minutes=1)),
    "intake.poll": Line("crm.intake.tasks", every=timedelta(minutes=2)),
    "results.count_issues": Line("crm.results.tasks", every=timedelta(minutes=5)),
    "mail.mend_times": Line("crm.mail.tasks", every=timedelta(hours=1)),
    # Looked at more often than daily, so that a machine that slept over midnight still has its copy.
    "backups.daily_copy": Line("crm.backups.tasks", every=timedelta(hours=6)),
    "tidy_accounts": Line("crm.accounts.tasks", every=timedelta(hours=6)),
    "followups.answers_due": Line("crm.followups.tasks", every=timedelta(hours=24)),
    "followups.stalled_steps": Line("crm.followups.tasks", every=timedelta(hours=24)),
    "intake.tidy": Line("crm.intake.tasks", every=timedelta(hours=24)),
    "joining.forget_unconfirmed": Line("crm.joining.tasks", every=timedelta(hours=24)),
    "letters.tidy": Line("crm.letters.tasks", every=timedelta(hours=24)),
    "library.tidy": Line("crm.library.tasks", every=timedelta(hours=24)),
    "members.tidy_uploads": Line("crm.members.tasks", every=timedelta(hours=24)),
    "letters.make": Line("crm.letters.tasks"),
    "letters.send": Line("crm.letters.tasks"),
    "mail.forget_files": Line("crm.mail.tasks"),
    "members.check_upload": Line("crm.members.tasks"),
    "members.take_in": Line("crm.members.tasks"),
}
"""Every job there is, the most frequent first, then those that are put in by what somebody does."""

KINDS: Mapping[str, str] = {
    "address_change": "crm.accounts.services.messages",
    "address_changing": "crm.preferences.mails",
    "address_told": "crm.accounts.services.messages",
    "digest": "crm.digests.mailing",
    "digest_test": "crm.digests.mailing",
    "invite": "crm.accounts.services.messages",
    "join_confirm": "crm.joining.mails",
    "join_declined": "crm.joining.mails",
    "join_question": "crm.joining.mails",
    "letter": "crm.letters.mailing",
    "reader_address": "crm.preferences.mails",
    "readiness_test": "crm.readiness.mails",
    "reset": "crm.accounts.services.messages",
    "sign_in": "crm.accounts.services.messages",
    "welcome": "crm.accounts.services.messages",
}
"""Every kind of mail by its name in the ledger, and the module whose `kinds(settings)` has it."""


class OnDemand(dict[str, Thing]):
    """Things by name, each found when it is first asked for; raises KeyError where no table names it."""

    def __init__(self, find: Callable[[str], Thing]) -> None:
        """Keep how one is found."""
        super().__init__()
        self._find = find

    def __missing__(self, name: str) -> Thing:
        """Find one, and keep it; one at a time: a worker's threads import the same modules."""
        with _finding:
            if name not in self:
                _know_all_rows()
                self[name] = self._find(name)
            return self[name]


_finding = threading.RLock()


def open_workshop() -> Flask:
    """Open the instance that the environment names, ready to do any work of the features and to deliver mail."""
    app = open_instance()
    _know_all_rows()
    equip(app)
    return app


def open_at_rest() -> Flask:
    """Open it for a worker, which may find nothing to do: what work needs is imported with the first job or mail."""
    app = open_without_tables()
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
    app.extensions["tasks"] = OnDemand(_task)
    app.extensions["schedule"] = [Every(name, line.every) for name, line in TASKS.items() if line.every is not None]
    app.extensions["kinds"] = OnDemand(partial(_kind, settings))
    app.extensions["delivery"] = partial(_delivery, app)
    app.extensions["companions"] = partial(_companions, app)


def _know_all_rows() -> None:
    """Declare every table, and register who sees to its rows: work may write, erase and undo any of them."""
    import crm.keepers  # noqa: PLC0415 - a worker at rest needs none of them
    import crm.tables  # noqa: F401, PLC0415 - as above


def _task(name: str) -> Task:
    tasks: Mapping[str, Task] = import_module(TASKS[name].module).tasks
    return tasks[name]


def _kind(settings: Settings, name: str) -> Kind:
    kinds: Mapping[str, Kind] = import_module(KINDS[name]).kinds(settings)
    return kinds[name]


def _delivery(app: Flask, *told: Any) -> Delivery:
    from crm.sending import delivery_of  # noqa: PLC0415 - as above

    return delivery_of(app, *told)


def _companions(app: Flask) -> Sequence[Companion]:
    """What runs beside the jobs; all rows are known before the first thread asks for some."""
    _know_all_rows()
    from crm.mail.tasks import deliver_until_stopped  # noqa: PLC0415 - as above

    return [partial(deliver_until_stopped, app)]
