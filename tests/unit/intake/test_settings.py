"""The settings by which what comes back is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm.config import SettingsError, read_settings


@pytest.mark.parametrize(
    ("protocol", "tls", "port"), [("", "", 993), ("imap", "0", 143), ("pop", "1", 995), ("POP", "0", 110)]
)
def test_the_port_follows_from_protocol_and_tls(tmp_path: Path, protocol: str, tls: str, port: int) -> None:
    environ = {"CRM_INSTANCE_PATH": str(tmp_path), "CRM_INTAKE_PROTOCOL": protocol, "CRM_INTAKE_USE_TLS": tls}
    assert read_settings(environ).intake_port == port
    assert read_settings(environ | {"CRM_INTAKE_PORT": "1143"}).intake_port == 1143


def test_a_short_secret_and_an_unknown_protocol_stop_the_start(tmp_path: Path) -> None:
    environ = {"CRM_INSTANCE_PATH": str(tmp_path), "CRM_INTAKE_SECRET": "short", "CRM_INTAKE_PROTOCOL": "nntp"}
    with pytest.raises(SettingsError, match="imap or pop") as refused:
        read_settings(environ)
    assert "at least 16 characters" in str(refused.value)
