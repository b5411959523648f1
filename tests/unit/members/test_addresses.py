"""A cell of addresses gives the plain ones, and never a guess."""

from __future__ import annotations

import csv
import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.members.addresses import Cell, normalise, read_cell


@pytest.mark.parametrize(
    ("cell", "addresses"),
    [
        ("Ada@Parliament.EXAMPLE", ["ada@parliament.example"]),
        ("mailto: ada@parliament.example", ["ada@parliament.example"]),
        ("ada@parliament.examplemailto:home@ada.example", ["ada@parliament.example", "home@ada.example"]),
        ("ada@parliament.example; home@ada.example,", ["ada@parliament.example", "home@ada.example"]),
        ("ada@parliament.example or home@ada.example", ["ada@parliament.example", "home@ada.example"]),
        ("Ada Example <ada@parliament.example>", ["ada@parliament.example"]),
        ("ada@parlament-münchen.example", ["ada@xn--parlament-mnchen-tzb.example"]),
    ],
)
def test_plain_addresses_are_found(cell: str, addresses: list[str]) -> None:
    assert read_cell(cell) == Cell(tuple(addresses))


@pytest.mark.parametrize(
    "cell",
    [
        "arobles",
        "No tiene",
        "ada@parliament,example",
        "ada @parliament.example",
        "ada@parliament.example,gov",
        "ada@parliament.example go.ug",
        "a@x.exampleb@y.example",
        "https://social.example/@ada.example",
        "http://user@host.example/page",
        "josé@parliament.example",
        "ada@house.gov.bу",
        "ada@localhost",
        "ada@parliament.test",
        "@parliament.example",
        "a" * 65 + "@parliament.example",
    ],
)
def test_what_is_no_address_is_kept_as_it_is(cell: str) -> None:
    assert read_cell(cell) == Cell((), cell)


def test_an_address_beside_something_else_is_taken_and_the_cell_kept() -> None:
    cell = "ada@parliament.example/ secretary parliament.example"
    assert read_cell(cell) == Cell(("ada@parliament.example",), cell)


@given(st.text(max_size=300))
def test_any_text_gives_addresses_that_are_one_line_and_read_the_same_again(text: str) -> None:
    cell = read_cell(text)
    for address in cell.addresses:
        assert re.fullmatch(r"[\x21-\x7e]+@[\x21-\x7e]+", address)
        assert normalise(address) == address


def test_hostile_cells_are_read_at_once() -> None:
    started = time.process_time()
    for text in ("a@" * 25_000, "<" * 50_000, "a" * 50_000 + "@", "x." * 25_000, "://" * 15_000, "mailto:" * 7_000):
        read_cell(text)
        read_cell(text[:1_999])
        normalise(text)
    assert time.process_time() - started < 1


@pytest.mark.shared
def test_real_cells_that_are_not_one_address_give_none(shared_data: Path) -> None:
    with (shared_data / "everypolitician" / "dirty_emails.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            assert read_cell(row["value_safe"]).addresses == ()
