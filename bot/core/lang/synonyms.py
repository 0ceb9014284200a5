"""Words that say the same, in one language or two: the grouper takes them for one word.

Rule 1: a word listed as it is goes before a beginning (`strike*`), a longer beginning before a
shorter one; of two groups that list the same the first counts.
"""

from collections.abc import Iterable, Sequence

from bot.core.lang.stems import stem

SHARED = "="
"""How the name of a group begins."""
_REMEMBERED = 50_000
"""Words looked up once; forgotten when full, so that hostile texts cannot fill the memory."""


class Synonyms:
    """Finds what a folded word is compared by: its group, or else its stem."""

    def __init__(self, groups: Iterable[Sequence[str]]) -> None:
        self._by_stem: dict[str, str] = {}
        self._by_beginning: dict[str, str] = {}
        for first, *more in groups:
            group = SHARED + first.rstrip("*")
            for word in (first, *more):
                if word.endswith("*"):
                    self._by_beginning.setdefault(word[:-1], group)
                else:
                    self._by_stem.setdefault(stem(word), group)
        self._lengths = sorted({len(each) for each in self._by_beginning}, reverse=True)
        self._known: dict[str, str] = {}

    def word(self, folded: str) -> str:
        """Return what stands for the word: equal for all that say the same."""
        known = self._known.get(folded)
        if known is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            known = self._known[folded] = self._found(folded)
        return known

    def _found(self, folded: str) -> str:
        bare = stem(folded)
        if bare in self._by_stem:
            return self._by_stem[bare]
        for length in self._lengths:
            if length <= len(folded) and folded[:length] in self._by_beginning:
                return self._by_beginning[folded[:length]]
        return bare
