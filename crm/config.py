"""What the machine needs to be told: settings read once from the environment, every fault named at once."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

INTAKE_PORTS = {("imap", True): 993, ("imap", False): 143, ("pop", True): 995, ("pop", False): 110}
MIN_INTAKE_SECRET = 16
NO_SENDER = "friends@localhost.example"
_ONE_ADDRESS = re.compile(r"[A-Za-z0-9._-]{1,30}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
"""The sender of mails in the outbox as long as none is set."""

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
MIN_SECRET_BYTES = 32


DEMONSTRATION = "demonstration"
"""The file in an instance folder that marks an invented network: no mail ever leaves it."""


@dataclass(frozen=True)
class Pace:
    """How fast a provider takes mail: messages a second, connections at a time, and by what that is known."""

    rate: float
    connections: int
    source: str


PROVIDERS: Mapping[str, Pace] = {
    "microsoft365": Pace(0.5, 1, "Exchange Online: 30 messages a minute and 10,000 recipients a day for a mailbox"),
    "google-relay": Pace(2, 1, "Google Workspace SMTP relay: 10,000 messages a day for a user"),
    "google": Pace(0.5, 1, "Gmail in Google Workspace: 2,000 messages a day for a user"),
    "amazon-ses": Pace(10, 2, "Amazon SES in production: begins at 14 messages a second and 50,000 a day"),
    "amazon-ses-sandbox": Pace(0.9, 1, "Amazon SES sandbox: one message a second and 200 a day, to verified addresses"),
}
"""What CRM_MAIL_PROVIDER sets where rate and connections are not set themselves (as published, November 2026)."""


class SettingsError(ValueError):
    """The settings don't hold together; its text names every fault."""


@dataclass(frozen=True)
class Settings:
    """The settings of one instance (README's reference has them in a table)."""

    base_url: str
    instance_path: Path
    secret_key: str
    database_url: str
    trusted_proxies: int = 0
    mail_server: str = ""
    mail_port: int = 25
    mail_use_tls: bool = False
    mail_username: str = ""
    mail_password: str = ""
    mail_from: str = ""
    mail_bounces: str = ""
    mail_rate: float = 2.0
    mail_connections: int = 1
    mail_live: bool = False
    mail_recall_seconds: int = 600
    mail_lease_seconds: int = 120
    intake_server: str = ""
    intake_protocol: str = "imap"
    intake_port: int = 993
    intake_use_tls: bool = True
    intake_username: str = ""
    intake_password: str = ""
    intake_folder: str = "INBOX"
    intake_remove: bool = False
    intake_secret: str = ""
    second_factor: bool = False
    demonstration: bool = False

    @property
    def secure(self) -> bool:
        """Whether this is production: served over https."""
        return self.base_url.startswith("https://")

    @property
    def host(self) -> str:
        """The host readers see, also the domain of Message-IDs."""
        return urlsplit(self.base_url).hostname or "localhost"


def default_instance_path() -> Path:
    """The instance folder of a checkout, else the user's data directory."""
    checkout = Path(__file__).resolve().parent.parent
    if (checkout / "pyproject.toml").exists():
        return checkout / "instance"
    return Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local/share")) / "parliamentary-friends"


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Read the settings; raises SettingsError naming every fault at once."""
    faults: list[str] = []
    instance = Path(environ.get("CRM_INSTANCE_PATH") or default_instance_path()).expanduser().absolute()
    base_url = environ.get("CRM_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
    secure = _check_base_url(base_url, faults)
    secret = _secret_key(environ, instance, secure=secure, faults=faults)
    if secure and not environ.get("CRM_MAIL_FROM"):
        faults.append("CRM_MAIL_FROM is needed when CRM_BASE_URL is https")
    pace = _pace(environ, faults)
    settings = Settings(
        base_url=base_url,
        instance_path=instance,
        secret_key=secret,
        database_url=environ.get("CRM_DATABASE_URL") or f"sqlite:///{instance / 'crm.sqlite3'}",
        trusted_proxies=int(_number(environ, "CRM_TRUSTED_PROXY", 0, faults)),
        mail_server=environ.get("CRM_MAIL_SERVER", ""),
        mail_port=int(_number(environ, "CRM_MAIL_PORT", 25, faults)),
        mail_use_tls=_switch(environ, "CRM_MAIL_USE_TLS", faults, default=False),
        mail_username=environ.get("CRM_MAIL_USERNAME", ""),
        mail_password=environ.get("CRM_MAIL_PASSWORD", ""),
        mail_from=environ.get("CRM_MAIL_FROM", "") or NO_SENDER,
        mail_bounces=_address(environ, "CRM_MAIL_BOUNCES", faults),
        mail_rate=_number(environ, "CRM_MAIL_RATE", pace.rate, faults),
        mail_connections=int(_number(environ, "CRM_MAIL_CONNECTIONS", pace.connections, faults)),
        mail_live=_switch(environ, "CRM_MAIL_LIVE", faults, default=False),
        mail_recall_seconds=int(_number(environ, "CRM_MAIL_RECALL_SECONDS", 600, faults)),
        mail_lease_seconds=int(_number(environ, "CRM_MAIL_LEASE_SECONDS", 120, faults)),
        **_intake(environ, faults),
        second_factor=_switch(environ, "CRM_SECOND_FACTOR", faults, default=secure),
        demonstration=_switch(environ, "CRM_DEMONSTRATION", faults, default=False)
        or (instance / DEMONSTRATION).exists(),
    )
    if secure and not settings.second_factor:
        faults.append("CRM_SECOND_FACTOR can be 0 on this machine only: with https everybody on staff has one")
    if faults:
        raise SettingsError("\n".join(faults))
    return settings


def _check_base_url(base_url: str, faults: list[str]) -> bool:
    parts = urlsplit(base_url)
    if parts.scheme == "https" and parts.hostname:
        return True
    if parts.scheme != "http" or parts.hostname not in LOOPBACK:
        faults.append("CRM_BASE_URL must be https://…, or http:// on this machine only (127.0.0.1, localhost)")
    return False


def _secret_key(environ: Mapping[str, str], instance: Path, *, secure: bool, faults: list[str]) -> str:
    given = environ.get("CRM_SECRET_KEY", "")
    if not given and not secure:
        kept = instance / "secret_key"
        return kept.read_text().strip() if kept.exists() else ""
    if len(given.encode()) < MIN_SECRET_BYTES or len(set(given)) < MIN_SECRET_BYTES // 4:
        faults.append(f"CRM_SECRET_KEY needs at least {MIN_SECRET_BYTES} random bytes")
    return given


def _intake(environ: Mapping[str, str], faults: list[str]) -> dict[str, Any]:
    """Where what comes back is read, and with which secret it may be handed over."""
    protocol = environ.get("CRM_INTAKE_PROTOCOL", "").strip().lower() or "imap"
    tls = _switch(environ, "CRM_INTAKE_USE_TLS", faults, default=True)
    usual = INTAKE_PORTS.get((protocol, tls))
    if usual is None:
        faults.append("CRM_INTAKE_PROTOCOL must be imap or pop")
    secret = environ.get("CRM_INTAKE_SECRET", "")
    if secret and len(secret) < MIN_INTAKE_SECRET:
        faults.append(f"CRM_INTAKE_SECRET needs at least {MIN_INTAKE_SECRET} characters")
    return {
        "intake_server": environ.get("CRM_INTAKE_SERVER", ""),
        "intake_protocol": protocol,
        "intake_port": int(_number(environ, "CRM_INTAKE_PORT", usual or 0, faults)),
        "intake_use_tls": tls,
        "intake_username": environ.get("CRM_INTAKE_USERNAME", ""),
        "intake_password": environ.get("CRM_INTAKE_PASSWORD", ""),
        "intake_folder": environ.get("CRM_INTAKE_FOLDER", "") or "INBOX",
        "intake_remove": _switch(environ, "CRM_INTAKE_REMOVE", faults, default=False),
        "intake_secret": secret,
    }


def _address(environ: Mapping[str, str], name: str, faults: list[str]) -> str:
    address = environ.get(name, "").strip()
    if address and _ONE_ADDRESS.fullmatch(address) is None:
        faults.append(f"{name} must be one address, such as bounces@your-coalition.org")
    return address


def _pace(environ: Mapping[str, str], faults: list[str]) -> Pace:
    name = environ.get("CRM_MAIL_PROVIDER", "")
    if name and name not in PROVIDERS:
        faults.append(f"CRM_MAIL_PROVIDER must be one of {', '.join(PROVIDERS)}, or not set")
    return PROVIDERS.get(name, Pace(2, 1, ""))


def _number(environ: Mapping[str, str], name: str, default: float, faults: list[str]) -> float:
    try:
        number = float(environ.get(name) or default)
    except ValueError:
        faults.append(f"{name} must be a number")
        return default
    if number < 0:
        faults.append(f"{name} must not be negative")
    return number


def _switch(environ: Mapping[str, str], name: str, faults: list[str], *, default: bool) -> bool:
    text = environ.get(name, "").strip().lower()
    words = {
        "": default,
        "1": True,
        "true": True,
        "yes": True,
        "0": False,
        "false": False,
        "no": False,
    }
    if text not in words:
        faults.append(f"{name} must be 1 or 0")
    return words.get(text, default)
