"""A third language is a folder in bot/locale: a .po file, a language.toml, and nothing else."""

import shutil
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.catalog import CatalogError, parse_catalog
from bot.core.delivery.messages import Answer
from bot.errors import ConfigError
from bot.local.replay import parsed_replay
from bot.locale import FOLDER, spoken_languages
from bot.locale.loading import load_texts
from bot.locale.typed import load_words
from tests.conversation import LATER, Conversation
from tests.integration.told import a_filled_store
from tests.scenes import played, scene_text, text_of

GERMAN = {
    "I follow the news about {topics}.": "Ich verfolge die Nachrichten über {topics}.",
    "Language": "Sprache",
    "Muted": "Stumm",
    "Time zone": "Zeitzone",
    "until {time}": "bis {time}",
    "As it stood on {day}": "So stand es am {day}",
    "Reported · one source": "Gemeldet · eine Quelle",
    "one source: {name}": "eine Quelle: {name}",
    "no word from {parties} yet": "noch nichts von {parties}",
    "No word from {parties} yet": "Noch nichts von {parties}",
    "in English": "auf Englisch",
    "in Russian": "auf Russisch",
    "the newest stories": "die neuesten Geschichten",
}
COUNTED = {("{n} outlet", "{n} outlets"): ("{n} Medium", "{n} Medien")}
HEADER = """\
msgid ""
msgstr ""
"Language: de\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"Content-Type: text/plain; charset=utf-8\\n"

"""
WORDS = """\
day = "d. MMM y"
off = ["aus"]
at = ["am"]
weekly = ["wöchentlich"]
[cities]
"köln" = "Europe/Berlin"
"""


def po() -> str:
    said = [f'msgid "{key}"\nmsgstr "{text}"\n' for key, text in GERMAN.items()]
    said += [
        f'msgid "{one}"\nmsgid_plural "{many}"\nmsgstr[0] "{ein}"\nmsgstr[1] "{viele}"\n'
        for (one, many), (ein, viele) in COUNTED.items()
    ]
    return HEADER + "\n".join(said)


@pytest.fixture(scope="module")
def languages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of bot/locale with German added, in place of a shipped German."""
    folder = tmp_path_factory.mktemp("languages") / "locale"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    messages = folder / "de" / "LC_MESSAGES"
    messages.mkdir(parents=True, exist_ok=True)
    (messages / "isswire.po").write_text(po(), encoding="utf-8")
    (folder / "de" / "language.toml").write_text(WORDS, encoding="utf-8")
    return folder


@pytest.fixture
async def german(tmp_path: Path, languages: Path) -> AsyncIterator[Conversation]:
    store = await a_filled_store(tmp_path)
    yield Conversation(store, languages=languages, language="de-AT")
    await store.close()


def said(answer: Answer | None) -> str:
    assert answer is not None
    assert answer.message is not None
    return answer.message.plain


async def test_a_speaker_is_greeted_in_it_and_may_choose_it(german: Conversation) -> None:
    assert said(await german.says("/start")).startswith("Ich verfolge die Nachrichten über the")
    assert [each.text for each in german.buttons[3:]] == ["English", "Русский"]
    await german.presses("English")
    assert [each.text for each in german.buttons[3:]] == ["Deutsch", "Русский"]
    assert said(await german.says("/lang")) == "Language: English"
    assert [each.text for each in german.buttons[:3]] == ["✓ English", "Deutsch", "Русский"]
    await german.says("/lang Deutsch")
    assert said(await german.says("/lang")) == "Sprache: Deutsch"
    assert [each.text for each in german.buttons[:3]] == ["English", "✓ Deutsch", "Русский"]
    assert "/lang — English, Deutsch oder Русский" in said(await german.says("/help"))


async def test_what_is_typed_in_it_is_understood(german: Conversation) -> None:
    assert said(await german.says("/tz Moskau")) == "Zeitzone: Moskau · now 23:00"
    assert said(await german.says("/tz Köln")) == "Zeitzone: Berlin · now 22:00"
    assert said(await german.says("/mute 3 Tage")).startswith("Stumm: bis 29. Juli 2022")
    await german.says("/mute aus")
    await german.says("/digest wöchentlich 18:00")
    chat = await german.chat()
    assert chat is not None
    assert (chat.muted_until, chat.digest) == (None, "weekly 18:00")
    german.now = LATER + timedelta(days=30)
    assert "So stand es am 26. Juli 2022" in said(await german.says("/story 1 am 26. Juli"))


async def test_posts_are_worded_in_it(languages: Path) -> None:
    replay = parsed_replay(scene_text("russia-iss-exit"))
    scene = await played(replay, language="de", languages=languages)
    first = text_of(scene.posts[0].call)
    assert "eine Quelle: " in first
    assert "TASS · 18. Apr. 2021, 10:00 UTC · auf Russisch" in first
    assert "noch nichts von NASA" in first


def test_it_counts_measures_and_pays_as_its_people_do(languages: Path) -> None:
    german = load_texts(languages)["de"]
    counted = [german.count("{n} outlet", "{n} outlets", n) for n in (1, 2, 21)]
    assert counted == ["1 Medium", "2 Medien", "21 Medien"]
    assert german.formats.measure("540", "degrees") == "540 Grad"
    assert german.formats.money("4.2", "billion", "USD") == "4,2\xa0Mrd.\xa0$"
    assert german.say("Settings") == "Settings"


def test_feeds_yaml_takes_it(languages: Path) -> None:
    text = "allow_empty: true\ntopics: {iss: {title: {de: Raumstation}}}\n"
    catalog = parse_catalog(text, languages=spoken_languages(languages))
    assert catalog.topics[0].title.text("de") == "Raumstation"
    with pytest.raises(CatalogError, match=r"topics.iss.title.de: write one of en, ru"):
        parse_catalog(text)


def test_a_mistake_in_its_words_is_reported_with_its_key(tmp_path: Path) -> None:
    (tmp_path / "de" / "LC_MESSAGES").mkdir(parents=True)
    (tmp_path / "de" / "LC_MESSAGES" / "isswire.po").write_text(po(), encoding="utf-8")
    (tmp_path / "de" / "language.toml").write_text("of = ['aus']\nnow = 'jetzt'\n")
    with pytest.raises(ConfigError) as told:
        load_words(tmp_path)
    wrong = [line.partition("language.toml: ")[2] for line in str(told.value).splitlines()]
    assert wrong == [
        "now: Input should be a valid list",
        "of: unknown key; docs/languages.md has all there are",
    ]
