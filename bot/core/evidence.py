"""What was found in one entry: which words stand where, and what stands near them."""

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from enum import StrEnum

from bot.core.lexicon import Hit, Lexicon, Page

LEAD = 400
"""Characters of a summary in which it says what it is about: the length of a usual summary."""
NEAR = 200
"""Characters between a word and its context: about two sentences."""
APART = 60
"""`International Space Station (ISS)` is one mention, not two."""


class Place(StrEnum):
    TITLE = "title"
    SUMMARY = "summary"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Finding:
    """One hit with its place."""

    hit: Hit
    place: Place
    words: str
    """As written in the entry."""

    def near(self, other: "Finding") -> bool:
        """A headline is near the beginning of its summary; else it is distance that counts."""
        if self.place is other.place is Place.TITLE:
            return True
        if Place.TITLE in (self.place, other.place):
            return Place.TEXT not in (self.place, other.place)
        return abs(self.hit.start - other.hit.start) <= NEAR

    def overlaps(self, other: "Finding") -> bool:
        same_page = (self.place is Place.TITLE) == (other.place is Place.TITLE)
        return same_page and self.hit.overlaps(other.hit)


class Findings:
    """Everything the lexicon found in an entry, by label."""

    def __init__(self, lexicon: Lexicon, *, title: str, body: str) -> None:
        self._found: dict[int, list[Finding]] = {}
        self._search(lexicon, Page.of(title), in_title=True)
        self._search(lexicon, Page.of(body), in_title=False)

    @property
    def labels(self) -> Set[int]:
        return self._found.keys()

    def of(self, label: int) -> list[Finding]:
        return self._found.get(label, [])

    def near(self, finding: Finding, labels: Iterable[int]) -> Iterator[tuple[int, Finding]]:
        """What stands near a finding, by the labels asked for, in their order."""
        for label in labels:
            for other in self.of(label):
                if finding.near(other):
                    yield label, other

    def _search(self, lexicon: Lexicon, page: Page, *, in_title: bool) -> None:
        for hit in lexicon.hits(page):
            early = Place.SUMMARY if hit.start < LEAD else Place.TEXT
            place = Place.TITLE if in_title else early
            words = page.words[hit.start : hit.end].strip()
            self._found.setdefault(hit.label, []).append(Finding(hit, place, words))
