"""Addresses that lead out of the product."""

from __future__ import annotations

import pytest

from crm.web.addresses import local_target


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "javascript:alert(1)",
        "evil.example",
        "http:evil.example",
        "",
        None,
        " /members/",
    ],
)
def test_an_address_that_may_lead_elsewhere_leads_to_a_page_of_ours(target: str | None) -> None:
    assert local_target(target, "/") == "/"


@pytest.mark.parametrize("target", ["/", "/members/?q=a%20b&sort=-name", "/members/12#notes", "/a//b"])
def test_an_address_of_ours_is_kept(target: str) -> None:
    assert local_target(target, "/other") == target
