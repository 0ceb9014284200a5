"""The catalogs: no sentence without its translation, no number without its form."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po

import bot
from bot.core.lang.i18n import supported_language
from bot.core.ledger.status_rules import SENTENCES
from bot.core.reasons import KINDS
from bot.locale import catalog_path, spoken_languages
from bot.locale.loading import load_texts

KEYWORDS: Mapping[str, tuple[int, ...] | None] = {
    "say": None,
    "sentence": None,
    "key": None,
    "count": (1, 2),
    "counted": (1, 2),
}
TRANSLATED = spoken_languages()[1:]


def said() -> Iterator[str | tuple[str, ...]]:
    """Every sentence marked in the code; the ledger's rules and reasons are keys by themselves."""
    for path in sorted(Path(bot.__file__).parent.rglob("*.py")):
        if re.search("texts|i18n", path.read_text().lower()):
            for _, found, _, _ in extract_from_file("python", path, keywords=KEYWORDS):
                yield found if isinstance(found, str) else tuple(found)
    yield from SENTENCES.values()
    yield from (kind.value for kind in KINDS.values())


def catalog(language: str) -> Catalog:
    with catalog_path(language).open("rb") as file:
        return read_po(file, locale=language)


def names(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def messages(language: str) -> list[Message]:
    return [message for message in catalog(language) if message.id]


def known(language: str) -> set[str]:
    """The sentences of a catalog; a counted one by its singular."""
    ids = (message.id for message in messages(language))
    return {each if isinstance(each, str) else each[0] for each in ids}


def forms(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_of_the_bot_is_translated(language: str) -> None:
    keys = {each if isinstance(each, str) else each[0] for each in said()}
    assert sorted(keys - known(language)) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_translation_is_left_of_a_sentence_that_is_gone(language: str) -> None:
    keys = {each if isinstance(each, str) else each[0] for each in said()}
    assert sorted(known(language) - keys) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_translation_is_empty_or_a_guess(language: str) -> None:
    doubtful = [each.id for each in messages(language) if each.fuzzy or not all(forms(each))]
    assert doubtful == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_counted_sentence_has_every_form_of_its_language(language: str) -> None:
    counted = {each for each in said() if not isinstance(each, str)}
    by_id = {message.id: forms(message) for message in messages(language)}
    plurals = get_plural(language).num_plurals
    missing = [each for each in counted if len(by_id.get(each, ())) != plurals]
    assert missing == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_has_the_names_of_its_sentence(language: str) -> None:
    wrong = [
        message.id
        for message in messages(language)
        for form in forms(message)
        if names(form) != names(message.id if isinstance(message.id, str) else message.id[1])
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("n", "words"),
    [
        (1, "1 издание"),
        (2, "2 издания"),
        (5, "5 изданий"),
        (11, "11 изданий"),
        (21, "21 издание"),
        (112, "112 изданий"),
    ],
)
def test_russian_counts_as_russians_do(n: int, words: str) -> None:
    assert load_texts()["ru"].count("{n} outlet", "{n} outlets", n) == words


def test_english_is_the_keys_themselves() -> None:
    english = load_texts()["en"]
    assert english.count("{n} outlet", "{n} outlets", 1) == "1 outlet"
    assert english.say("Official: {party}", party="NASA") == "Official: NASA"


@pytest.mark.parametrize(
    ("code", "language"),
    [("ru", "ru"), ("ru-RU", "ru"), ("en-GB", "en"), ("tlh", "en"), ("", "en")],
)
def test_a_telegram_language_is_one_the_bot_speaks(code: str, language: str) -> None:
    assert supported_language(code, spoken_languages()) == language
