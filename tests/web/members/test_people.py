"""The pages about people: list, record, adding, editing, one form for a call."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from crm.actions.models import ParliamentaryAction, Participation, Visibility
from crm.audit.models import AuditEntry, ChangeSet
from crm.followups.models import FollowUp
from crm.members.models import Interaction, Member, SavedView, Stage, StageChange

Make = Callable[..., int]
SignIn = Callable[..., FlaskClient]
Ask = Callable[[sa.Select[Any]], Sequence[Any]]
HOSTILE = "\"><img src=x onerror=fetch('/xss')>{{7*7}}"


def text(browser: FlaskClient, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def test_the_list_opens_on_friends(friend: Make, sign_in: SignIn) -> None:
    friend("Ada Example")
    friend("Bo Prospect", Stage.PROSPECT)
    page = text(sign_in("staff"), "/members/")
    assert "Ada Example" in page
    assert "Bo Prospect" not in page
    assert "Bo Prospect" in text(sign_in("staff"), "/members/?stage=any")


def test_where_no_friend_fits_the_list_says_how_many_others_do(friend: Make, sign_in: SignIn) -> None:
    friend("Bo Prospect", Stage.PROSPECT)
    friend("Bo Quill", Stage.INVITED)
    friend("Shielded Bo", Stage.PROSPECT, shielded=True)
    page = text(sign_in("staff"), "/members/")
    assert "No friends yet. " in page
    assert '<a href="/members/?stage=any">2 people of every stage: show them</a>' in page
    page = text(sign_in("staff"), "/members/?q=bo+pro&country=KE")
    assert '<a href="/members/?country=KE&amp;stage=any&amp;q=bo+pro">One person of any stage: show them</a>' in page
    assert "of any stage" not in text(sign_in("staff"), "/members/?q=nobody&country=KE")


@pytest.mark.parametrize("typed", ["lukasz", "ŁUKASZ", "ørsted lu", "obrien", "O’Brien", "Ørst", "%C5%82uk"])
def test_search_minds_neither_accents_nor_case_nor_apostrophes(friend: Make, sign_in: SignIn, typed: str) -> None:
    friend("Łukasz O'Brien Ørsted")
    friend("Somebody Else")
    page = text(sign_in("staff"), f"/members/?q={typed}")
    assert "Ørsted" in page
    assert "Somebody Else" not in page


@pytest.mark.parametrize("typed", ["%25", "_", "'", '"', "*", "\\", "(", "a%25", "AND NOT", "%00", "x" * 10_000, "-"])
def test_signs_mean_themselves_in_a_search(friend: Make, sign_in: SignIn, typed: str) -> None:
    friend("Ada Example")
    page = text(sign_in("staff"), f"/members/?q={typed}")
    assert "Nobody fits" in page or typed in {"a%25", "%00"}


@pytest.mark.parametrize(
    "query",
    ["sort=nothing", "page=zzz", "page=W10", "chamber=9999999999999", "quiet=-1", "quiet=99999999", "country=%00",
     "status=signatory", "status=withdrawn&region=Africa", "stage=king", "sort=-contact&quiet=5", "sort=-country",
     "tag=x&topic=y&language=fr&party=z&owner=3"],
)  # fmt: skip
def test_any_address_of_the_list_answers(friend: Make, sign_in: SignIn, query: str) -> None:
    friend("Ada Example")
    text(sign_in("coordinator"), f"/members/?{query}")


def test_filters_find_by_the_status_of_the_country(friend: Make, sign_in: SignIn) -> None:
    friend("Kenya Person")
    friend("Togo Person", country_iso2="TG")
    page = text(sign_in("staff"), "/members/?status=signatory")
    assert "Kenya Person" in page
    assert "Togo Person" not in page


def test_pages_follow_each_other_in_every_order(friend: Make, sign_in: SignIn) -> None:
    for number in range(120):
        friend(f"Person N{number:03}", country_iso2=["KE", "TG", "FR"][number % 3])
    browser = sign_in("staff")
    for sort in ("name", "-name", "country", "-country", "stage", "contact", "-contact"):
        seen: list[str] = []
        path = f"/members/?sort={sort}"
        while path:
            page = text(browser, path)
            seen += [part.split("</a>")[0].split(">")[1] for part in page.split('<th scope="row"><a href=')[1:]]
            after = page.split('rel="next" href="')
            path = after[1].split('"')[0].replace("&amp;", "&") if len(after) > 1 else ""
        assert len(seen) == len(set(seen)) == 120, sort


def test_a_record_says_where_the_country_stands_and_what_we_owe(friend: Make, sign_in: SignIn) -> None:
    page = text(sign_in("staff"), f"/members/{friend('Ada Example', emails=('ada@parliament.example',))}")
    assert "Kenya" in page
    assert "ratif" in page
    assert "ada@parliament.example" in page
    assert "Note a call" in page


def test_what_is_typed_is_shown_as_text(friend: Make, sign_in: SignIn) -> None:
    number = friend(HOSTILE, party=HOSTILE, note=HOSTILE, tags=("x<y",), honorific="<b>")
    for path in ("/members/", f"/members/{number}", f"/members/{number}/edit", f"/members/{number}/note"):
        page = text(sign_in("coordinator"), path)
        assert "<img src=x" not in page
        assert "{{7*7}}" in page


def test_one_form_keeps_the_call_the_action_and_what_we_owe(friend: Make, sign_in: SignIn, held: Ask) -> None:
    number, browser = friend(), sign_in("staff")
    answer = browser.post(
        f"/members/{number}/note",
        data={
            "kind": "call", "on": "2026-02-27", "text": "She will press.", "did": "y", "action_kind": "question",
            "action_on": "February 2026", "action_line": "Asked when Kenya will ratify", "owe": "y",
            "owe_what": "Send the briefing", "owe_by": "2030-01-05",
        },
    )  # fmt: skip
    assert answer.status_code == 302
    said = held(sa.select(Interaction))[0]
    action = held(sa.select(ParliamentaryAction))[0]
    owed = held(sa.select(FollowUp))[0]
    assert (said.text, said.member_id) == ("She will press.", number)
    assert (action.title, action.on, action.visibility) == (
        "Asked when Kenya will ratify",
        "2026-02",
        Visibility.PRIVATE,
    )
    assert held(sa.select(Participation.member_id))[0] == number
    assert (owed.text, str(owed.due_on), owed.member_id) == ("Send the briefing", "2030-01-05", number)
    assert str(held(sa.select(Member.last_contact_on))[0]) == "2026-02-27"
    page = text(browser, f"/members/{number}")
    for words in ("She will press.", "Asked when Kenya will ratify", "Send the briefing", "undo:", "Undo"):
        assert words in page or words == "undo:"
    assert "Noted a call" not in page.partition('class="timeline"')[2]
    act = held(sa.select(ChangeSet.id).order_by(ChangeSet.id.desc()))[0]
    browser.post(f"/audit/{act}/undo")
    assert held(sa.select(Interaction)) == []
    assert held(sa.select(ParliamentaryAction)) == []
    assert held(sa.select(FollowUp)) == []


def test_a_call_with_something_missing_keeps_nothing_and_all_that_was_typed(
    friend: Make, sign_in: SignIn, held: Ask
) -> None:
    number = friend()
    answer = sign_in("staff").post(
        f"/members/{number}/note",
        data={"kind": "call", "on": "the 40th", "text": "Typed words", "did": "y", "action_kind": "bill", "owe": "y"},
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    for words in ("Typed words", "the 40th", "Say in one line what they did.", "Say what we owe.", "Say by when."):
        assert words in page
    assert held(sa.select(Interaction)) == []


def test_a_call_and_a_deed_of_a_day_to_come_are_refused_beside_their_fields(
    friend: Make, sign_in: SignIn, held: Ask
) -> None:
    number = friend()
    data = {"kind": "call", "on": "2099-01-01", "text": "Typed words", "action_kind": "bill"}
    data |= {"did": "y", "action_on": "2098", "action_line": "Tabled a bill"}
    answer = sign_in("staff").post(f"/members/{number}/note", data=data)
    assert answer.status_code == 422
    assert re.search('id="on-error">This day is still to come', answer.text)
    assert re.search('id="action_on-error">This day is still to come', answer.text)
    for words in ("Typed words", "2099-01-01", "2098", "Tabled a bill"):
        assert words in answer.text
    assert held(sa.select(Interaction)) == []


def test_the_day_of_a_deed_that_is_not_ticked_refuses_nothing(friend: Make, sign_in: SignIn, held: Ask) -> None:
    data = {"kind": "call", "on": "2026-02-27", "text": "Words", "action_kind": "bill", "action_on": "2098"}
    assert sign_in("staff").post(f"/members/{friend()}/note", data=data).status_code == 302
    assert held(sa.select(ParliamentaryAction)) == []


def test_a_person_is_added_edited_and_the_edit_undone(friend: Make, sign_in: SignIn, held: Ask) -> None:
    friend()
    browser = sign_in("staff")
    data = {
        "name": "Bo Muster", "country": "TG", "emails": "bo@parliament.example\nhome@bo.example", "stage": "friend",
        "language": "fr", "gender": "male", "tags": "speaker, two words", "owner": "",
    }  # fmt: skip
    made = browser.post("/members/new", data=data)
    assert made.status_code == 302
    page = text(browser, made.location)
    assert "home@bo.example" in page
    assert "two words" in page
    bo = held(sa.select(Member).where(Member.name == "Bo Muster"))[0]
    assert (bo.stage, bo.country_iso2) == (Stage.FRIEND, "TG")
    browser.post(f"/members/{bo.id}/edit", data=data | {"name": "Bo Model", "emails": "home@bo.example"})
    assert "Bo Model" in text(browser, "/members/?q=model")
    act = held(sa.select(ChangeSet.id).order_by(ChangeSet.id.desc()))[0]
    browser.post(f"/audit/{act}/undo")
    assert "Bo Muster" in text(browser, "/members/?q=muster")
    assert "bo@parliament.example" in text(browser, f"/members/{bo.id}")


def test_a_wrong_address_is_named_beside_its_field_and_nothing_is_lost(friend: Make, sign_in: SignIn) -> None:
    friend()
    answer = sign_in("staff").post("/members/new", data={"name": "", "emails": "not an address", "party": "Kept words"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    for words in ("Give a name.", "This is not an address: not an address", "Kept words"):
        assert words in page


def test_a_stage_has_a_day_and_a_reason(friend: Make, sign_in: SignIn, held: Ask) -> None:
    number = friend()
    sign_in("staff").post(
        f"/members/{number}/stage", data={"stage": "left", "since": "2026-01-05", "reason": "Not re-elected"}
    )
    change = held(sa.select(StageChange).order_by(StageChange.id.desc()))[0]
    assert change is not None
    assert (change.after, str(change.on), change.reason) == (Stage.LEFT, "2026-01-05", "Not re-elected")


def test_a_view_is_saved_and_opened(friend: Make, sign_in: SignIn, held: Ask) -> None:
    friend()
    browser = sign_in("staff")
    browser.post("/members/views/new?country=KE&status=signatory", data={"name": "Kenya's friends"})
    assert held(sa.select(SavedView.filter))[0] == {
        "stages": ["friend"], "countries": ["KE"], "statuses": ["signatory"],
    }  # fmt: skip
    page = text(browser, "/members/views")
    assert "Kenya&#39;s friends" in page
    assert "Friends from Kenya" in page


def test_a_parliamentarian_sees_nobody_else_and_not_our_notes(friend: Make, sign_in: SignIn) -> None:
    mine, other = friend("Ada Example", note="secret remark"), friend("Bo Muster")
    browser = sign_in("member", mine)
    assert browser.get(f"/members/{other}").status_code == 404
    assert "Bo Muster" not in text(browser, "/members/?stage=any")
    page = text(browser, f"/members/{mine}")
    assert "Ada Example" in page
    assert "secret remark" not in page
    for path in (f"/members/{mine}/edit", f"/members/{mine}/note", "/members/new", "/members/views", "/members/note"):
        assert browser.get(path).status_code == 403


def test_a_shielded_person_is_seen_by_coordinators_only(friend: Make, sign_in: SignIn) -> None:
    number = friend("Ada Example", shielded=True)
    assert sign_in("coordinator").get(f"/members/{number}").status_code == 200
    staff = sign_in("staff")
    assert staff.get(f"/members/{number}").status_code == 404
    page = text(staff, "/members/")
    assert "Ada Example" not in page
    assert "<strong>0</strong>" in page


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_of_people_needs_a_reason_and_leaves_a_trace(
    friend: Make, sign_in: SignIn, held: Ask, kind: str
) -> None:
    friend("=HYPERLINK(1)")
    browser = sign_in("coordinator")
    assert "Reason" in text(browser, f"/members/?format={kind}")
    refused = browser.post(f"/members/?format={kind}", data={"reason": " "})
    assert refused.status_code == 422
    given = browser.post(f"/members/?format={kind}", data={"reason": "Board meeting"})
    assert given.status_code == 200
    assert f"people.{kind}" in given.headers["Content-Disposition"]
    if kind == "csv":
        assert "'=HYPERLINK(1)" in given.get_data(as_text=True)
    given.close()
    entry = held(sa.select(AuditEntry).where(AuditEntry.event == "people exported"))[0]
    assert (entry.detail["reason"], entry.detail["people"]) == ("Board meeting", 1)


def test_staff_take_no_people_out(friend: Make, sign_in: SignIn) -> None:
    friend()
    browser = sign_in("staff")
    assert browser.get("/members/?format=csv").status_code == 403
    assert browser.post("/members/?format=csv", data={"reason": "x"}).status_code == 403


def test_a_name_with_one_letter_wrong_names_who_is_near(
    sign_in: Callable[..., FlaskClient], friend: Callable[..., int]
) -> None:
    number = friend("Ines Quokkabury")
    page = sign_in("staff").get("/members/?q=qoukkabury").get_data(as_text=True)
    assert "Near to it, but for a letter" in page
    assert f'href="/members/{number}"' in page


def opened_on(page: str) -> str:
    """What the form of a page was opened on."""
    found = re.search('name="opened"[^>]* value="([^"]*)"', page)
    assert found is not None
    return found[1]


BO = {
    "name": "Bo Muster",
    "country": "KE",
    "language": "en",
    "emails": "",
    "party": "",
    "phone": "",
    "owner": "",
    "gender": "",
}


def test_two_people_who_change_different_things_both_keep_theirs(friend: Make, sign_in: SignIn, held: Ask) -> None:
    path = f"/members/{friend('Bo Muster')}/edit"
    first, second = sign_in("coordinator"), sign_in("staff")
    opened = [opened_on(text(browser, path)) for browser in (first, second)]
    changed = {"emails": "bo@parliament.example", "party": "Green", "shielded": ""}
    assert first.post(path, data=BO | changed | {"opened": opened[0]}).status_code == 302
    assert second.post(path, data=BO | {"phone": "+254 1", "opened": opened[1]}).status_code == 302
    bo = held(sa.select(Member))[0]
    assert (bo.party, bo.phone) == ("Green", "+254 1")
    assert "bo@parliament.example" in text(second, path)


def test_who_changes_what_somebody_else_changed_is_asked_and_loses_nothing(
    friend: Make, sign_in: SignIn, held: Ask
) -> None:
    path = f"/members/{friend('Bo Muster')}/edit"
    first, second = sign_in("coordinator"), sign_in("staff")
    opened = opened_on(text(second, path))
    first.post(path, data=BO | {"emails": "bo@parliament.example", "party": HOSTILE})
    typed = BO | {"party": "Blue", "phone": "+254 1"}
    answer = second.post(path, data=typed | {"opened": opened})
    assert answer.status_code == 409
    assert 'value="Blue"' in answer.text
    assert 'value="+254 1"' in answer.text
    assert re.search('id="party-error">Coordinator changed this meanwhile. Now it is: &#34;&gt;&lt;img', answer.text)
    assert answer.text.count("changed this meanwhile") == 1
    assert "bo@parliament.example" in answer.text
    assert held(sa.select(Member.party)) == [HOSTILE]
    again = typed | {"emails": "bo@parliament.example", "opened": opened_on(answer.text)}
    assert second.post(path, data=again).status_code == 302
    assert held(sa.select(Member.party)) == ["Blue"]


def test_what_is_wrong_in_a_form_that_was_overtaken_is_said_too(friend: Make, sign_in: SignIn) -> None:
    path = f"/members/{friend('Bo Muster')}/edit"
    first, second = sign_in("coordinator"), sign_in("staff")
    opened = opened_on(text(second, path))
    first.post(path, data=BO | {"party": "Green"})
    answer = second.post(path, data=BO | {"name": "", "party": "Blue", "opened": opened})
    assert answer.status_code == 409
    assert "Give a name." in answer.text
    assert "Now it is: Green" in answer.text


@pytest.mark.parametrize("nonsense", ["x", "name:", ":::", "party:0 party:1", "é" * 9000])
def test_a_form_that_was_opened_on_nonsense_is_no_fault(nonsense: str, friend: Make, sign_in: SignIn) -> None:
    path = f"/members/{friend('Bo Muster')}/edit"
    assert sign_in("staff").post(path, data=BO | {"opened": nonsense}).status_code in {302, 409}
