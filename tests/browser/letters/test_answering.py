"""Answering a letter on a phone, by the link that stands in it."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Page, expect

from crm.letters.models import LetterAnswer
from tests.support.browser import PHONE, findings, overflow
from tests.support.letters import sent_letters
from tests.support.posting import open_post
from tests.support.storing import stored, writing


@pytest.fixture
def sqlite_url(facts_template: Path, tmp_path: Path) -> str:
    """A database of this test's own, with the shipped facts."""
    path = tmp_path / "crm.sqlite3"
    shutil.copyfile(facts_template, path)
    return f"sqlite:///{path}"


def test_somebody_says_never_on_a_phone_and_changes_it(app: Flask, page: Page, now: datetime) -> None:
    with writing(app) as session:
        post = open_post(session, now, facts=False)
        post.person("Ada Example")
        [letter] = sent_letters(post, post.batch())
        link = f"/join/{letter.token}"
    page.set_viewport_size(PHONE)
    page.goto(link)
    assert findings(page) + overflow(page) == []
    page.get_by_role("button", name="Never").click()
    expect(page.get_by_role("status")).to_contain_text("No letter and no mail from us comes any more.")
    assert overflow(page) == []
    page.get_by_role("button", name="Change my answer").click()
    expect(page.get_by_role("status")).to_have_text("It is as it was before.")
    assert stored(app, sa.select(LetterAnswer)) == []
    page.get_by_role("link", name="I want to join").click()
    expect(page.get_by_label("Your name")).to_have_value("Ada Example")
    assert findings(page) + overflow(page) == []
