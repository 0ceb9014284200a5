"""The timeline of a story: step by step, the newest first, on one screen of a phone."""

from dataclasses import replace
from datetime import timedelta

from bot.core.delivery.messages import Message
from bot.core.renderer.standings import standings
from bot.core.renderer.story_timeline import PAGE, timeline
from bot.core.types import Answer, Kind, Story, StoryEvent
from tests.build import NOON, PARTIES, a_report, a_story, a_view
from tests.laid_out import rows_of
from tests.unit.renderer.test_post import CLAIM, HOUR, NASA, RUSSIAN

DAY = timedelta(days=1)
DOUBT = replace(NASA, development=2, answers=1, how=Answer.DOUBTS)
LATER = a_view(now=NOON + 20 * DAY, parties=PARTIES)


def a_timeline(story: Story, page: int = 0) -> Message:
    return timeline(story, standings(LATER), LATER, page=page)


def a_long_story(count: int) -> Story:
    return a_story(
        *(
            a_report(
                f"Step {index} of a long matter that goes on and on at the station for weeks",
                entry=f"{index:032}",
                at=NOON + index * HOUR,
                development=index,
            )
            for index in range(1, count + 1)
        )
    )


def test_a_timeline_tells_each_development_with_its_badge_and_who_tells_it() -> None:
    assert a_timeline(a_story(CLAIM, RUSSIAN, DOUBT)).plain == (
        "Russia to leave the ISS after 2024\n"
        "🔵 Several sources\n"
        "\n"
        "🟢 NASA has received no notice from its partner\n"
        "#42.2 · NASA · 26 Jul 2022, 14:00 UTC · doubts #42.1\n"
        "🔵 Russia to leave the ISS after 2024\n"
        "#42.1 · TASS and 1 more · 26 Jul 2022, 12:00 UTC\n"
        "NASA: does not confirm it\n"
        "No word from Roscosmos yet\n"
        "\n"
        "#42 · grouped by machine, not fact-checked"
    )


def test_a_timeline_marks_what_explains_and_what_sets_right() -> None:
    opinion = replace(CLAIM, kind=Kind.ANALYSIS)
    mended = replace(RUSSIAN, kind=Kind.CORRECTION, development=2)
    plain = a_timeline(a_story(opinion, mended)).plain
    assert "12:00 UTC · analysis\n" in plain
    assert "13:00 UTC · correction\n" in plain


def test_closing_and_reopening_stand_in_their_place() -> None:
    again = replace(RUSSIAN, at=NOON + 9 * DAY, episode=2, development=2)
    events = (
        StoryEvent(at=NOON + 4 * DAY, kind="closed"),
        StoryEvent(at=NOON + 9 * DAY, kind="reopened"),
    )
    plain = a_timeline(a_story(CLAIM, again, episode=2, events=events)).plain
    words = ("Россия", "reopened", "closed after quiet days", "Russia to leave")
    places = [plain.index(each) for each in words]
    assert places == sorted(places)


def test_a_development_of_an_older_story_has_no_number_of_its_own() -> None:
    again = replace(RUSSIAN, at=NOON + 9 * DAY, episode=2)
    assert "#42.1" not in a_timeline(a_story(CLAIM, again, episode=2)).plain


def test_a_long_timeline_is_turned_by_buttons_from_the_newest_page() -> None:
    newest = a_timeline(a_long_story(PAGE + 1))
    assert "Step 2 " in newest.plain
    assert "Step 1 " not in newest.plain
    assert [each.text for each in newest.buttons[0]] == ["◀ Earlier"]
    oldest = a_timeline(a_long_story(PAGE + 1), page=1)
    assert "Step 1 " in oldest.plain
    assert [each.text for each in oldest.buttons[0]] == ["Later ▶"]


def test_a_page_that_does_not_exist_is_the_nearest_one() -> None:
    assert a_timeline(a_long_story(3), page=99) == a_timeline(a_long_story(3))


def test_a_timeline_is_no_longer_than_a_glance_and_a_tap_shows_the_rest() -> None:
    long, short = a_timeline(a_long_story(PAGE)), a_timeline(a_story(CLAIM, DOUBT))
    assert rows_of(long.html) <= 12
    assert "<blockquote expandable>" in long.html
    assert long.plain.count("Step") == PAGE
    assert rows_of(short.html) <= 12
