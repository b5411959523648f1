"""The addresses and list headers of a digest (RFC 2369, 2919, 3834, 8058)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import quote, urlsplit

from crm.digests.issue import Imprint


def view_url(base_url: str, public_token: str) -> str:
    """Give the address of the neutral view."""
    return f"{base_url}/digests/{public_token}/view"


def unsubscribe_url(base_url: str, token: str) -> str:
    """Give the address at which somebody stops the digest."""
    return f"{base_url}/unsubscribe/{token}"


def tell_url(base_url: str, token: str) -> str:
    """Give the address at which somebody tells what they did."""
    return f"{base_url}/tell/{token}"


def list_headers(base_url: str, imprint: Imprint) -> Mapping[str, str]:
    """Write the headers of a mailing list that are the same for everybody; they ask for no answers but non-delivery."""
    host = urlsplit(base_url).hostname or "localhost"
    box = mailbox(imprint.reply_box)
    headers = {
        "List-Id": f"<digest.{host}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Post": "NO",
        "Auto-Submitted": "auto-generated",
        "Precedence": "bulk",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
    }
    if box:
        headers["List-Owner"] = f"<mailto:{box}>"
    return headers


def stop_headers(base_url: str, box: str, unsubscribe_token: str) -> Mapping[str, str]:
    """Write the headers by which one reader stops the digest: by one click, or by a mail where there is a box."""
    stop = unsubscribe_url(base_url, unsubscribe_token)
    by_mail = f", <mailto:{box}?subject=unsubscribe%20{unsubscribe_token}>" if box else ""
    return {"List-Unsubscribe": f"<{stop}>{by_mail}", "List-Help": f"<{stop}>"}


def reachable(imprint: Imprint, mail_from: str) -> Imprint:
    """The imprint with a box that answers: while no reply box is set, the address that mail is sent from."""
    return imprint if mailbox(imprint.reply_box) else replace(imprint, reply_box=mail_from)


def mailbox(address: str) -> str:
    """Write an address so that it can stand in a header; nothing when it can't."""
    plain = address.strip()
    if not plain.isascii() or any(sign in plain for sign in ' <>,;"\r\n') or "@" not in plain:
        return ""
    return quote(plain, safe="@+.-_")
