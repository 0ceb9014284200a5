"""The story that shaped the ledger, in our own words: Russia and the station, July 2022."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from bot.core.alerts.significance import Significance, significances
from bot.core.ledger.ledger import add_report, close_if_quiet, report_of
from bot.core.ledger.story_status import StoryStatus, standing
from bot.core.types import (
    Entry,
    Feed,
    Localised,
    Party,
    Placement,
    Relation,
    Report,
    Role,
    Status,
    Story,
)
from bot.rules.cue_rules import load_cues
from tests.build import AWAITED, a_feed, an_entry

PARTIES = tuple(
    Party(name, Localised({"en": name}), awaited=AWAITED.get(name, ()))
    for name in ("nasa", "roscosmos", "esa")
)
TASS = a_feed("tass", title="TASS", url="https://tass.com/rss", role=Role.STATE_MEDIA)
DAILY = a_feed("daily", role=Role.PRESS)
GAZETTE = a_feed("gazette", role=Role.PRESS, language="ru")
PAGE = a_feed("page", role=Role.PERSONAL)
AP = a_feed("ap", title="AP", url="https://apnews.com/rss", role=Role.WIRE)
REUTERS = a_feed("reuters", title="Reuters", url="https://reuters.com/rss", role=Role.WIRE)
NASA = a_feed("nasa-blog", role=Role.OFFICIAL, speaks_for="nasa")
ROSCOSMOS = a_feed("roscosmos", role=Role.OFFICIAL, speaks_for="roscosmos", language="ru")


@dataclass(frozen=True)
class Told:
    day: int
    feed: Feed
    title: str
    summary: str = ""


STORY = (
    Told(
        26, TASS, "Russia to leave the ISS after 2024", "The decision is made, Borisov told Putin."
    ),
    Told(26, GAZETTE, "Россия выйдет из проекта МКС после 2024 года", "Об этом сообщает ТАСС."),
    Told(
        26, DAILY, "Russia to quit the space station after 2024", "Borisov said so, TASS reports."
    ),
    Told(26, AP, "Russia to drop out of the ISS after 2024", "Russia's space chief told Putin."),
    Told(26, PAGE, "Russia is leaving the ISS!"),
    Told(26, NASA, "NASA has no official word from Russia", "The agency has not been notified."),
    Told(27, REUTERS, "Russia to stay on the ISS until at least 2028", "Officials told NASA so."),
    Told(29, ROSCOSMOS, "Роскосмос: дата выхода не определена", "Решение ещё не принято."),
)


@dataclass(frozen=True)
class Step:
    story: Story
    changes: tuple[Significance, ...]
    standing: StoryStatus


def replay(told: tuple[Told, ...]) -> list[Step]:
    steps: list[Step] = []
    story: Story | None = None
    for hour, each in enumerate(told):
        at = datetime(2022, 7, each.day, hour, tzinfo=UTC)
        entry = an_entry(
            each.title,
            id=f"{hour:032}",
            summary=each.summary,
            seen=at,
            language=each.feed.language,
        )
        before, story = story, add_report(story, entry, PLACE, ("iss",), reporting(each.feed))
        steps.append(Step(story, significances(before, story), seen(story, at)))
    return steps


PLACE = Placement("5" * 16, Relation.JOINS)


def seen(story: Story, at: datetime) -> StoryStatus:
    return standing(story, parties=PARTIES, now=at)


class reporting:  # noqa: N801  # reads as a verb where it is used
    def __init__(self, feed: Feed) -> None:
        self._feed = feed

    def __call__(self, entry: Entry, placement: Placement, after: Story | None) -> Report:
        return report_of(
            entry, self._feed, placement, cues=load_cues(), parties=PARTIES, after=after
        )


@cache
def steps() -> list[Step]:
    """The story replayed, once for the tests that read it."""
    return replay(STORY)


def test_five_outlets_relaying_one_speech_are_one_origin() -> None:
    assert [step.standing.status for step in steps()[:5]] == [Status.REPORTED] * 5
    assert {step.standing.origins for step in steps()[:5]} == {("agency:tass",)}
    assert steps()[4].standing.why == "All reports rest on the word of TASS."


def test_the_claim_is_one_message_and_its_echoes_make_no_sound() -> None:
    assert [each.message for each in steps()[0].changes] == [True]
    assert not any(each.message for step in steps()[1:5] for each in step.changes)


def test_nasas_word_is_a_message_that_answers_the_claim_and_makes_nothing_official() -> None:
    claim, word = steps()[5].changes
    assert (claim.development, claim.edit) == (1, True)
    assert (word.development, word.message, word.reasons) == (2, True, ("an answer",))
    assert stands(5, 1).status is Status.REPORTED
    assert [(each.party, each.own) for each in stands(5, 1).heard][-1] == ("nasa", True)


def test_until_nasa_speaks_its_silence_is_told() -> None:
    assert "nasa" in stands(4, 1).silent
    assert "nasa" not in stands(5, 1).silent


def test_until_2028_is_told_and_heads_a_message_of_its_own() -> None:
    (told,) = steps()[6].changes
    assert (told.development, told.message) == (3, True)
    assert stands(6, 1).status is Status.REPORTED


def test_the_party_it_is_about_denies_it() -> None:
    denied, denial = steps()[7].changes
    assert (denied.at_once, denial.message, denial.important) == (True, True, True)
    turned = stands(7, denied.development)
    assert (turned.status, turned.party) == (Status.DENIED, "roscosmos")


def test_in_september_it_is_a_new_episode() -> None:
    quiet = datetime(2022, 8, 30, tzinfo=UTC)
    story = close_if_quiet(steps()[-1].story, quiet)
    assert seen(story, quiet).status is Status.CLOSED
    september = quiet + timedelta(days=23)
    entry = an_entry("Russia may stay until 2028", id="9" * 32, seen=september)
    again = add_report(story, entry, PLACE, ("iss",), reporting(DAILY))
    (told,) = significances(story, again)
    assert (again.episode, told.first) == (2, True)
    assert seen(again, september).status is Status.REPORTED


def stands(step: int, development: int) -> StoryStatus:
    story = steps()[step].story
    return standing(story, development=development, parties=PARTIES, now=story.updated)
