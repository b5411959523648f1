"""Where a source says somebody sits: which of our States and chambers that is, and a new chamber where it is none."""

from __future__ import annotations

from collections import defaultdict

import sqlalchemy as sa
from sqlalchemy.orm import Session

from crm.countries.models import Chamber, ChamberName, ChamberOrigin, Country
from crm.members import chamber_names
from crm.members.chamber_names import Known
from crm.members.names import transliterate
from crm.members.services.bulk import Batch

ALIASES = {
    "bolivia": "BO", "brunei": "BN", "burma": "MM", "cabo verde": "CV", "cape verde": "CV", "czech republic": "CZ",
    "congo brazzaville": "CG", "congo kinshasa": "CD", "dr congo": "CD", "democratic republic of congo": "CD",
    "east timor": "TL", "great britain": "GB", "holy see": "VA", "iran": "IR", "ivory coast": "CI", "laos": "LA",
    "macedonia": "MK", "micronesia": "FM", "moldova": "MD", "north korea": "KP", "palestine": "PS", "russia": "RU",
    "south korea": "KR", "swaziland": "SZ", "syria": "SY", "tanzania": "TZ", "the gambia": "GM", "turkey": "TR",
    "uk": "GB", "united kingdom": "GB", "united states": "US", "usa": "US", "vatican city": "VA", "venezuela": "VE",
    "vietnam": "VN",
}  # fmt: skip
"""Names that are not the United Nations' own, folded."""

Place = tuple[str | None, str]
"""A State's code, or none and the territory as written."""


class Places:
    """The States and chambers there are, read once for a run."""

    def __init__(self, session: Session) -> None:
        """Read the lists: three statements."""
        self._by_name: dict[str, str] = dict(ALIASES)
        self._names: dict[str, tuple[str, ...]] = {}
        country = Country
        for iso2, iso3, *names in session.execute(
            sa.select(country.iso2, country.iso3, country.name_en, country.name_fr, country.name_es)
        ):
            self._names[iso2] = tuple(names)
            self._by_name |= {transliterate(name): iso2 for name in (*names, iso3) if name}
        self._known: defaultdict[Place, list[Known]] = defaultdict(list)
        self._found: dict[tuple[Place, str], int] = {}
        self.created: list[tuple[str, str]] = []
        for chamber in session.execute(
            sa.select(Chamber.id, Chamber.country_iso2, Chamber.territory, Chamber.name, Chamber.legislature)
        ):
            self._learn(chamber.id, (chamber.country_iso2, chamber.territory), chamber.name, chamber.legislature)
        merged = sa.select(ChamberName.chamber_id, ChamberName.country_iso2, ChamberName.territory, ChamberName.name)
        for number, where, territory, name in session.execute(merged):
            self._found[(where, territory), name] = number

    def _learn(self, number: int, place: Place, name: str, legislature: str = "") -> None:
        known = Known(number, place[0] or "", name, legislature, self._names.get(place[0] or "", ()))
        self._known[place].append(known)
        self._found[place, name] = number

    def guess(self, file_name: str) -> str | None:
        """The State whose name a file's name begins with ("New_Zealand__House__term-51.csv")."""
        told = transliterate(file_name.replace("_", " ").replace("-", " ")).split()
        for length in range(min(len(told), 5), 0, -1):
            iso2 = self._by_name.get(" ".join(told[:length]))
            if iso2 in self._names:
                return iso2
        return None

    def place(self, code: str, name: str) -> Place:
        """The State that is meant, else the territory as the source writes it."""
        if code in self._names:
            return code, ""
        iso2 = self._by_name.get(transliterate(name))
        if iso2 in self._names and not code:
            return iso2, ""
        return None, (name or code)[:120]

    def chamber(self, place: Place, name: str, batch: Batch) -> int:
        """The chamber that is meant, made anew with the origin "import" where we know none beyond doubt."""
        found = self._found.get((place, name))
        if found is None:
            found = chamber_names.match(name, self._known[place])
            if found is None:
                found = self._create(place, name, batch)
            self._found[place, name] = found
        return found

    def _create(self, place: Place, name: str, batch: Batch) -> int:
        number = batch.add(Chamber, country_iso2=place[0], territory=place[1], name=name, origin=ChamberOrigin.IMPORT)
        self._known[place].append(Known(number, place[0] or "", name, "", self._names.get(place[0] or "", ())))
        self.created.append((place[0] or place[1], name))
        return number
