"""What no file of the repository says: where it was made, where packages come from, what was left undone."""

from __future__ import annotations

import re

import pytest

from tests.support.tree import ROOT, files

# In pieces, so that this file may stay in what it looks at.
FORBIDDEN = {
    "the host of a package index": r"py"
    r"pi\.(org|io)|python"
    r"hosted\.org|registry\.npm"
    r"js|npm"
    r"js\.(org|com)|deb\.deb"
    r"ian\.org",
    "a path of one machine": r"(?<![\w.])/(work|home|root|Users|opt)/[\w.]",
    "something left undone": r"\b(TO" r"DO|FIX" r"ME|X" r"XX|raise NotImplemented" r"Error)\b",
    "a conflict that was not resolved": r"(?m)^(<{7} |>{7} |={7}$)",
}
PRINTED = {".css", ".html", ".js", ".md", ".po", ".py", ".svg", ".toml", ".txt", ".lock", ""}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_names(what: str) -> None:
    found = []
    for path in files():
        if path.suffix in PRINTED:
            read = (ROOT / path).read_text(encoding="utf-8")
            found += [f"{path}: {match.group()}" for match in re.finditer(FORBIDDEN[what], read)]
    assert found == []
