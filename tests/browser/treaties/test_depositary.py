"""The depositary's file in a browser: from the upload to the map and the digest."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.support.browser import PHONE, WIDE, assert_accessible, assert_fits
from tests.support.depositary import from_shipped


def test_a_file_is_brought_confirmed_and_seen_in_status_map_curve_and_digest(
    page: Page, sign_in_browser: Callable[..., None], tmp_path: Path
) -> None:
    today = datetime.now(UTC).date()
    joined = date(today.year, today.month, 1)
    file = tmp_path / "XXVI-6.en.xml"
    file.write_bytes(from_shipped().act("Tonga", "accession", joined).act("Tuvalu", "accession", joined).bytes())
    sign_in_browser("staff")
    page.goto("/treaties/ccm")
    page.get_by_role("link", name="Bring the depositary's file").click()
    assert_accessible(page)
    page.get_by_label("XML file").set_input_files(file)
    page.get_by_role("button", name="Look through it").click()

    for screen in (PHONE, WIDE):
        page.set_viewport_size(screen)
        assert_fits(page)
    assert_accessible(page)
    page.get_by_label("Tuvalu: Accession").uncheck()
    page.get_by_role("button", name="Record what is ticked").click()

    expect(page.get_by_role("link", name="Tonga")).to_be_visible()
    expect(page.get_by_role("link", name="Tuvalu")).to_have_count(0)
    assert_accessible(page)
    page.get_by_role("button", name="Congratulate and thank").click()
    expect(page.get_by_text("Two follow-ups are on your list.")).to_be_visible()

    page.goto("/countries/TO")
    expect(page.locator(".fact").first).to_contain_text("Tonga is a State Party: it acceded")
    page.goto("/treaties/ccm")
    expect(page.locator("#press")).to_contain_text("113 States Parties")
    page.goto("/treaties/ccm/map.svg")
    assert page.locator("a[href='/countries/TO'] circle").get_attribute("class") == "state_party"
    page.goto("/treaties/ccm/curve.svg")
    assert "States Parties: 113" in page.content()

    page.goto("/milestones/of/TO")
    expect(page.get_by_role("link", name="Accession")).to_be_visible()

    page.goto("/digests/new")
    page.get_by_label("Title").fill("One more State")
    page.get_by_role("button", name="Collect what is new").click()
    page.get_by_role("link", name="Edit States that moved").click()
    expect(page.get_by_label("Item 1", exact=True)).to_have_value(re.compile("^Tonga acceded on"))
