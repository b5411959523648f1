"""Every page that links lead to, as each of the three users, in a real browser: in light and dark, on each screen."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Page, ViewportSize
from sqlalchemy.orm import Session

from crm.accounts.rights import Role
from crm.audit.models import ChangeSet
from crm.audit.services import Doing, begin
from crm.db import make_engine
from crm.demonstration.services import fill
from crm.extensions import db
from crm.letters.services.texts import load_shipped as load_letters
from crm.library.services import load_shipped as load_library
from crm.mail.models import Message
from crm.members.models import Member
from tests.conftest import NOW
from tests.support.browser import PHONE, WIDE, findings, overflow
from tests.support.pages import shape

MAX_PAGES = 150
"""A coordinator finds some hundred: far more are one page under many addresses, which its shape should join."""
NO_PAGES = (
    "format=",
    ".pdf",
    "/static/",
    "/export",
    ".svg",
    "download=",
    ".json",
    ".atom",
    "/file",
    ".docx",
    ".txt",
    ".ics",
    ".eml",
)


@pytest.fixture(scope="session")
def network(facts_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the demonstration's network, made once."""
    path = tmp_path_factory.mktemp("network") / "network.sqlite3"
    shutil.copyfile(facts_template, path)
    engine = make_engine(f"sqlite:///{path}")
    with Session(engine) as session:
        begin(session, Doing(act="demonstration", at=NOW, source="test"))
        load_library(session, NOW)
        load_letters(session, NOW)
        fill(session, NOW, "http://127.0.0.1")
        session.commit()
    engine.dispose()
    return path


@pytest.fixture
def sqlite_url(network: Path, tmp_path: Path) -> str:
    """A copy of the network of this test's own."""
    path = tmp_path / "crm.sqlite3"
    shutil.copyfile(network, path)
    return f"sqlite:///{path}"


@pytest.fixture
def friend(app: Flask) -> int:
    """The number of the invented member of parliament who can sign in."""
    with app.app_context():
        return db.session.scalars(sa.select(Member.id).where(Member.user_id.is_not(None))).one()


def look(page: Page) -> list[str]:
    """What is wrong with a page, on a phone and on a wide screen."""
    found = findings(page)
    for screen in (PHONE, WIDE):
        page.set_viewport_size(screen)
        found += overflow(page)
    return found


def walk(page: Page) -> list[str]:
    """Open each page once per shape, following links inside the application; give all that looks at them found."""
    found: list[str] = []
    waiting, seen = ["/"], {"/"}
    while waiting:
        assert len(seen) < MAX_PAGES, seen
        answer = page.goto(waiting.pop(0))
        if answer is None or answer.status != HTTPStatus.OK:
            found.append(f"{page.url}: {answer and answer.status}")
            continue
        links = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
        found += look(page)
        for link in links:
            inside = urlsplit(link).netloc == urlsplit(page.url).netloc and not any(word in link for word in NO_PAGES)
            if inside and shape(link) not in seen:
                seen.add(shape(link))
                waiting.append(link)
    return found


@pytest.mark.parametrize("role", list(Role))
def test_every_page_is_accessible_in_light_and_dark_and_fits_every_screen(
    page: Page, sign_in_browser: Callable[..., None], friend: int, role: Role
) -> None:
    sign_in_browser(role, friend if role is Role.MEMBER else None)
    found = walk(page)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("screen", [PHONE, WIDE])
def test_a_name_without_a_space_makes_no_page_wider_and_hides_no_column(
    app: Flask, page: Page, sign_in_browser: Callable[..., None], screen: ViewportSize
) -> None:
    with app.app_context():
        sent = db.session.scalars(sa.select(Message.recipient_id).where(Message.kind == "digest").limit(1)).one()
        db.session.execute(sa.update(Member).where(Member.id == sent).values(name="Llanfair" * 36, sort_name="Aa"))
        db.session.execute(sa.update(ChangeSet).values(summary="Llanfair" * 36))
        db.session.commit()
    sign_in_browser(Role.COORDINATOR)
    page.set_viewport_size(screen)
    found = []
    for address in (f"/members/{sent}", "/members/?stage=any", "/digests/1/report", "/digests/2/audience", "/audit/"):
        page.goto(address)
        found += overflow(page)
        second = page.locator("main table tbody tr").locator(":nth-child(2)").first
        if second.count() and second.bounding_box()["x"] > screen["width"] - 100:
            found.append(f"{page.url}: the second column is out of sight")
    assert not found, "\n".join(found)
