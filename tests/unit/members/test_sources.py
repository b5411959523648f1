"""Files of people are read whatever way they were saved; hostile ones are refused in plain words."""

from __future__ import annotations

import contextlib
import io
import json
import time
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.members.gathering import gather
from crm.members.sources.reading import Format, format_of, read
from crm.members.sources.rows import Refusal, Row, UnreadableError

OWN = "name,email,country,chamber\nZoë Example,zoe@parliament.example,KE,Senate\nJosé Muster,,Togo,\n"
ALL = (
    "country_code,country,chamber,term,term_start,term_end,ep_id,name,sort_name,email,party,constituency,gender,"
    "mandate_start,mandate_end,image,twitter\n"
    'KE,Kenya,National Assembly,11,,,a-1,Ada Example,"Example, Ada",ada@parliament.example,Unknown,North,F,2013,,,\n'
)  # fmt: skip
TERM = (
    "id,name,sort_name,email,twitter,facebook,group,group_id,area_id,area,chamber,term,start_date,end_date,image,gender\n"
    "a-1,Ada Example,Ada Example,,,,Green,g,x,North,National Assembly,11,,2014-02,,female\n"
)  # fmt: skip


def rows_of(tmp_path: Path, content: bytes) -> list[Row | Refusal]:
    path = tmp_path / "people"
    path.write_bytes(content)
    return list(read(path))


@pytest.mark.parametrize(
    "content",
    [
        OWN.encode(),
        b"\xef\xbb\xbf" + OWN.encode(),
        OWN.encode("cp1252"),
        OWN.encode("utf-16"),
        OWN.replace("\n", "\r").encode(),
        OWN.replace("\n", "\r\n").encode(),
        OWN.replace(",", ";").encode(),
        OWN.replace(",", "\t").encode("cp1252"),
        ("\n\n" + OWN).encode(),
    ],
)
def test_every_way_of_saving_a_table_reads_the_same(tmp_path: Path, content: bytes) -> None:
    zoe, jose = rows_of(tmp_path, content)
    assert isinstance(zoe, Row)
    assert isinstance(jose, Row)
    assert (zoe.fields["name"], zoe.fields["email"], zoe.country_code) == (
        "Zoë Example",
        "zoe@parliament.example",
        "KE",
    )
    assert zoe.seat is not None
    assert (jose.fields["name"], jose.country, jose.seat) == ("José Muster", "Togo", None)


def test_everypoliticians_file_of_all_parliaments_is_read(tmp_path: Path) -> None:
    (row,) = rows_of(tmp_path, ALL.encode())
    assert isinstance(row, Row)
    assert (row.scheme, row.key, row.country_code) == ("everypolitician", "a-1", "KE")
    assert row.fields == {
        "name": "Ada Example",
        "sort_name": "Example, Ada",
        "gender": "female",
        "email": "ada@parliament.example",
    }
    assert row.seat is not None
    assert (row.seat.party, row.seat.starts) == ("", "2013")


def test_everypoliticians_file_of_one_term_is_read(tmp_path: Path) -> None:
    (row,) = rows_of(tmp_path, TERM.encode())
    assert isinstance(row, Row)
    assert row.seat is not None
    assert (row.seat.party, row.seat.constituency, row.seat.ends) == ("Green", "North", "2014-02")


def test_popolo_gives_a_row_for_each_membership_of_a_legislature(tmp_path: Path) -> None:
    whole = {
        "persons": [{"id": "p", "name": "Ada", "contact_details": [{"type": "email", "value": "a@b.example"}]}, 7],
        "organizations": [
            {"id": "l", "name": "Senate", "classification": "legislature"},
            {"id": "g", "name": "Green", "classification": "party"},
        ],
        "memberships": [
            {"person_id": "p", "organization_id": "l", "on_behalf_of_id": "g", "role": "member"},
            {"person_id": "p", "organization_id": "l", "start_date": "2015"},
            {"person_id": "p", "organization_id": "g"},
        ],
    }
    first, second, refused = rows_of(tmp_path, json.dumps(whole).encode())
    assert isinstance(first, Row)
    assert isinstance(second, Row)
    assert first.seat is not None
    assert (first.seat.chamber, first.seat.party, first.seat.role) == ("Senate", "Green", "")
    assert first.fields["email"] == "a@b.example"
    assert isinstance(refused, Refusal)


def test_a_broken_row_is_refused_with_its_line_and_the_others_are_taken(tmp_path: Path) -> None:
    content = "name,stage,chamber,mandate_start\nAda,friend\n,friend\nBo,king\nCy,,Senate,2015-13\n" + "D" * 301 + "\n"
    rows = rows_of(tmp_path, content.encode())
    refusals = [(row.number, row.reason) for row in rows if isinstance(row, Refusal)]
    assert [number for number, _reason in refusals] == [3, 4, 5, 6]
    assert refusals[0][1] == "no name"
    assert "friend" in refusals[1][1]


def test_people_without_an_id_are_told_apart_by_their_address(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, b"name,email\nAda,a@x.example\nAda,b@x.example\nAda,a@x.example\n")
    assert len(list(gather(rows).people())) == 2


def workbook(path: Path, rows: list[list[object]]) -> None:
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet()
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)


def test_a_workbook_is_read_like_a_table(tmp_path: Path) -> None:
    path = tmp_path / "people.xlsx"
    workbook(path, [["Name", "E-mail", "Phone"], ["Ada Example", "a@x.example", 4122]])
    (row,) = read(path)
    assert isinstance(row, Row)
    assert row.fields == {"name": "Ada Example", "email": "a@x.example", "phone": "4122"}


def zipped(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def test_a_workbook_that_unpacks_to_too_much_is_refused_quickly(tmp_path: Path) -> None:
    started = time.process_time()
    bomb = zipped({"xl/worksheets/sheet1.xml": b" " * (70 * 2**20)})
    lying = bomb.replace((70 * 2**20).to_bytes(4, "little"), (100).to_bytes(4, "little"))
    for content in (bomb, lying):
        with pytest.raises(UnreadableError, match="too large"):
            rows_of(tmp_path, content)
    assert time.process_time() - started < 5


def test_a_workbook_whose_two_cells_lie_far_apart_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "people.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet()
        page.write(0, 0, "name")
        page.write(1_048_575, 16_383, "x")
    with pytest.raises(UnreadableError, match="too large"):
        list(read(path))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n",
        b"colour,size\nred,3\n",
        b"{",
        b"[]",
        b'{"persons": 3}',
        b"[" * 100_000,
        b"PK\x03\x04 nothing",
        zipped({"a.txt": b"a"}),
        b"\xff\xfe\x00",
    ],
)
def test_what_is_no_list_of_people_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(UnreadableError):
        rows_of(tmp_path, content)


def test_a_json_escape_that_no_database_can_store_is_taken_away(tmp_path: Path) -> None:
    (row,) = rows_of(tmp_path, b'{"persons": [{"id": "1", "name": "A\\u0000d\\ud800a"}]}')
    assert isinstance(row, Row)
    assert row.fields["name"] == "Ada"


@given(st.binary(max_size=400))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_read_or_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bytes"
    path.write_bytes(content)
    for kind in Format:
        with contextlib.suppress(UnreadableError):
            list(gather(read(path, kind)).people())
    assert format_of(path) in Format


@given(st.text(max_size=200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_under_a_header_gives_rows_that_a_database_can_store(tmp_path: Path, text: str) -> None:
    path = tmp_path / "text"
    path.write_text(
        "name,email,party,chamber,mandate_start\nAda\n" + text, encoding="utf-8", errors="replace", newline=""
    )
    for row in read(path, Format.CSV):
        if isinstance(row, Row):
            for value in row.fields.values():
                assert "\x00" not in value
                value.encode()


def test_a_seat_told_twice_is_one_and_its_end_is_known(tmp_path: Path) -> None:
    seat = "Ada,a@x.example,Senate,2013,{}\n"
    text = "name,email,chamber,mandate_start,mandate_end\n" + "".join(seat.format(end) for end in ("", "2015", ""))
    (ada,) = gather(rows_of(tmp_path, text.encode())).people()
    assert [(seat.starts, seat.ends) for seat in ada.seats] == [("2013", "2015")]
