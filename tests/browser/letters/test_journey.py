"""The whole way of letters once: people from a file, letters by post and mail, what comes back, the report of it."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from crm.config import Settings
from crm.followups.models import FollowUp, FollowUpState
from crm.joining.spam import SOONEST
from crm.letters.kinds import Channel
from crm.members.models import Interaction, Member, Stage
from tests.support.browser import PHONE, overflow
from tests.support.posting import open_post
from tests.support.smtp import Received, SmtpServer
from tests.support.storing import stored, writing

PROSPECTS = """name,email,country,language,gender,postal_address
Wanjiru Oakmarsh,wanjiru@parliament.example,KE,en,female,
Amadou Riverbend,amadou@parliament.example,BF,fr,male,"Assemblée nationale
01 BP 1234
Ouagadougou"
Lucía Larkmeadow,lucia@parliament.example,PE,es,female,"Congreso de la República
Plaza Bolívar
Lima 15001"
Tuan Willowbank,,VN,en,male,"National Assembly
Hanoi"
"""
POSTED = ("Amadou Riverbend", "Lucía Larkmeadow", "Tuan Willowbank")


@pytest.fixture
def sqlite_url(facts_template: Path, tmp_path: Path) -> str:
    """A database that holds the shipped facts and nobody."""
    path = tmp_path / "crm.sqlite3"
    shutil.copyfile(facts_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def settings(settings: Settings, smtp: SmtpServer) -> Settings:
    """The settings of an instance whose mail goes to the tests' server at once."""
    return replace(
        settings, mail_server=smtp.host, mail_port=smtp.port, mail_live=True, mail_rate=0, mail_recall_seconds=0
    )


@pytest.mark.slow
@pytest.mark.usefixtures("worker")
def test_prospects_of_a_file_get_letters_and_what_comes_back_is_known(
    page: Page,
    browser: Browser,
    browser_context_args: dict[str, Any],
    sign_in_browser: Callable[..., None],
    app: Flask,
    smtp: SmtpServer,
    tmp_path: Path,
) -> None:
    with writing(app) as session:
        open_post(session, datetime.now(UTC), facts=False)
    sign_in_browser("coordinator")
    import_prospects(page, tmp_path / "prospects.csv")
    write_letters(page)
    look_at_one(page)
    make_them(page)
    references = take_to_the_printer(page, tmp_path)
    page.get_by_role("button", name="Send 4 letters").click()
    mails = {mail.recipient: mail for mail in smtp.wait_for(3)}
    assert sorted(mails) == ["amadou@parliament.example", "lucia@parliament.example", "wanjiru@parliament.example"]
    expect(page.get_by_role("link", name="What came back")).to_be_visible(timeout=30_000)
    assert_sent(app, references, mails)

    with phone(browser, browser_context_args) as other:
        join_on_a_phone(other, mails["wanjiru@parliament.example"].link("/join/"))
    with phone(browser, browser_context_args) as other:
        decline_on_a_phone(other, mails["amadou@parliament.example"].link("/join/"))
    enter_what_was_returned(page, "Tuan Willowbank")
    accept(page, "Wanjiru Oakmarsh")
    assert smtp.wait_for(4)[-1].recipient == "wanjiru@parliament.example"
    assert_known(page, app)


def import_prospects(page: Page, file: Path) -> None:
    """A file is looked through and taken in; whoever is new is a prospect."""
    file.write_text(PROSPECTS, encoding="utf-8")
    page.goto("/members/import")
    page.get_by_label("File", exact=True).set_input_files(file)
    page.get_by_role("button", name="Look through it").click()
    page.get_by_role("button", name="Import 4 people").click(timeout=30_000)
    expect(page.get_by_role("link", name="See the people")).to_be_visible(timeout=30_000)


def write_letters(page: Page) -> None:
    """From the filtered list to the check of a batch, with the reason for which it may go on old facts."""
    page.goto("/members/?stage=prospect")
    page.get_by_role("link", name="Write letters to these").click()
    page.get_by_label("Name of this batch").fill("Letters of autumn")
    page.get_by_label("How they go").select_option(Channel.BOTH.value)
    page.get_by_label("How a State joins").check()
    page.get_by_label("as attachments").check()
    page.get_by_role("button", name="Check them").click()
    page.get_by_label("Why they may go all the same").fill("The depositary's page is down.")
    page.get_by_role("button", name="Give this reason").click()
    for line in ("^Ratify.* English 1$", "^Promote.* Français 1$", "^Promote.* Español 1$", "^Accede.* English 1$"):
        expect(page.get_by_role("row", name=re.compile(line))).to_be_visible()
    expect(page.get_by_text("1 goes by mail alone: no postal address.")).to_be_visible()
    expect(page.get_by_text("1 goes by post alone: no mail address.")).to_be_visible()


def look_at_one(page: Page) -> None:
    """One letter is read before any is made."""
    page.get_by_role("link", name="Wanjiru Oakmarsh").click()
    expect(page.get_by_text("Dear Ms Wanjiru Oakmarsh,")).to_be_visible()
    expect(page.get_by_text("Kenya signed the Convention on 3 December 2008")).to_be_visible()
    page.get_by_role("link", name="Back to the check").click()


def make_them(page: Page) -> None:
    """The worker makes them; the page says when it has."""
    page.get_by_role("button", name="Make 4 letters").click()
    expect(page.get_by_role("button", name="Send 4 letters")).to_be_visible(timeout=90_000)


def take_to_the_printer(page: Page, folder: Path) -> Sequence[str]:
    """The file for the printer has three letters, each with its enclosure; the labels have their addresses."""
    bound, labels = download(page, "PDF for the printer", folder), download(page, "Address labels", folder)
    pages = [one.extract_text() for one in PdfReader(bound).pages]
    references = re.findall(r"reference: (PF-\w{4}-\w{4})|référence: (PF\S+)|referencia: (PF\S+)", "\n".join(pages))
    assert len(references) == len(POSTED)
    assert len(pages) % 2 == 0
    assert sum("Convention on Cluster Munitions" in one for one in pages) >= 1
    addresses = PdfReader(labels).pages[0].extract_text()
    for name in POSTED:
        assert name in addresses
    assert "Wanjiru Oakmarsh" not in addresses
    assert "VIET NAM" in addresses
    return ["".join(found) for found in references]


def download(page: Page, link: str, folder: Path) -> Path:
    with page.expect_download() as loading:
        page.get_by_role("link", name=link).click()
    kept = folder / f"{link}.pdf"
    loading.value.save_as(kept)
    return kept


def assert_sent(app: Flask, references: Sequence[str], mails: Mapping[str, Received]) -> None:
    """Each letter is on its person's record, each mail has its letter and enclosure, each letter its follow-up."""
    notes = stored(app, sa.select(Interaction.text))
    assert len(notes) == 4
    assert all(any(reference in note for note in notes) for reference in references)
    assert set(stored(app, sa.select(Member.stage))) == {Stage.INVITED}
    assert len(stored(app, sa.select(FollowUp).where(FollowUp.state == FollowUpState.OPEN))) == 4
    for mail in mails.values():
        attached = [part.get_content() for part in mail.message.iter_attachments()]
        assert [content[:5] for content in attached] == [b"%PDF-", b"%PDF-"]


@contextmanager
def phone(browser: Browser, arguments: Mapping[str, Any]) -> Iterator[Page]:
    """A browser of somebody else's, on a small screen."""
    context = browser.new_context(**{**arguments, "viewport": PHONE})
    yield context.new_page()
    context.close()


def join_on_a_phone(page: Page, link: str) -> None:
    """Who got the letter by mail alone is known by its link: nothing has to be confirmed."""
    page.goto(link)
    page.get_by_role("link", name="I want to join").click()
    expect(page.get_by_label("Your name")).to_have_value("Wanjiru Oakmarsh")
    page.get_by_label("Your parliament and chamber").fill("National Assembly")
    page.get_by_label("Your address").fill("wanjiru@parliament.example")
    page.get_by_label("I want to be a parliamentary friend").check()
    page.wait_for_timeout(SOONEST.total_seconds() * 1000)
    page.get_by_role("button", name="Ask to join").click()
    expect(page.get_by_role("status")).to_contain_text("Your address is confirmed.")
    assert overflow(page) == []


def decline_on_a_phone(page: Page, link: str) -> None:
    """In the language of the letter, with one press."""
    page.goto(link)
    page.get_by_role("button", name="Pas maintenant").click()
    expect(page.get_by_role("status")).to_be_visible()
    assert overflow(page) == []


def enter_what_was_returned(page: Page, name: str) -> None:
    """Two clicks on the page of the letter."""
    page.get_by_role("link", name=name).click()
    page.get_by_text("Something came back by post").click()
    page.get_by_role("button", name="Came back unopened").click()
    expect(page.get_by_text("What came back is kept.")).to_be_visible()
    page.get_by_role("link", name="Letters of autumn").click()


def accept(page: Page, name: str) -> None:
    """The request waits on the Today list."""
    page.goto("/follow-ups/")
    page.get_by_role("row", name=f"{name} wants to join").get_by_role("link").first.click()
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def assert_known(page: Page, app: Flask) -> None:
    """The report, the stages and what still waits say what came back."""
    page.goto("/letters/")
    page.get_by_role("link", name="Letters of autumn").click()
    page.get_by_role("link", name="What came back").click()
    for line in ("Burkina Faso 1 1 0 0 1 0 0", "Kenya 1 1 1 0 0 0 0", "Peru 1 0 0 0 0 0 0", "Viet Nam 1 0 0 0 0 0 1"):
        expect(page.get_by_role("row", name=line)).to_be_visible()
    expect(page.get_by_role("row", name="In all 4 2 1 0 1 0 1")).to_be_visible()
    with page.expect_download() as loading:
        page.get_by_role("link", name="As CSV").click()
    lines = list(csv.reader(io.StringIO(Path(loading.value.path()).read_text(encoding="utf-8-sig"))))
    assert ["Country", "Kenya", "1", "1", "1", "0", "0", "0", "0"] in lines
    people = {member.name: member for member in stored(app, sa.select(Member))}
    assert {name: member.stage for name, member in people.items()} == {
        "Wanjiru Oakmarsh": Stage.FRIEND,
        "Amadou Riverbend": Stage.INVITED,
        "Lucía Larkmeadow": Stage.INVITED,
        "Tuan Willowbank": Stage.INVITED,
    }
    assert people["Tuan Willowbank"].postal_address == ""
    waiting = sa.select(FollowUp).where(FollowUp.state == FollowUpState.OPEN)
    assert sorted(one.member_id for one in stored(app, waiting)) == sorted(
        people[name].id for name in ("Amadou Riverbend", "Lucía Larkmeadow")
    )
