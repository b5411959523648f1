"""A real browser in front of the real application, each test with a database of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import BrowserContext, Page

from crm.app import create_app
from crm.config import Settings
from crm.extensions import db
from tests.support.browser import FLAGS, WIDE, find_chromium, serving
from tests.support.tree import ROOT


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start the system's Chromium; its sandbox does not run for root."""
    return {
        **browser_type_launch_args,
        "executable_path": find_chromium(),
        "chromium_sandbox": os.geteuid() != 0,
        "args": list(FLAGS),
    }


@pytest.fixture(scope="session")
def base_url() -> None:
    """No address holds for the whole run: each test has an application of its own."""


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    """A socket that listens on a free port, so that the address is known before the application is made."""
    with socket.create_server(("127.0.0.1", 0)) as opened:
        yield opened


@pytest.fixture
def settings(settings: Settings, listening: socket.socket) -> Settings:
    """The settings of every test, with the address the browser uses."""
    return replace(settings, base_url=f"http://127.0.0.1:{listening.getsockname()[1]}")


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The application as it is served to people: nothing is switched off for the tests."""
    application = create_app(settings)
    yield application
    with application.app_context():
        db.engine.dispose()


@pytest.fixture
def live_server(app: Flask, settings: Settings, listening: socket.socket) -> Iterator[str]:
    """The address at which the application answers."""
    with serving(app, listening.fileno()):
        yield settings.base_url


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any], live_server: str) -> dict[str, Any]:
    """Open `page.goto("/members/")` on the application, on a wide screen."""
    return {**browser_context_args, "base_url": live_server, "viewport": WIDE, "locale": "en-GB"}


@pytest.fixture
def page(page: Page) -> Iterator[Page]:
    """A page that fails the test when a script fails or the policy of the page is broken."""
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if "Content Security" in message.text else None)
    yield page
    assert not faults, faults


@pytest.fixture
def sign_in_browser(
    context: BrowserContext, live_server: str, sign_in: Callable[..., FlaskClient]
) -> Callable[..., None]:
    """Sign the browser in as a new user of a role, without the form: `sign_in_browser("coordinator")`."""

    def sign(role: str = "coordinator", member_id: int | None = None) -> None:
        cookie = sign_in(role, member_id).get_cookie("crm")
        assert cookie is not None
        context.add_cookies([{"name": "crm", "value": cookie.value, "url": live_server, "httpOnly": True}])

    return sign


@pytest.fixture
def environment(settings: Settings) -> dict[str, str]:
    """The settings as the commands read them."""
    return {
        **os.environ,
        "CRM_BASE_URL": settings.base_url,
        "CRM_DATABASE_URL": settings.database_url,
        "CRM_INSTANCE_PATH": str(settings.instance_path),
        "CRM_SECRET_KEY": settings.secret_key,
        "CRM_MAIL_SERVER": settings.mail_server,
        "CRM_MAIL_PORT": str(settings.mail_port),
        "CRM_MAIL_FROM": settings.mail_from,
        "CRM_MAIL_LIVE": "1",
        "CRM_MAIL_RATE": "0",
        "CRM_MAIL_RECALL_SECONDS": "0",
    }


@pytest.fixture
def worker(app: Flask, environment: dict[str, str]) -> Iterator[None]:
    """A worker in a process of its own."""
    assert app
    running = subprocess.Popen([sys.executable, "-m", "crm", "worker"], cwd=ROOT, env=environment)
    yield
    running.terminate()
    running.wait(30)
