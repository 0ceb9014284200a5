"""Loads search.toml: what else a typed word of a search finds, in any language and form."""

from collections.abc import Iterable, Iterator
from functools import cache

from bot.core.lang.normalize import fold
from bot.rules.inflections import inflections
from bot.rules.toml_files import read_rules


def search_words(word: str) -> tuple[str, ...]:
    """Return the words that a typed word stands for; `*` at the end is any ending.

    Of `docking`: `dock`, `docks`, ..., `стыковк*`. A word of no concept stands for its own forms,
    and for what begins with it.
    """
    folded = fold(word)
    forms = inflections(folded)
    found = {f"{folded}*", *forms}
    for group in _groups():
        if any(_is_of(form, group) for form in (folded, *forms)):
            found.update(group)
    return tuple(sorted(found))


def _is_of(word: str, group: Iterable[str]) -> bool:
    return any(
        word.startswith(each[:-1]) if each.endswith("*") else word == each for each in group
    )


@cache
def _groups() -> tuple[tuple[str, ...], ...]:
    return tuple(_read())


def _read() -> Iterator[tuple[str, ...]]:
    for group in read_rules("search.toml")["groups"]:
        yield tuple(fold(word) for word in group)
