"""The matrix of readers, what is set aside, and how a mail looks elsewhere."""

from crm.digests.exclusions import Exclusions
from crm.digests.look import in_look, kilobytes
from crm.digests.matrix import Cell, Seat, matrix


def test_readers_are_counted_by_status_and_language() -> None:
    seats = [Seat(3, "signatory", "fr"), Seat(4, "signatory", "fr"), Seat(5, "signatory", "en", wanted="sw")]
    assert matrix(seats) == {("signatory", "fr"): Cell(2, 3, 0), ("signatory", "en"): Cell(1, 5, 1)}


def test_what_is_set_aside_is_read_back_and_taken_in_again() -> None:
    aside = Exclusions({"Press": {"stages": ["friend"], "tags": ["press"]}}, (4,)).with_person(9).with_person(9)
    assert Exclusions.of(aside.stored) == aside
    assert aside.people == (4, 9)
    assert aside.without_person(4).people == (9,)
    assert Exclusions().stored == {}
    assert aside.filters[0].tags == ("press",)


def test_a_mail_is_shown_in_dark_whatever_the_browser_prefers() -> None:
    html = "<style>@media (prefers-color-scheme: dark) { a { color: red } } @media (max-width: 480px) {}</style>"
    assert "@media all {" in in_look(html, "dark")
    assert "@media not all {" in in_look(html, "light")
    assert in_look(html, "auto") == in_look(html, "nonsense") == html
    assert "max-width: 480px" in in_look(html, "dark")


def test_a_size_is_said_in_kilobytes() -> None:
    assert kilobytes("é" * 1024) == 2.0
