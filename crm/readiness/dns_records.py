"""What the name system says of the domain that mail comes from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from crm.readiness.finding import Finding, amber, green, red

Lookup = Callable[[str, str], Sequence[str]]
"""Gives the records of a name and a kind as text; raises OSError when nobody answers."""

RESERVED = (".example", ".invalid", ".test", ".localhost", "localhost")
SECONDS = 5.0


def look_up(name: str, kind: str) -> Sequence[str]:
    """Ask the machine's own resolver."""
    import dns.exception  # noqa: PLC0415 - one command needs it; no start pays for it
    import dns.resolver  # noqa: PLC0415 - the same

    try:
        answers = dns.resolver.resolve(name, kind, lifetime=SECONDS)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return ()
    except dns.exception.DNSException as error:
        raise OSError(str(error)) from error
    return [answer.to_text().replace('" "', "").strip('"') for answer in answers]


def examine_domain(domain: str, lookup: Lookup = look_up) -> Iterator[Finding]:
    """Look for the records without which big providers refuse or hide our mail."""
    if domain.endswith(RESERVED):
        yield amber(
            "DNS", f"{domain} is a name for examples; nothing to look up.", "Set CRM_MAIL_FROM to an address of yours."
        )
        return
    try:
        spf = [text for text in lookup(domain, "TXT") if text.startswith("v=spf1")]
        dmarc = [text for text in lookup(f"_dmarc.{domain}", "TXT") if text.startswith("v=DMARC1")]
        receives = lookup(domain, "MX")
    except OSError as error:
        yield amber("DNS", f"Nobody answers questions about {domain} ({error}).", "Run this where the network is.")
        return
    yield _one("SPF", spf, f"a TXT record at {domain} that names your mail server: v=spf1 … -all")
    yield _one("DMARC", dmarc, f"a TXT record at _dmarc.{domain}: v=DMARC1; p=none; rua=mailto:…")
    if receives:
        yield green("MX", f"{domain} receives mail.")
    else:
        yield red(
            "MX", f"{domain} receives no mail, so bounces and replies are lost.", f"Add an MX record to {domain}."
        )


def _one(name: str, records: Sequence[str], wanted: str) -> Finding:
    if len(records) == 1:
        return green(name, records[0])
    if records:
        return red(name, f"There are {len(records)} records where one may be.", "Keep one.")
    return red(name, "There is no such record.", f"Add {wanted}")
