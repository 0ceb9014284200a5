"""Pages for those who ask: timelines, lists, digests, settings, and the health of feeds."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.core.editing.objections import Objection, count_objections, objection
from bot.core.ledger.story_status import StoryStatus, standing
from bot.core.planning.planner import PlannedEntry
from bot.core.reading.poll_result import FeedState, Hub
from bot.core.reasons import verbatim
from bot.core.reasons.feed_failures import FeedFailure
from bot.core.reasons.news import Matched, Placed
from bot.core.renderer.digest import digest_stories, digest_window, wanted_stories
from bot.core.renderer.feed_pages import Health, feed_page, health, health_page
from bot.core.renderer.list_pages import (
    digest_page,
    latest_page,
    search_page,
)
from bot.core.renderer.merge_pages import no_status, status_names
from bot.core.renderer.settings_pages import choices_page, parse_setting, settings_page
from bot.core.renderer.story_page import story_at, story_sources
from bot.core.renderer.why_page import objections_page, why_page
from bot.core.types import (
    Alerts,
    ChatKind,
    Genre,
    Modality,
    Placement,
    Relation,
    Role,
    Story,
    Subscription,
    SubscriptionKind,
    Verdict,
)
from bot.locale.loading import load_texts
from tests.build import NOON, PARTIES, a_chat, a_feed, a_report, a_story, a_view, an_entry
from tests.strict_html import visible_text
from tests.unit.renderer.test_post import CLAIM, HOUR, NASA, RUSSIAN

DAY = timedelta(days=1)


def stands(story: Story, at: datetime = NOON + 8 * HOUR) -> StoryStatus:
    return standing(story, parties=PARTIES, now=at)


def test_the_story_of_a_day_has_only_what_was_told_by_then_with_its_headlines() -> None:
    retitled = replace(CLAIM, title="Later words", headlines=((NOON + 3 * HOUR, "First words"),))
    then = story_at(a_story(retitled, NASA), NOON + HOUR)
    assert then is not None
    assert [each.title for each in then.reports] == ["First words"]
    assert story_at(a_story(CLAIM), NOON - HOUR) is None


def test_the_sources_say_what_each_rests_on() -> None:
    resting = replace(RUSSIAN, origin="agency:tass", origin_words="сообщает ТАСС")
    copied = replace(CLAIM, entry="9" * 32, outlet="Copy", duplicate_of=CLAIM.entry)
    plain = story_sources(a_story(CLAIM, resting, copied), stands(a_story(CLAIM)), a_view()).plain
    assert "rests on: сообщает ТАСС" in plain
    assert "Copy (State media) · 26 Jul 2022, 12:00 UTC · the same text" in plain


def test_why_names_the_rule_and_the_origins() -> None:
    plain = why_page(a_story(CLAIM), stands(a_story(CLAIM)), (), a_view()).plain
    assert "\nAll reports rest on the word of TASS.\n" in plain
    assert "1 independent origin: TASS" in plain


def test_why_gives_every_stage_s_reasons() -> None:
    planned = PlannedEntry(
        an_entry(id=CLAIM.entry),
        Verdict(("iss",), (Matched.BY_FEED(),)),
        Placement("5" * 16, Relation.NEW, reasons=(Placed.FIRST(),)),
    )
    heard = replace(CLAIM, modality_words="has been made")
    plain = why_page(a_story(heard), stands(a_story(heard)), [planned], a_view()).plain
    assert "matched: all of this feed\nin this story: no earlier story is like it\n" in plain
    assert "\nheard: has been made" in plain


def test_objections_are_counted_by_story_most_objected_first() -> None:
    story, other = a_story(CLAIM), a_story(RUSSIAN, id="6" * 16, number=43)
    said = [
        objection(a_chat(1), story, Objection.LABEL),
        objection(a_chat(1), other, Objection.STORY),
        objection(a_chat(2), other, Objection.STORY),
    ]
    page = objections_page(count_objections(said), {story.id: story, other.id: other}, a_view())
    assert page.plain.index("#43") < page.plain.index("#42")
    assert "Not the same story: 2" in page.plain


def test_a_digest_marks_what_has_changed_since_the_last_one() -> None:
    story = replace(a_story(CLAIM, RUSSIAN), updated=RUSSIAN.at)
    since = NOON + timedelta(minutes=30)
    listed = digest_stories(
        [story], parties=PARTIES, failing=frozenset(), since=since, now=NOON + 8 * HOUR
    )
    plain = digest_page(listed, a_view(), since=since).plain
    assert "Digest since 26 Jul 2022: 1 story" in plain
    assert "was: Reported · one source" in plain


def test_a_digest_names_the_developments_since_the_last_one() -> None:
    docking = a_report("Ship 7 docks", entry="2", at=NOON + 3 * HOUR, development=2)
    photo = a_report(
        "Photo of Ship 7", entry="3", at=NOON + 4 * HOUR, development=3, genre=Genre.PHOTO
    )
    hatch = a_report("Hatches open", entry="4", at=NOON + 5 * HOUR, development=4)
    story = replace(a_story(CLAIM, docking, photo, hatch), updated=hatch.at)
    since = NOON + HOUR
    listed = digest_stories(
        [story], parties=PARTIES, failing=frozenset(), since=since, now=NOON + 8 * HOUR
    )
    lines = digest_page(listed, a_view(), since=since).plain.splitlines()
    assert lines[3] == "⚪ Hatches open"
    assert lines[5] == "· ⚪ Ship 7 docks"
    assert not any("Photo" in each or CLAIM.title in each for each in lines)


def test_a_digest_opens_its_first_stories_and_its_settings() -> None:
    many = [replace(a_story(CLAIM), id=f"{index:016}", number=index + 1) for index in range(12)]
    listed = digest_stories(
        many, parties=PARTIES, failing=frozenset(), since=NOON - DAY, now=NOON + HOUR
    )
    page = digest_page(listed, a_view(), since=NOON - DAY)
    rows = [[each.text for each in row] for row in page.buttons]
    assert rows == [["#1", "#2", "#3", "#4"], ["#5", "#6", "#7", "#8"], ["Settings"]]
    assert all(f"#{number} · " in page.plain for number in range(1, 9))


def test_the_buttons_of_a_digest_stand_in_the_order_of_its_stories() -> None:
    topics = ("roscosmos", "iss", "roscosmos", "iss")
    told = [
        replace(a_story(CLAIM), id=f"{index:016}", number=index + 1, topics=(topic,))
        for index, topic in enumerate(topics)
    ]
    listed = digest_stories(
        told, parties=PARTIES, failing=frozenset(), since=NOON - DAY, now=NOON + HOUR
    )
    page = digest_page(listed, a_view(), since=NOON - DAY)
    numbers = [each.text for each in page.buttons[0]]
    assert sorted(numbers, key=lambda number: page.plain.index(f"{number} · ")) == numbers
    assert numbers != sorted(numbers)


def test_a_channels_digest_leads_to_the_bot() -> None:
    told = digest_stories(
        [a_story(CLAIM)], parties=PARTIES, failing=frozenset(), since=NOON - DAY, now=NOON
    )
    channel = a_view(a_chat(-1001, kind=ChatKind.CHANNEL))
    [[button]] = digest_page(told, channel, since=NOON - DAY).buttons
    assert (button.text, button.url) == ("#42", "https://t.me/isswire_bot?start=s42")
    assert digest_page((), channel, since=NOON).buttons == ()


def test_a_digest_leaves_out_what_has_not_moved() -> None:
    listed = digest_stories(
        [a_story(CLAIM)], parties=PARTIES, failing=frozenset(), since=NOON + HOUR, now=NOON + DAY
    )
    assert listed == ()
    assert "Nothing new" in digest_page(listed, a_view(), since=NOON).plain


def test_a_weekly_digest_looks_a_week_back() -> None:
    assert digest_window(a_chat(digest="weekly 08:00"), NOON) == NOON - 7 * DAY
    assert digest_window(a_chat(), NOON) == NOON - DAY


def test_a_digest_begins_where_the_last_one_ended_unless_that_is_long_ago() -> None:
    late = NOON - timedelta(hours=30)
    assert digest_window(a_chat(), NOON, last=late) == late
    assert digest_window(a_chat(), NOON, last=NOON - 3 * DAY) == NOON - DAY


def test_a_digest_has_the_chats_topics_and_what_it_follows_and_nothing_muted() -> None:
    iss, moon, muted = (
        replace(a_story(CLAIM), id=id, topics=(topic,))
        for id, topic in (("1", "iss"), ("2", "moon"), ("3", "iss"))
    )
    stories = [iss, moon, muted]
    quiet = Subscription(7, 0, SubscriptionKind.MUTED_STORY, "3")
    topic = Subscription(7, 0, SubscriptionKind.TOPIC, "iss")
    follows = Subscription(7, 0, SubscriptionKind.STORY, "2")
    assert wanted_stories(stories, []) == stories
    assert wanted_stories(stories, [quiet]) == [iss, moon]
    assert wanted_stories(stories, [topic, quiet]) == [iss]
    assert wanted_stories(stories, [topic, follows]) == stories


def test_a_crowded_digest_says_how_much_is_left_out() -> None:
    crowd = [
        replace(a_story(replace(CLAIM, title="long words " * 20)), id=f"{index:016}")
        for index in range(60)
    ]
    listed = digest_stories(
        crowd, parties=PARTIES, failing=frozenset(), since=NOON - DAY, now=NOON + HOUR
    )
    message = digest_page(listed, a_view(), since=NOON - DAY)
    assert "more: /latest" in message.plain
    visible_text(message.html)


def test_a_list_has_a_button_per_story_and_turns_by_pages() -> None:
    told = [(a_story(CLAIM), stands(a_story(CLAIM)))]
    page = latest_page(told, a_view(), topic="iss", offset=5, size=5, more=True)
    texts = [[each.text for each in row] for row in page.buttons]
    assert texts == [["#42"], ["◀ Newer", "Older ▶"]]


def test_settings_show_every_preference_and_mark_the_present_choice() -> None:
    rows = settings_page(a_chat(), a_view()).buttons
    assert [row[0].text for row in rows][:3] == [
        "Language: English",
        "Time zone: UTC",
        "Alerts: all",
    ]
    choices = choices_page(a_chat(), "style", a_view()).buttons
    marked = [each.text for row in choices for each in row if each.text.startswith("✓")]
    assert marked == ["✓ standard"]


NEW = FeedState(feed="tass", url="https://tass.example/rss", next_poll=NOON)
POLLED = replace(NEW, last_poll=NOON, last_success=NOON, last_entry=NOON)


@pytest.mark.parametrize(
    ("state", "how"),
    [
        (None, Health.NEW),
        (NEW, Health.NEW),
        (POLLED, Health.FINE),
        (replace(POLLED, failures=2), Health.FINE),
        (replace(POLLED, failures=3), Health.FAILING),
        (replace(POLLED, gone=True), Health.GONE),
        (replace(POLLED, moved_to="https://new.example"), Health.MOVED),
        (replace(POLLED, last_entry=NOON - 30 * DAY), Health.SILENT),
    ],
)
def test_the_health_of_a_feed(state: FeedState | None, how: Health) -> None:
    assert health(state, NOON) is how


def test_feeds_are_listed_worst_first_with_the_error_in_words() -> None:
    failing = replace(
        POLLED, failures=4, error=verbatim("HTTP 500 from <server>"), failing_since=NOON
    )
    gone = replace(POLLED, gone=True)
    feeds = [a_feed("a"), a_feed("b"), a_feed("c")]
    page = health_page(feeds, {"a": failing, "b": gone, "c": POLLED}, {}, a_view())
    assert page.plain.startswith("1 feed is fine\n\nB · b · gone")
    assert "4 failed polls: HTTP 500 from <server>" in page.plain
    assert "next poll" not in feed_page(a_feed("b"), gone, {}, a_view()).plain
    visible_text(page.html)


def test_a_feed_says_whether_its_hub_tells_of_news() -> None:
    asked = Hub("https://hub.example/", "https://a.example/feed", tries=1)
    telling = replace(asked, tries=0, until=NOON + timedelta(days=9))
    hubs = (None, replace(asked, tries=0), asked, telling, replace(telling, missed=2))
    states = [replace(POLLED, hub=hub) for hub in hubs]
    pages = [feed_page(a_feed("a"), state, {}, a_view()).plain for state in states]
    assert ["hub" in page for page in pages] == [False, False, True, True, True]
    assert ["its hub tells of news, until" in page for page in pages] == [
        *[False] * 3,
        True,
        False,
    ]
    page = health_page([a_feed("a")], {"a": states[3]}, {}, a_view()).plain
    assert "1 feed is told of by its hub" in page


def test_a_report_s_role_and_voice_are_in_the_bot_s_words() -> None:
    told = a_report(role=Role.GOVERNMENT, modality=Modality.NO_COMMENT)
    plain = story_sources(a_story(told), stands(a_story(told)), a_view()).plain
    assert "TASS (Government)" in plain


NOT_FOUND = FeedFailure.STATUS(status="404 Not Found")


def test_a_feed_s_page_says_why_its_articles_are_not_read() -> None:
    state = FeedState("b", "https://b.example", NOON, article_error=NOT_FOUND)
    words = "articles are not read: it answers 404 Not Found"
    assert words in feed_page(a_feed("b", full_text=True), state, {}, a_view()).plain
    assert words not in feed_page(a_feed("b"), state, {}, a_view()).plain


def test_words_too_long_for_a_button_say_that_there_is_more() -> None:
    story = a_story(CLAIM)
    stands = standing(story, parties=PARTIES, failing=frozenset(), now=NOON)
    long = "утечка теплоносителя на грузовом корабле"
    for_short, for_long = (
        search_page([(story, stands)], a_view(), words=words, offset=0, more=True)
        for words in ("leak", long)
    )
    assert "There are more" not in for_short.plain
    assert len(for_short.buttons) == 2
    assert "There are more" in for_long.plain


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "reported, several sources, official, denied, disputed, computed"),
        ("ru", "сообщается, несколько источников, официально, опровергнуто, спорно, по правилам"),
    ],
)
def test_a_status_there_is_none_of_is_refused_with_those_there_are(
    language: str, words: str
) -> None:
    texts = load_texts()[language]
    refusal = no_status("закрыто", a_view(texts=texts)).plain
    assert refusal.endswith(f": {words}.")
    assert set(words.split(", ")) <= set(status_names(texts))


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("", ("", "")),
        ("quiet 23:00-07:00", ("quiet", "23:00-07:00")),
        ("Quiet hours 23-7", ("quiet", "23-7")),
        ("Тихие часы выкл", ("quiet", "выкл")),
        ("тихие 23-7", ("quiet", "23-7")),
        ("В тихие часы без звука", ("night", "silent")),
        ("Вид краткий", ("style", "compact")),
        ("Оповещения только официальное и важное", ("alerts", "important")),
        ("Часовой пояс Europe/Moscow", ("zone", "Europe/Moscow")),
        ("alerts all", ("alerts", "all")),
        ("nonsense 7", ("nonsense", "7")),
    ],
)
def test_a_setting_is_typed_by_the_words_of_its_buttons(
    asked: str, meant: tuple[str, str]
) -> None:
    assert parse_setting(asked, load_texts().values()) == meant


@pytest.mark.parametrize(
    ("alerts", "first", "said"),
    [(Alerts.ALL, True, True), (Alerts.ALL, False, False), (Alerts.DIGEST, True, False)],
)
def test_a_chats_first_digest_says_what_comes_nowhere_else(
    alerts: Alerts, first: bool, said: bool
) -> None:
    view = a_view(a_chat(alerts=alerts))
    page = digest_page((), view, since=NOON, first=first)
    assert ("come in the digest only" in page.plain) is said
