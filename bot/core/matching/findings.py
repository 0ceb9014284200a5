"""Which words of the rules are in one entry, where, and what is near them."""

from collections.abc import Callable, Iterable, Iterator, Set
from enum import StrEnum
from typing import NamedTuple

from bot.core.lang.lexicon import Hit, Lexicon, SearchText

LEAD = 500
"""Characters in which a summary says what it is about: the length of a usual one."""
SENTENCE = 100
"""Characters between a word and the context it needs: about a sentence."""
PARAGRAPH = 200
"""Characters in which a word of another meaning still overrules an anchor."""
APART = 60
"""Characters: `International Space Station (ISS)` is one mention, not two."""

MOST = 20
"""Findings kept for one word: twenty say enough, and a hostile text stays cheap."""


class Place(StrEnum):
    TITLE = "title"
    SUMMARY = "summary"
    TEXT = "text"


class Finding(NamedTuple):
    """A word of the rules where it was found."""

    place: Place
    start: int
    end: int
    words: str
    """As written in the entry."""

    def near(self, other: "Finding", *, within: int) -> bool:
        """Whether the two are near each other, in the same text `within` so many characters.

        A headline is one place, and near the beginning of its summary.
        """
        if self.place is other.place is Place.TITLE:
            return True
        if Place.TITLE in (self.place, other.place):
            return Place.TEXT not in (self.place, other.place)
        return abs(self.start - other.start) <= within

    def overlaps(self, other: "Finding") -> bool:
        same_text = (self.place is Place.TITLE) == (other.place is Place.TITLE)
        return same_text and self.start < other.end and other.start < self.end


class Findings:
    """Everything the lexicon found in an entry, by label."""

    def __init__(
        self,
        lexicon: Lexicon,
        *,
        title: SearchText,
        body: SearchText,
        wanted: Callable[[frozenset[int], frozenset[int]], frozenset[int]],
    ) -> None:
        """Search both texts; of the labels found above and below, keep those that are `wanted`."""
        above, below = lexicon.hits(title), lexicon.hits(body)
        self._found: dict[int, list[Finding]] = {}
        kept = wanted(above.labels(), below.labels())
        if kept:
            self._keep(title, above, kept, in_title=True)
            self._keep(body, below, kept, in_title=False)

    @property
    def labels(self) -> Set[int]:
        return self._found.keys()

    def labelled(self, label: int) -> list[Finding]:
        return self._found.get(label, [])

    def near(
        self, finding: Finding, labels: Iterable[int], *, within: int
    ) -> Iterator[tuple[int, Finding]]:
        """Yield what is near a finding, of the labels asked for, in their order."""
        for label in labels:
            for other in self.labelled(label):
                if finding.near(other, within=within):
                    yield label, other

    def _keep(
        self, text: SearchText, hits: Iterable[Hit], kept: frozenset[int], *, in_title: bool
    ) -> None:
        for labels, start, end in hits:
            wanted = kept.intersection(labels)
            if not wanted:
                continue
            early = Place.SUMMARY if start < LEAD else Place.TEXT
            place = Place.TITLE if in_title else early
            finding = Finding(place, *text.whole_words(start, end))
            for label in wanted:
                known = self._found.setdefault(label, [])
                if len(known) < MOST:
                    known.append(finding)
