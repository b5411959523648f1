"""The library in a browser: a model text is adapted, downloaded, tabled and answered, and the library counts it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Page, ViewportSize, expect

from tests.support.browser import PHONE, WIDE, assert_accessible, assert_fits


def test_a_text_is_adapted_on_a_phone_downloaded_tabled_answered_and_counted(
    page: Page, sign_in_browser: Callable[..., None], friends: dict[str, int], tmp_path: Path
) -> None:
    sign_in_browser("member", friends["Wanjiru Oakmarsh"])
    page.set_viewport_size(PHONE)
    page.goto("/")
    page.get_by_role("link", name="Use this question").click()
    expect(page.get_by_label("Text")).to_have_value(re.compile("Kenya signed the Convention on Cluster Munitions on 3"))
    page.get_by_label("In one line").fill("My question on ratification")
    page.get_by_role("button", name="Keep it as my plan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My question on ratification")
    with page.expect_download() as loading:
        page.get_by_role("link", name="Text as a Word file").click()
    loading.value.save_as(tmp_path / "question.docx")
    said = [paragraph.text for paragraph in Document(str(tmp_path / "question.docx")).paragraphs]
    assert said[0] == "My question on ratification"
    assert any("signed the Convention on Cluster Munitions on 3 December 2008" in each for each in said)
    page.get_by_role("link", name="Edit").click()
    page.get_by_label("Done or planned").select_option("Done")
    page.get_by_label("Date").fill("2026-03-01")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Add what came of it").click()
    page.get_by_role("combobox", name="What came of it").select_option("Answer")
    page.get_by_label("In a few words").fill("The Minister answered.")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="The model text it uses").click()
    expect(page.get_by_text("used in 1 parliament, answered in 1")).to_be_visible()


@pytest.mark.parametrize("screen", [PHONE, WIDE], ids=["phone", "wide"])
@pytest.mark.parametrize(
    "path",
    [
        "/library/",
        "/library/?country=NP&language=es",
        "/library/texts/1?country=KE&language=ar",
        "/library/texts/8/adapt?country=KE",
        "/library/texts/8/edit?language=en",
        "/library/texts/new",
        "/library/documents/1?language=fr",
        "/library/documents/new",
    ],
)
def test_pages_are_accessible_and_fit_the_screen(
    page: Page, sign_in_browser: Callable[..., None], friends: dict[str, int], path: str, screen: ViewportSize
) -> None:
    assert friends
    sign_in_browser("staff")
    page.set_viewport_size(screen)
    page.goto(path)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    assert_fits(page)
    assert_accessible(page)
