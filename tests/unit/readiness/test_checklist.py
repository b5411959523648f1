"""The go-live checklist as a rule."""

from __future__ import annotations

from dataclasses import replace

from crm.readiness.checklist import RECORDS, Known, Point, State, checklist

FROM = "friends@coalition.org"
DONE = State(
    secure=True,
    mail_from=FROM,
    name="Coalition",
    postal_address="1 Street",
    reply_box="reply@coalition.org",
    proofs={**{point: Known("coalition.org") for point in RECORDS}, Point.TEST: Known(FROM)},
)


def missing(state: State) -> list[Point]:
    return [item.point for item in checklist(state) if not item.is_done]


def test_everything_in_place_leaves_nothing_open() -> None:
    assert missing(DONE) == []
    assert [item.point for item in checklist(DONE)] == list(Point)


def test_each_thing_that_is_not_set_is_named() -> None:
    assert missing(replace(DONE, secure=False)) == [Point.BASE_URL]
    assert missing(replace(DONE, name=" ", postal_address="", reply_box="")) == [
        Point.NAME,
        Point.POSTAL_ADDRESS,
        Point.REPLY_BOX,
    ]


def test_another_domain_or_sender_voids_what_was_seen() -> None:
    assert missing(replace(DONE, mail_from="friends@other.org")) == [*RECORDS, Point.TEST]
    assert missing(replace(DONE, mail_from="other@coalition.org")) == [Point.TEST]


def test_a_point_waved_through_is_done_and_says_so() -> None:
    waved = replace(DONE, proofs={**DONE.proofs, Point.DKIM: Known("coalition.org", waved=True)})
    assert missing(waved) == []
    assert [item.point for item in checklist(waved) if item.waved] == [Point.DKIM]
