"""Words meant to break or bend a page, in every place: they are words, and lead nowhere."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import cycle

import pytest

from bot.core.ledger.developments import Development
from bot.core.ledger.editor_events import Act
from bot.core.ledger.story_status import StoryStatus, standing
from bot.core.pages.about_page import about_page
from bot.core.pages.addresses import Address, Leaf
from bot.core.pages.frame import Site
from bot.core.pages.missing_page import missing_page
from bot.core.pages.outgoing_feed import stories_feed, story_feed
from bot.core.pages.public_list import public_list
from bot.core.pages.public_story import public_story
from bot.core.renderer.reader_context import View
from bot.core.types import Fact, Localised, Modality, Party, Role, Story, StoryEvent, Topic
from bot.locale.loading import load_texts
from bot.web.templating import Page as AnyPage
from bot.web.templating import rendered
from tests.build import NOON, a_report, a_story, a_view
from tests.integration.web.feed_specs import atom_faults, json_feed_faults
from tests.laws.renderer.test_hostile import FORBIDDEN, HOSTILE, URLS
from tests.strict_page import Page

SITE = Site("https://news.example", "/iss")
TEXTS = load_texts()
CASES = list(zip(HOSTILE, cycle(URLS), strict=False))
MORE = (*FORBIDDEN[2:], "javascript", "onerror=")


def hostile_view(words: str, language: str) -> View:
    return replace(
        a_view(texts=TEXTS[language]),
        parties=(Party("nasa", Localised({"en": words}), awaited=("iss",)),),
        topics=(Topic("iss", Localised({"en": words}), about=Localised({"en": words})),),
        bot="isswire_bot",
    )


def hostile_story(words: str, url: str | None) -> Story:
    report = a_report(
        words,
        entry="1" * 32,
        outlet=words,
        summary=words,
        url=url,
        language=words,
        origin_words=words,
        modality_words=words,
        origin=f"outlet:{words}",
        quoted=("nasa", words),
        named=("nasa", words),
        facts=(Fact("end date", words, words), Fact(words, "x", "x")),
        modality=Modality.DENIES,
        headlines=((NOON, words),),
    )
    own = replace(
        report,
        entry="2" * 32,
        party="nasa",
        role=Role.OFFICIAL,
        at=NOON + timedelta(hours=1),
        development=2,
        answers=1,
    )
    other = replace(report, entry="3" * 32, at=NOON + timedelta(hours=2))
    events = (StoryEvent(NOON + timedelta(minutes=5), Act.SPLIT, by=words, detail=words),)
    return a_story(report, own, other, events=events, topics=("iss", words))


def pages(words: str, url: str | None, language: str) -> Iterator[AnyPage]:
    view, story = hostile_view(words, language), hostile_story(words, url)

    def stands(story: Story, told: Development | None) -> StoryStatus:
        number = told.number if told else None
        return standing(story, development=number, parties=view.parties, now=view.now)

    address = Address(language, number=42)
    yield public_story(story, stands, view, address, SITE)
    yield public_story(story, stands, view, replace(address, at=NOON.date()), SITE)
    told = [(story, stands(story, None))]
    yield public_list(told, view, Address(language), SITE, more=True)
    yield public_list([], view, Address(language, topic="iss", page=2), SITE, more=False)
    yield about_page(view, Address(language, leaf=Leaf.ABOUT), SITE)
    yield missing_page(view, address, SITE)


@pytest.mark.fault("I5")
@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize(("words", "url"), CASES, ids=[str(n) for n in range(len(CASES))])
def test_hostile_words_are_words_on_every_page(words: str, url: str | None, language: str) -> None:
    for page in pages(words, url, language):
        html = rendered(page).body.decode()
        shown = Page(html)
        assert not [sign for sign in MORE if sign in html.replace(shown.text["style"][0], "")]
        assert all("evil" not in link for link, _ in shown.links)


@pytest.mark.fault("I5")
@pytest.mark.parametrize(("words", "url"), CASES, ids=[str(n) for n in range(len(CASES))])
def test_hostile_words_break_no_feed(words: str, url: str | None) -> None:
    view, story = hostile_view(words, "en"), hostile_story(words, url)

    def stands(story: Story, told: Development | None) -> StoryStatus:
        number = told.number if told else None
        return standing(story, development=number, parties=view.parties, now=view.now)

    for leaf, faults in ((Leaf.ATOM, atom_faults), (Leaf.JSON, json_feed_faults)):
        many = Address(topic="iss", leaf=leaf)
        one = Address(number=42, leaf=leaf)
        listed = stories_feed([(story, stands(story, None))], view, many, SITE)
        told = story_feed(story, stands, view, one, SITE)
        assert [faults(rendered(each).body) for each in (listed, told)] == [[], []]


def test_what_is_shown_is_what_was_said() -> None:
    words = "<b>bold</b> & \"quoted\" 'words'"
    [story, *_] = pages(words, "https://e.example/?a=1&b=2", "en")
    shown = Page(rendered(story).body.decode())
    assert words in shown.words()
    assert ("https://e.example/?a=1&b=2", words) in shown.links


@pytest.mark.parametrize(
    "broken",
    [
        "<p onclick='x'>",
        "<script>",
        "<a href='javascript:x'>x</a>",
        "<img src=x>",
        "</p>",
        "<!-- x -->",
        "<a href='/'></a>",
    ],
)
def test_the_strict_reader_finds_faults(broken: str) -> None:
    [story, *_] = pages("plain", None, "en")
    html = rendered(story).body.decode().replace("</main>", f"{broken}</main>")
    with pytest.raises(ValueError, match=r".+"):
        Page(html)
