"""The settings read at start."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest

from crm.config import SettingsError, read_settings

GOOD = {
    "CRM_BASE_URL": "https://friends.coalition.example",
    "CRM_SECRET_KEY": secrets.token_hex(32),
    "CRM_MAIL_FROM": "friends@coalition.example",
}


def test_a_box_for_bounces_is_one_address_or_stops_the_start() -> None:
    assert read_settings({**GOOD, "CRM_MAIL_BOUNCES": "bounces@coalition.example"}).mail_bounces.startswith("bounces@")
    for faulty in ("bounces", "a@b.example, c@d.example", "bounces+x@coalition.example", "a@b.example>"):
        with pytest.raises(SettingsError, match="CRM_MAIL_BOUNCES"):
            read_settings({**GOOD, "CRM_MAIL_BOUNCES": faulty})


def test_https_is_production() -> None:
    settings = read_settings(GOOD)
    assert settings.secure
    assert settings.second_factor
    assert settings.host == "friends.coalition.example"


def test_every_fault_is_named_at_once() -> None:
    with pytest.raises(SettingsError) as refused:
        read_settings({"CRM_BASE_URL": "https://x.example", "CRM_MAIL_RATE": "quick", "CRM_MAIL_LIVE": "maybe"})
    for name in ("CRM_SECRET_KEY", "CRM_MAIL_FROM", "CRM_MAIL_RATE", "CRM_MAIL_LIVE"):
        assert name in str(refused.value)


def test_production_is_never_without_a_second_factor() -> None:
    with pytest.raises(SettingsError, match="CRM_SECOND_FACTOR"):
        read_settings(GOOD | {"CRM_SECOND_FACTOR": "0"})


@pytest.mark.parametrize("key", ["", "short", "a" * 64])
def test_production_refuses_a_weak_secret_key(key: str) -> None:
    with pytest.raises(SettingsError, match="CRM_SECRET_KEY"):
        read_settings(GOOD | {"CRM_SECRET_KEY": key})


@pytest.mark.parametrize(
    "url", ["http://friends.example", "ftp://127.0.0.1", "friends.example", "http://127.0.0.1.evil.example"]
)
def test_plain_http_is_for_this_machine_only(url: str) -> None:
    with pytest.raises(SettingsError, match="CRM_BASE_URL"):
        read_settings(GOOD | {"CRM_BASE_URL": url})


def test_on_this_machine_the_key_is_the_instances_own(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("k" * 64)
    assert read_settings({"CRM_INSTANCE_PATH": str(tmp_path)}).secret_key == "k" * 64
