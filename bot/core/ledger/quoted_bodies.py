"""Bodies that are no parties but speak: ministries, companies, courts, inspectors, unions.

Rule 1: names are found in one pass over the text, in every form their endings allow; of names that
overlap the longest counts. Short names in capitals are found only as written: СК, FAA.
Rule 2: a body is quoted where a word of speech belongs to it: "the FAA said", «в Минобороны
заявили», "Rocket Lab: ..."; being told, sued or flown by is no speech.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import ahocorasick

from bot.core.lang.inflection import phrase_forms
from bot.core.ledger.names import readable
from bot.core.types import Localised


@dataclass(frozen=True, slots=True)
class Body:
    """Somebody who is quoted by name."""

    id: str
    kind: str
    country: str
    name: Localised
    names: tuple[str, ...]
    """All names it is found by, those of `name` too."""


@dataclass(frozen=True, slots=True)
class HiddenBodies:
    """A text whose bodies are replaced by marks, so that no party is found inside their names."""

    text: str
    ids: tuple[str, ...]
    """By the number in the mark."""


class Bodies:
    """All bodies, and the words that show that one of them is quoted."""

    def __init__(
        self,
        bodies: Iterable[Body],
        *,
        verbs: Sequence[str] = (),
        beginnings: Sequence[str] = (),
        roles: Sequence[str] = (),
    ) -> None:
        self.by_id = {body.id: body for body in bodies}
        self._automaton = ahocorasick.Automaton()
        for body in self.by_id.values():
            for name in body.names:
                self._add(name, body.id)
        if len(self._automaton):
            self._automaton.make_automaton()
        self._speech = tuple(re.compile(each) for each in _patterns(verbs, beginnings, roles))

    def hide(self, text: str, but: Collection[str] = ()) -> HiddenBodies:
        """Replace the bodies of a `readable` text by marks, but those with these ids."""
        pieces: list[str] = []
        ids: list[str] = []
        done = 0
        for start, end, id in self._found(text):
            if id in but:
                continue
            pieces += (text[done:start], f"Bq{len(ids)}q")
            ids.append(id)
            done = end
        return HiddenBodies("".join((*pieces, text[done:])), tuple(ids))

    def quoted(self, hidden: HiddenBodies) -> tuple[tuple[int, str], ...]:
        """Return the bodies that the text quotes, in order, with the places of their names."""
        if not hidden.ids:
            return ()
        met = {
            (found.start("who"), hidden.ids[int(found["who"][2:-1])])
            for pattern in self._speech
            for found in pattern.finditer(hidden.text)
        }
        return tuple(sorted(met))

    def quoted_in(self, text: str) -> bool:
        """Whether a text quotes one of the bodies."""
        return bool(self.quoted(self.hide(readable(text))))

    def _add(self, name: str, id: str) -> None:
        cased = name if len(name) <= _CASE_TELLS_UP_TO and name.isupper() else ""
        for form in phrase_forms(name):
            self._automaton.add_word(f" {form} ", (len(form), cased, id))

    def _found(self, text: str) -> list[tuple[int, int, str]]:
        """Return start, end and id of each body's name, none overlapping another."""
        if not len(self._automaton):
            return []
        padded = f" {_NO_WORD.sub(' ', text.lower())} "
        hits = [
            (last - length - 1, last - 1, id)
            for last, (length, cased, id) in self._automaton.iter(padded)
            if not cased or text[last - length - 1 : last - 1].isupper()
        ]
        kept: list[tuple[int, int, str]] = []
        for start, end, id in sorted(hits, key=lambda hit: (hit[0], -hit[1])):
            if not kept or start >= kept[-1][1]:
                kept.append((start, end, id))
        return kept


_CASE_TELLS_UP_TO = 5
"""Names up to this long in capitals are words in lower case too: asi, mda."""
_NO_WORD = re.compile(r"[^\w]|_")
_WHO = r"(?P<who>Bq\d+q)"
_FEW = r"(?: (?!(?:is|was|were|are|been|being|be|by|to|that|what)\b)[^\s,.;:!?\"()]+){0,4}?"
_ASIDE = (
    r"(?:'s (?:\w+ ){0,2}(?:chief|head|boss|ceo|president|director|administrator|minister|official"
    r"|officials|spokes\w+|officer|manager|engineer|lawyer|lawyers|commander|secretary))?"
    r"\"?(?:,[^,.;:\n]{3,50},)?"
)
"""In "Boeing's capsule found its way" Boeing says nothing; its chief would."""


_BY = (
    "(?i:по (?:данным|словам|информации|сведениям|версии|оценке|оценкам|мнению)"
    "|со ссылкой на|согласно)"
)


def _patterns(
    verbs: Sequence[str], beginnings: Sequence[str], roles: Sequence[str]
) -> tuple[str, ...]:
    """Return the ways in which a text quotes; `who` is the body's mark."""
    said = rf"(?i:{'|'.join(map(re.escape, verbs)) or '(?!)'})"
    told = rf"(?i:{'|'.join(map(re.escape, beginnings)) or '(?!)'})\w*"
    role = rf"(?:(?i:{'|'.join(map(re.escape, roles)) or '(?!)'})\w* ){{0,3}}"
    return (
        rf"{_WHO}{_ASIDE}{_FEW} (?:{said}|{told})(?!\w)",
        rf"(?:\A|[\n.!?;|] ?|[^.:\n]{{2,20}}: )\"?(?:в |the )?{_WHO}\"?:",
        rf" - (?:the )?{_WHO}\"?(?=\s*(?:$|\n))",
        rf"(?<!\w)(?:according to|told by|statement by|statement from|quoted by) (?:the )?{_WHO}",
        rf"[,\"] (?:{said}) (?:the )?{_WHO}",
        rf"(?<!\w){told} (?:в |во )?{role}\"?{_WHO}",
        rf"(?<!\w)(?:{_BY}) {role}\"?{_WHO}",
    )
