"""Invented people and what they did: names that no parliament knows, drawn the same way each time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from crm.members.models import Stage

GIVEN = (
    "Amina", "Beatriz", "Chiara", "Dilnoza", "Élodie", "Farid", "Gréta", "Hassan", "Inés", "Jonas", "Kofi", "Lucía",
    "Mikael", "Nadia", "Oluwaseun", "Pınar", "Quentin", "Ruth", "Søren", "Thandiwe", "Uchenna", "Věra", "Wanjiru",
    "Ximena", "Yusuf", "Zoë", "Anselm", "Brigid", "Cosmo", "Dorothea", "Emeka", "Fleur", "Giorgi", "Hana", "Ilse",
)  # fmt: skip
FAMILY = (
    "Amberfield", "Birchwater", "Cloudmere", "Driftwood", "Elmsgate", "Fernhollow", "Goldleaf", "Hazelbrook",
    "Ivystone", "Juniperhill", "Kestrelwing", "Larkmeadow", "Mapleford", "Nightbloom", "Oakmarsh", "Pebbleshore",
    "Quillfeather", "Riverbend", "Silverbirch", "Thistledown", "Umberlake", "Violetrow", "Willowbank", "Yarrowfield",
    "Zephyrcroft", "Applegarth", "Bramblewood", "Cedarcliff", "Dawnridge", "Embercove", "Foxglove", "Gladewater",
)  # fmt: skip
"""No parliament has members of these names; who reads them sees at once that they are invented."""

PARTIES = ("Meadow Party", "Harbour Alliance", "Lantern List", "Union of the Four Winds", "Independent")
COUNTRIES = (
    "KE", "UG", "TZ", "NG", "GH", "SN", "CI", "CM", "ZA", "ZM", "MW", "NA", "RW", "ET", "CD", "AO", "CR", "PA", "JM",
    "HT", "BR", "AR", "CL", "PE", "CO", "MX", "CA", "US", "GB", "IE", "FR", "DE", "BE", "NL", "CH", "NO", "SE", "FI",
    "PL", "IT", "ES", "PT", "CY", "LT", "IN", "PH", "ID", "VN", "KH", "JP", "AU", "NZ",
)  # fmt: skip
FRIENDLESS = frozenset({"AO", "IN", "VN", "FI", "BR", "PL", "AR"})
"""Countries where nobody is a friend yet, so that there is somewhere to recruit."""

LANGUAGES = {"FR": "fr", "SN": "fr", "CI": "fr", "CD": "fr", "HT": "fr", "ES": "es", "CR": "es", "PA": "es", "CL": "es",
             "PE": "es", "CO": "es", "MX": "es", "AR": "es"}  # fmt: skip
STAGES: Sequence[tuple[Stage, int]] = (
    (Stage.FRIEND, 62),
    (Stage.INVITED, 14),
    (Stage.PROSPECT, 16),
    (Stage.DORMANT, 5),
    (Stage.LEFT, 3),
)
PEOPLE = 150
QUIET_SAYINGS = (
    "Would like a draft question before the summer recess.",
    "Knows the chair of the foreign affairs committee well.",
    "Asked who else in the region works on this.",
    "Will raise it with the whips next week.",
    "Met at the Intersessional Meetings; very interested in victim assistance.",
)
PROMISES = (
    "Send the briefing on ratification",
    "Answer the question about model legislation",
    "Put in touch with a colleague in the region",
    "Ask how the committee meeting went",
    "Send the text of the motion in the local language",
)
DEEDS: Mapping[str, Sequence[str]] = {
    "question": (
        "Asked the Foreign Minister when the Convention comes before parliament",
        "Asked about stocks in transit",
    ),
    "motion": ("Tabled a motion on joining the Convention", "Moved that the Government report on its plans"),
    "committee": ("Put the Convention on the committee's agenda", "Invited survivors to a hearing"),
    "bill": ("Introduced a bill to carry out the Convention",),
    "debate": ("Spoke in the debate on the defence budget", "Raised the Convention in the debate on foreign affairs"),
    "letter": ("Wrote to the Prime Minister with twelve colleagues", "Wrote to the Minister of Justice"),
    "meeting": ("Met the Ambassador to the Conference on Disarmament",),
}


@dataclass(frozen=True)
class Invented:
    """One invented person."""

    name: str
    email: str
    country_iso2: str
    party: str
    language: str
    stage: Stage


def people(seed: int) -> Iterator[Invented]:
    """Draw the people of the demonstration: each country at least twice, no name twice."""
    dice = Random(seed)  # noqa: S311 - the same people each time
    names: set[str] = set()
    for number in range(PEOPLE):
        iso2 = COUNTRIES[number % len(COUNTRIES)]
        name = _new_name(dice, names)
        stage = _stage(dice)
        if iso2 in FRIENDLESS and stage is Stage.FRIEND:
            stage = Stage.PROSPECT
        yield Invented(
            name=name,
            email=f"{_plain(name)}@parliament.{iso2.lower()}.example",
            country_iso2=iso2,
            party=dice.choice(PARTIES),
            language=LANGUAGES.get(iso2, "en"),
            stage=stage,
        )


def _new_name(dice: Random, taken: set[str]) -> str:
    while (name := f"{dice.choice(GIVEN)} {dice.choice(FAMILY)}") in taken:
        pass
    taken.add(name)
    return name


def _stage(dice: Random) -> Stage:
    return dice.choices([stage for stage, _ in STAGES], [weight for _, weight in STAGES])[0]


def _plain(name: str) -> str:
    letters = {"é": "e", "É": "e", "ı": "i", "ø": "o", "ě": "e", "ë": "e", "í": "i", "ñ": "n"}
    return "".join(letters.get(sign, sign) for sign in name).lower().replace(" ", ".")
