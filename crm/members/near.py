"""Words with one letter wrong: missing, too many, another, or two that changed places."""

from __future__ import annotations

from string import ascii_lowercase

SHORTEST, LONGEST = 4, 20
"""A shorter word is near to everything, a longer one is no word of a name."""

MOST_WORDS = 4


def one_letter_off(word: str) -> frozenset[str]:
    """Every word that a folded word becomes by one slip; none for a word too short or too long to tell."""
    if not SHORTEST <= len(word) <= LONGEST:
        return frozenset()
    letters = sorted({*ascii_lowercase, *word})
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    missing = {left + right[1:] for left, right in cuts if right}
    swapped = {left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1}
    another = {left + letter + right[1:] for left, right in cuts if right for letter in letters}
    more = {left + letter + right for left, right in cuts for letter in letters}
    return frozenset(missing | swapped | another | more) - {word}
