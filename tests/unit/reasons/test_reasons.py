"""Reasons: every kind has words, made with what its sentence names, and read back from storage."""

from collections import Counter
from collections.abc import Iterator
from string import Formatter

import pytest

from bot.core.reasons import KINDS, as_data, from_data, in_words, verbatim
from bot.core.reasons.news import Matched, Placed
from bot.core.types import Reason, ReasonKind
from bot.locale.loading import load_texts

TEXTS = load_texts()


def names(sentence: str) -> list[str]:
    return sorted({name for _, name, _, _ in Formatter().parse(sentence) if name is not None})


def kinds() -> Iterator[type[ReasonKind]]:
    yield from ReasonKind.__subclasses__()


def test_every_kind_is_known_by_a_name_of_its_own() -> None:
    counted = Counter(name for each in kinds() for name in each.__members__)
    assert [name for name, count in counted.items() if count > 1] == []
    assert counted.keys() == KINDS.keys()


@pytest.mark.parametrize("language", TEXTS)
def test_every_kind_is_worded_in_every_language_with_all_its_arguments(language: str) -> None:
    left_out = {name: unsaid(kind, language) for name, kind in KINDS.items()}
    assert {name: values for name, values in left_out.items() if values} == {}


def unsaid(kind: ReasonKind, language: str) -> list[str]:
    """Return the arguments that do not stand in the words."""
    values = {name: f"<{name}>" for name in names(kind.value)}
    words = in_words(kind(**values), TEXTS[language].say)
    return [value for value in values.values() if value not in words]


@pytest.mark.parametrize(
    "reason",
    [
        Placed.FIRST(),
        Placed.HOURS_APART(n=3),
        Matched.ABOUT(topic="iss", why=Matched.STRONG(words='the "ISS"', place=Matched.TITLE())),
        Reason(Matched.ABOUT, (("topic", "iss"), ("why", (Matched.PASSING(), Matched.BY_FEED())))),
        verbatim("it answers {oddly}"),
    ],
)
def test_a_reason_is_read_back_as_it_was_stored(reason: Reason) -> None:
    assert from_data(as_data(reason)) == reason


def test_text_stored_by_an_earlier_version_is_a_reason_of_those_words() -> None:
    line = 'iss: "ISS" (strong, title)'
    assert from_data(line) == verbatim(line)
    assert in_words(verbatim(line), TEXTS["ru"].say) == line


@pytest.mark.parametrize(
    "stored", [None, 3, {}, {"NOBODY": {}}, {"FIRST": {"n": None}}, ["FIRST"]]
)
def test_anything_but_a_reason_is_refused(stored: object) -> None:
    with pytest.raises((AttributeError, KeyError, TypeError, ValueError)):
        from_data(stored)
