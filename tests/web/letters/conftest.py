"""An application with a network that letters go to."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask

from tests.support.posting import open_post
from tests.support.storing import writing


@pytest.fixture
def sqlite_url(facts_template: Path, tmp_path: Path) -> str:
    """A database of this test's own, with the shipped facts."""
    path = tmp_path / "crm.sqlite3"
    shutil.copyfile(facts_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def batch_id(app: Flask, now: datetime) -> int:
    """A draft to two prospects, one of them with a hostile name."""
    with writing(app) as session:
        post = open_post(session, now, facts=False)
        post.person('Ada "><img src=x onerror=alert(1)> {{ 7*7 }}')
        post.person("Amadou", "BF", language="fr")
        return post.batch().id
