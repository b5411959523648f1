"""Print what our list of people costs against Django admin's changelist: `python tests/benchmarks/changelist.py`.

CPU time of this process in one interleaved run, both over the same rows of the configured SQLite database: 50 on
a page, with search, filters, sorting and the number of all, signed in on either side. Fill it first with seed.py.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import models
from django.http import HttpRequest
from django.test import Client
from django.urls import path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from crm.accounts.rights import Role
from crm.app import served
from crm.extensions import db
from crm.members.models import Stage
from crm.paging import PAGE_SIZE
from tests.benchmarks.pages import WARM, signed_in

ADDRESS = "/members/"
IN_A_ROW = 10
CONTRIB = "django.contrib"
APPS = tuple(f"{CONTRIB}.{name}" for name in ("admin", "auth", "contenttypes", "sessions", "messages", "staticfiles"))
PROCESSORS = (
    "django.template.context_processors.request",
    f"{CONTRIB}.auth.context_processors.auth",
    f"{CONTRIB}.messages.context_processors.messages",
)
MIDDLEWARE = (
    "django.middleware.security.SecurityMiddleware",
    f"{CONTRIB}.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    f"{CONTRIB}.auth.middleware.AuthenticationMiddleware",
    f"{CONTRIB}.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
)


def main() -> None:
    """Run both in turn, round after round, and print the ratio."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=30)
    rounds = arguments.parse_args().rounds
    app = served()
    with app.app_context():
        changelist = _changelist(str(db.engine.url.database))
    with signed_in(app) as (browsers, _member_id):
        sides = (lambda: browsers[Role.COORDINATOR].get(ADDRESS).data, changelist)
        for get in sides * WARM:
            if b"</html>" not in get():
                sys.exit("One of the two gave no page.")
        costs = [[_cpu(get) for get in sides] for _ in range(rounds)]
    ours, theirs = (statistics.median(side) for side in zip(*costs, strict=True))
    ratio = statistics.median(their / our for our, their in costs)
    print(f"ours {ours * 1000:.1f} ms, Django admin {theirs * 1000:.1f} ms: 1/{ratio:.1f} of it (at most 1/8)")


def _cpu(get: Callable[[], bytes]) -> float:
    """CPU seconds of one request, as in a process that serves nothing else: of many in a row."""
    gc.collect()
    get()
    before = time.process_time()
    for _ in range(IN_A_ROW):
        get()
    return (time.process_time() - before) / IN_A_ROW


def _changelist(database: str) -> Callable[[], bytes]:
    """Django admin's list of the friends in our table, as set up by `startproject`, for a superuser signed in."""
    sqlite = {"ENGINE": "django.db.backends.sqlite3"}
    ours = {**sqlite, "NAME": f"file:{database}?mode=ro", "OPTIONS": {"uri": True}}
    templates = {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": PROCESSORS},
    }
    settings.configure(
        DATABASES={"default": {**sqlite, "NAME": ":memory:"}, "ours": ours}, DATABASE_ROUTERS=[_Router()],
        INSTALLED_APPS=APPS, MIDDLEWARE=MIDDLEWARE, TEMPLATES=[templates], STATIC_URL="/static/",
        SECRET_KEY="of no use", ALLOWED_HOSTS=["*"], USE_TZ=True,
    )  # fmt: skip
    django.setup()
    call_command("migrate", verbosity=0)
    person = _registered()
    settings.ROOT_URLCONF = (path("admin/", admin.site.urls),)
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("somebody"))
    address = f"/admin/{person._meta.app_label}/{person._meta.model_name}/"
    return lambda: client.get(address).content


class _Router:
    """Our tables are read where they are; Django's own are in memory."""

    def db_for_read(self, model: type[models.Model], **_hints: Any) -> str | None:
        """Name the database of a model."""
        return None if model._meta.managed else "ours"


def _people() -> type[models.Model]:
    """Our tables as models of Django's: people, with their countries and seats."""

    class Country(models.Model):
        iso2 = models.CharField(max_length=2, primary_key=True)
        name_en = models.CharField(max_length=200)
        region = models.CharField(max_length=60)

        class Meta:
            app_label, managed, db_table, ordering = "auth", False, "country", ("name_en",)

        def __str__(self) -> str:
            return self.name_en

    class Person(models.Model):
        name = models.CharField(max_length=200)
        sort_name = models.CharField(max_length=200)
        party = models.CharField(max_length=200)
        stage = models.CharField(max_length=40, choices=[(stage.value, stage.value) for stage in Stage])
        country = models.ForeignKey(Country, models.DO_NOTHING, db_column="country_iso2", null=True)
        last_contact_on = models.DateField(null=True)

        class Meta:
            app_label, managed, db_table = "auth", False, "member"

        def __str__(self) -> str:
            return self.name

    class Chamber(models.Model):
        name = models.CharField(max_length=200)

        class Meta:
            app_label, managed, db_table = "auth", False, "chamber"

        def __str__(self) -> str:
            return self.name

    class Mandate(models.Model):
        member = models.ForeignKey(Person, models.DO_NOTHING)
        chamber = models.ForeignKey(Chamber, models.DO_NOTHING)
        starts = models.CharField(max_length=10)

        class Meta:
            app_label, managed, db_table, ordering = "auth", False, "mandate", ("starts", "id")

        def __str__(self) -> str:
            return str(self.chamber)

    return Person


def _registered() -> type[models.Model]:
    """People with an admin page of the columns, search and filters that our list has."""
    person = _people()

    @admin.register(person)
    class _PersonAdmin(admin.ModelAdmin):
        list_display = ("name", "country", "seat", "party", "stage", "last_contact_on")
        list_select_related = ("country",)
        list_filter = ("country", "stage", "country__region", "last_contact_on")
        search_fields = ("name",)
        ordering = ("sort_name", "id")
        list_per_page = PAGE_SIZE

        def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
            return super().get_queryset(request).prefetch_related("mandate_set__chamber")

        @admin.display
        def seat(self, person: Any) -> str:
            return next((str(mandate) for mandate in reversed(person.mandate_set.all())), "-")

    return person


if __name__ == "__main__":
    main()
