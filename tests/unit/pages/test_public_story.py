"""The page of a story: what it shows, in whose words, as of when."""

from dataclasses import replace
from datetime import timedelta

from bot.core.ledger.developments import Development
from bot.core.ledger.editor_events import Act
from bot.core.ledger.story_status import StoryStatus, standing
from bot.core.pages.addresses import Address, Leaf
from bot.core.pages.frame import Site
from bot.core.pages.outgoing_feed import story_feed
from bot.core.pages.public_story import PublicStory, public_story
from bot.core.pages.steps_of_story import PAGE, Happening, Step
from bot.core.renderer.standings import standings
from bot.core.types import Answer, Modality, Role, Story, StoryEvent
from tests.build import NOON, PARTIES, a_report, a_story, a_view

HOUR = timedelta(hours=1)
SITE = Site("https://news.example")
CLAIM = a_report(entry="1" * 32, url="https://tass.example/1", quoted=("roscosmos",))
AGAIN = a_report("Россия уйдёт с МКС", entry="3" * 32, outlet="РИА", at=NOON + HOUR, language="ru")
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
    at=NOON + 2 * HOUR,
    development=2,
    answers=1,
    how=Answer.DENIES,
)
STORY = a_story(CLAIM, AGAIN, WORD)


def stands(story: Story, told: Development | None) -> StoryStatus:
    number = told.number if told else None
    return standing(story, development=number, parties=PARTIES, now=NOON + 8 * HOUR)


def page(story: Story = STORY, address: Address = Address(number=42)) -> PublicStory:  # noqa: B008
    return public_story(story, stands, a_view(), address, SITE)


def told(shown: PublicStory) -> list[Step]:
    return [each for each in shown.steps if isinstance(each, Step)]


def test_a_timeline_has_a_step_for_each_development_with_its_own_badge() -> None:
    claim, word = told(page())
    assert (claim.teller, claim.headline.words) == ("TASS", CLAIM.title)
    assert (word.teller, word.headline.words) == ("NASA", WORD.title)
    assert (claim.badge.kind, word.badge.kind) == ("denied", "official")


def test_further_reports_of_a_development_stand_under_it() -> None:
    claim, word = told(page())
    assert [(each.teller, each.language) for each in claim.tellings] == [("РИА", "ru")]
    assert word.tellings == ()


def test_an_answer_leads_to_what_it_answers() -> None:
    claim, word = told(page())
    assert [(span.text, span.url) for span in word.answers] == [
        ("Answers: ", None),
        (CLAIM.title, f"#{claim.anchor}"),
    ]
    assert claim.answers == ()


def test_many_reports_of_a_development_are_counted() -> None:
    reports = [a_report(entry=f"{n:032x}", at=NOON + n * HOUR / 60) for n in range(20)]
    [claim] = told(page(a_story(*reports)))
    assert (len(claim.tellings), claim.more) == (6, "and 13 more reports")


def test_a_development_that_comes_again_in_a_later_episode_is_another_step() -> None:
    later = replace(CLAIM, entry="9" * 32, at=NOON + 5 * HOUR, episode=2)
    first, second = told(page(a_story(CLAIM, later, episode=2)))
    assert first.anchor != second.anchor


def test_a_headline_is_the_sources_own_and_leads_there() -> None:
    shown = page(a_story(CLAIM))
    assert (shown.headline.words, shown.url) == (CLAIM.title, CLAIM.url)
    assert shown.headline.language == ""


def test_a_headline_in_another_language_says_which() -> None:
    foreign = a_report("Россия выйдет из проекта МКС", language="ru")
    assert page(a_story(foreign)).headline.language == "ru"


def test_a_long_timeline_has_pages_and_the_first_holds_the_newest() -> None:
    reports = [
        a_report(str(n), entry=f"{n:032x}", at=NOON + n * HOUR / 60, development=n + 1)
        for n in range(PAGE + 5)
    ]
    first = page(a_story(*reports))
    second = page(a_story(*reports), Address(number=42, page=2))
    assert [step.headline.words for step in told(first)] == [str(n) for n in range(5, PAGE + 5)]
    assert [step.headline.words for step in told(second)] == list("01234")
    assert (first.newer, second.older) == (None, None)
    assert first.older is not None
    assert first.older.href == "/s/42/page/2"


def test_a_page_beyond_the_last_is_the_last() -> None:
    assert len(told(page(address=Address(number=42, page=9)))) == 2


def test_what_editors_did_stands_between_reports_without_their_names() -> None:
    story = replace(
        STORY, events=(StoryEvent(NOON + HOUR / 2, Act.STATUS, by="99", detail="denied"),)
    )
    [_, acted, _] = page(story).steps
    assert isinstance(acted, Happening)
    assert acted.words == "the editors set the status: Denied"
    assert "99" not in str(page(story).steps)


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


def test_what_was_taken_back_is_marked_and_leads_nothing() -> None:
    taken = StoryEvent(NOON + 3 * HOUR, Act.RETRACTED, "99", development=2)
    shown = page(replace(STORY, events=(taken,)))
    claim, word = told(shown)
    assert (word.badge.kind, word.badge.words) == ("retracted", "Taken back by the editors")
    assert (claim.badge.kind, shown.headline.words) == ("reported", CLAIM.title)


def test_who_reads_a_storys_feed_hears_what_was_taken_back() -> None:
    taken = StoryEvent(NOON + 300 * HOUR, Act.RETRACTED, "99", development=2)
    story, view = replace(STORY, events=(taken,)), a_view(now=NOON + 400 * HOUR)
    address = Address(number=42, leaf=Leaf.ATOM)
    said = story_feed(story, standings(view), view, address, Site("https://news.example"))
    newest = max(said.items, key=lambda item: item.updated)
    assert (newest.updated, newest.text.partition(" ·")[0]) == (
        taken.at,
        "Taken back by the editors",
    )
