"""The page of a story: what it shows, in whose words, as of when."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.ledger.editor_events import Act
from bot.core.ledger.story_status import StoryStatus, standing
from bot.core.pages.addresses import Address
from bot.core.pages.frame import Site
from bot.core.pages.public_story import PAGE, PublicStory, public_story
from bot.core.types import Modality, Role, Story, StoryEvent
from tests.build import NOON, PARTIES, a_report, a_story, a_view

HOUR = timedelta(hours=1)
SITE = Site("https://news.example")
CLAIM = a_report(entry="1" * 32, url="https://tass.example/1", quoted=("roscosmos",))
WORD = a_report(
    "NASA: nothing official yet",
    entry="2" * 32,
    feed="nasa",
    outlet="NASA",
    role=Role.OFFICIAL,
    party="nasa",
    origin="party:nasa",
    voice="party:nasa",
    modality=Modality.DENIES,
    at=NOON + HOUR,
)
STORY = a_story(CLAIM, WORD)


def stands(story: Story, now: datetime) -> StoryStatus:
    return standing(story, parties=PARTIES, now=now)


def page(story: Story = STORY, address: Address = Address(number=42)) -> PublicStory:  # noqa: B008
    return public_story(story, stands, a_view(), address, SITE)


def test_a_timeline_says_who_said_what_and_how_the_story_stood_then() -> None:
    rows = page().rows
    assert [(row.teller, row.said[0].text) for row in rows] == [
        ("TASS", CLAIM.title),
        ("NASA", WORD.title),
    ]
    assert [row.badge.kind for row in rows if row.badge] == ["reported", "denied"]


def test_a_headline_is_the_sources_own_and_leads_there() -> None:
    shown = page(a_story(CLAIM))
    assert (shown.headline.words, shown.url) == (CLAIM.title, CLAIM.url)
    assert shown.headline.language == ""


def test_a_headline_in_another_language_says_which() -> None:
    foreign = a_report("Россия выйдет из проекта МКС", language="ru")
    assert page(a_story(foreign)).headline.language == "ru"


def test_a_long_timeline_has_pages_and_the_first_holds_the_newest() -> None:
    reports = [a_report(str(n), entry=f"{n:032x}", at=NOON + n * HOUR) for n in range(PAGE + 5)]
    first = page(a_story(*reports))
    second = page(a_story(*reports), Address(number=42, page=2))
    assert [row.said[0].text for row in first.rows] == [str(n) for n in range(5, PAGE + 5)]
    assert [row.said[0].text for row in second.rows] == list("01234")
    assert (first.newer, second.older) == (None, None)
    assert first.older is not None
    assert first.older.href == "/s/42/page/2"


def test_a_page_beyond_the_last_is_the_last() -> None:
    assert len(page(address=Address(number=42, page=9)).rows) == 2


def test_what_editors_did_stands_between_reports_without_their_names() -> None:
    story = replace(
        STORY, events=(StoryEvent(NOON + HOUR / 2, Act.STATUS, by="99", detail="denied"),)
    )
    rows = page(story).rows
    assert rows[1].said[0].text == "the editors set the status: Denied"
    assert "99" not in str(rows)


def test_a_view_of_a_day_is_not_for_search_engines_and_says_which_day() -> None:
    shown = page(address=Address(number=42, at=NOON.date()))
    assert (shown.frame.indexed, shown.day) == (False, "26 Jul 2022")
    assert shown.frame.url == "https://news.example/s/42"


def test_static_pages_have_no_form() -> None:
    address, site = Address(number=42), replace(SITE, live=False)
    assert public_story(STORY, stands, a_view(), address, site).days is None


def test_a_page_under_a_path_stays_under_it() -> None:
    site = replace(SITE, prefix="/iss")
    shown = public_story(STORY, stands, a_view(), Address(number=42), site)
    assert shown.frame.home.href == "/iss/"
    assert shown.frame.url == "https://news.example/iss/s/42"
