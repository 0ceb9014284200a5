"""Texts of items: what is text, what is markup, and what replaces a missing text."""

import pytest

from bot.core.types import Entry
from bot.feeds.child_protocol import Document, Order
from bot.feeds.feed_document import read_document
from bot.feeds.plain import cleaned, plain
from tests.build import NOON

ORDER = Order(feed="orbit", url="https://orbit.example/rss", seen=NOON)


def entry(inside: str) -> Entry:
    body = (
        '<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>Orbit'
        f"</title><item>{inside}</item></channel></rss>"
    )
    found = read_document(body.encode(), ORDER)
    assert isinstance(found, Document), found
    return found.entries[0]


TITLES: dict[str, str] = {
    "<![CDATA[What <station> means]]>": "What <station> means",
    "&lt;![CDATA[What &lt;station&gt; means]]&gt;": "What <station> means",
    "What &lt;station&gt; means": "What <station> means",
    "What &amp;lt;station&amp;gt; means": "What <station> means",
    "What <station> means": "What <station> means",
    "The #include <stdio.h> of flight code": "The #include <stdio.h> of flight code",
    "vector<int> in orbit": "vector<int> in orbit",
    "a<b or b>c": "a<b or b>c",
    "x<y and y>z": "x<y and y>z",
    "5 < 6": "5 < 6",
    "Leak <2 kg, load >3 t": "Leak <2 kg, load >3 t",
    "<3 the ISS": "<3 the ISS",
    "I <3 <b>ISS</b>": "I <3 ISS",
    "<![CDATA[I <3 <b>ISS</b>]]>": "I <3 ISS",
    "&lt;b&gt;ISS&lt;/b&gt; leaks": "ISS leaks",
    "<b>ISS</b> leaks": "ISS leaks",
    "<![CDATA[<a href='/x'>ISS</a> leaks <br/>again]]>": "ISS leaks again",
    "<![CDATA[<custom-tag class='x'>ISS</custom-tag> leaks]]>": "ISS leaks",
    "<![CDATA[<o:p>ISS</o:p> leaks]]>": "ISS leaks",
    "<![CDATA[<noindex>ISS</noindex> leaks]]>": "ISS leaks",
    "<![CDATA[<video controls>ISS</video> leaks]]>": "ISS leaks",
    "<![CDATA[ISS <-> Tiangong]]>": "ISS <-> Tiangong",
    "ISS -&gt; Tiangong": "ISS -> Tiangong",
    "<![CDATA[Письмо <редакции> о МКС]]>": "Письмо <редакции> о МКС",
    "<![CDATA[Mail to <press@orbit.example>]]>": "Mail to <press@orbit.example>",
    "AT&T flies": "AT&T flies",
    "R&D on the ISS": "R&D on the ISS",
    "Crew &nope; docks": "Crew &nope; docks",
    "Crew &eacute; docks": "Crew é docks",
    "Crew &#233 docks": "Crew é docks",
    "<![CDATA[R&amp;D & more]]>": "R&D & more",
}

JOINED: dict[str, str] = {
    "👩\u200d🚀": "👩\u200d🚀",
    "🧑🏽\u200d🚀": "🧑🏽\u200d🚀",
    "👨\u200d👩\u200d👧": "👨\u200d👩\u200d👧",
    "🏳️\u200d🌈": "🏳️\u200d🌈",
    "🏴\u200d☠️": "🏴\u200d☠️",
    "👁️\u200d🗨️": "👁️\u200d🗨️",
    "🏃🏻\u200d♀️\u200d➡️": "🏃🏻\u200d♀️\u200d➡️",
    "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f": (
        "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"
    ),
    "می\u200cخواهم": "می\u200cخواهم",
    "क्\u200dष": "क्\u200dष",
    "क्\u200cष": "क्\u200cष",
    "ශ්\u200dරී": "ශ්\u200dරී",
    "ত্\u200d": "ত্\u200d",
    "ന്\u200dറെ": "ന്\u200dറെ",
    "ه\u200d": "ه\u200d",
    "葛\U000e0100飾": "葛\U000e0100飾",
    "ᠮᠣᠩ\u180bᠭᠣᠯ": "ᠮᠣᠩ\u180bᠭᠣᠯ",
    "I\u200dSS": "ISS",
    "IS\u200cS": "ISS",
    "М\u200bКС": "МКС",
    "М\u200dКС": "МКС",
    "\u200d🚀": "🚀",
    "🚀\u200d": "🚀",
    "🚀\u200d ISS": "🚀 ISS",
    "ISS\U000e0067\U000e0062\U000e007f": "ISS",
    "🏴\U000e0067 ISS": "🏴 ISS",
    "خواهم\u200c ISS": "خواهم ISS",
    "a\u202eb\u2066c": "abc",
    "ISS\ufe0f": "ISS\ufe0f",
}


@pytest.mark.parametrize("written", TITLES)
def test_only_markup_is_removed_from_a_title(written: str) -> None:
    assert entry(f"<title>{written}</title>").title == TITLES[written]


@pytest.mark.parametrize("written", JOINED)
def test_joiners_stay_where_a_script_or_an_emoji_needs_them(written: str) -> None:
    assert (cleaned(written), plain(f"<b>{written}</b>")) == (JOINED[written],) * 2


IMAGE = '<p><img src="https://orbit.example/p.jpg" alt="The station over Sakhalin"></p>'
CAPTION = (
    '<media:content url="https://orbit.example/p.jpg"><media:description type="plain">'
    "A red sunrise</media:description></media:content>"
)
BODY = "<description>&lt;p&gt;The crew is back.&lt;/p&gt;</description>"


def escaped(markup: str) -> str:
    return markup.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


UNTITLED: dict[str, tuple[str, str, str]] = {
    "a picture": (
        f"<description>{escaped(IMAGE)}</description>",
        "The station over Sakhalin", "The station over Sakhalin",
    ),
    "a picture with an empty title": (
        f"<title> </title><description>{escaped(IMAGE)}</description>",
        "The station over Sakhalin", "The station over Sakhalin",
    ),
    "a picture with words": (
        f"<description>{escaped(IMAGE + '<p>The crew is back.</p>')}</description>",
        "The crew is back.", "The crew is back.",
    ),
    "a picture under a headline": (
        f"<title>Back</title><description>{escaped(IMAGE)}</description>",
        "Back", "The station over Sakhalin",
    ),
    "a figure": (
        "<description>" + escaped(
            '<figure><img src="p.jpg"><figcaption>Dawn at 400 km</figcaption></figure>'
        ) + "</description>",
        "Dawn at 400 km", "Dawn at 400 km",
    ),
    "a caption before the text": (CAPTION + BODY, "The crew is back.", "The crew is back."),
    "a caption behind the text": (BODY + CAPTION, "The crew is back.", "The crew is back."),
    "a caption alone": (CAPTION, "A red sunrise", "A red sunrise"),
    "a caption under a headline": (
        f"<title>Back</title>{CAPTION}", "Back", "A red sunrise",
    ),
    "a caption in a group": (
        "<title>Back</title><media:group><media:title>No</media:title><media:description>A red "
        "sunrise</media:description></media:group><description>The crew.</description>",
        "Back", "The crew.",
    ),
    "a film": (
        "<media:group><media:title>Docking</media:title><media:description>All of it"
        "</media:description></media:group>",
        "Docking", "All of it",
    ),
    "an address for a title": (
        "<title>https://social.example/@crew/1</title>" + BODY,
        "The crew is back.", "The crew is back.",
    ),
    "a text that ends with an address": (
        "<description>The crew is back. https://orbit.example/back</description>",
        "The crew is back.", "The crew is back. https://orbit.example/back",
    ),
    "a dull name for a title": ("<title>Untitled</title>" + BODY,
                                "The crew is back.", "The crew is back."),
    "a pixel": (
        "<link>https://orbit.example/1</link><description>" + escaped(
            '<img src="t.gif" width="1" height="1" alt="">'
        ) + "</description>",
        "https://orbit.example/1", "",
    ),
    "the name of a file for a picture": (
        "<link>https://orbit.example/1</link><description>" + escaped(
            '<img src="t.gif" alt="IMG_2034.jpg">'
        ) + "</description>",
        "https://orbit.example/1", "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", UNTITLED)
def test_captions_replace_a_missing_text(what: str) -> None:
    inside, title, summary = UNTITLED[what]
    found = entry(inside)
    assert (found.title, found.summary) == (title, summary)


MESSAGE = "The crew of Soyuz MS-28 docked on Friday. All are well, and the hatch is open. " * 4


def test_a_title_that_is_the_whole_text_is_its_first_sentence() -> None:
    found = entry(f"<title>{MESSAGE}</title><description>{MESSAGE}</description>")
    assert found.title == "The crew of Soyuz MS-28 docked on Friday."
    assert found.summary == MESSAGE.strip()


def test_a_text_without_a_title_gives_its_first_sentence() -> None:
    found = entry(
        "<description>A crew is back in Kazakhstan! Three landed at 14:00.</description>"
    )
    assert found.title == "A crew is back in Kazakhstan!"


def test_links_of_a_body_that_was_escaped_twice_are_found() -> None:
    body = escaped(escaped('<p>See <a href="https://orbit.example/?a=1&b=2">it</a></p>'))
    assert entry(f"<description>{body}</description>").links == ("https://orbit.example/?a=1&b=2",)


def test_what_a_bridge_says_instead_of_a_title_is_none() -> None:
    title = "<title>🎬 This media is not supported in your browser</title>"
    assert entry(title + BODY).title == "The crew is back."
