"""The picture that a feed gives to an item: its address, where it may be shown."""

import json

import pytest

from bot.feeds.child_protocol import Document, Order
from bot.feeds.feed_document import read_document
from tests.build import NOON

ORDER = Order(feed="orbit", url="https://orbit.example/rss", seen=NOON)
LINK = "<title>Docked</title><link>https://orbit.example/1</link>"
RSS = (
    '<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>Orbit</title>'
    f"{{before}}<item>{LINK}{{inside}}</item>{{after}}</channel></rss>"
)
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>Orbit</title><entry><title>Docked</title>'
    '<id>1</id><link href="https://orbit.example/1"/>{inside}</entry></feed>'
)


def picture(body: str) -> str:
    found = read_document(body.encode(), ORDER)
    assert isinstance(found, Document), found
    return found.entries[0].picture


@pytest.mark.parametrize(
    ("inside", "kept"),
    [
        ('<media:content url="https://o.example/a" medium="image"/>', "https://o.example/a"),
        ('<media:content url="https://o.example/a" type="image/png"/>', "https://o.example/a"),
        ('<media:content url="https://o.example/a.JPG?w=1&amp;h=2"/>', "https://o.example/a.JPG?w=1&h=2"),
        ('<media:content url="https://o.example/a.mp4" type="video/mp4"/>', ""),
        ('<media:content url="https://o.example/a"/>', ""),
        ('<media:thumbnail url="https://o.example/t"/>', "https://o.example/t"),
        ('<enclosure url="https://o.example/e" type="image/jpeg" length="9"/>', "https://o.example/e"),
        ('<enclosure url="https://o.example/e.mp3" type="audio/mpeg" length="9"/>', ""),
        (
            '<enclosure url="https://o.example/e" type="image/png" length="9"/>'
            '<media:thumbnail url="https://o.example/t"/>'
            '<media:content url="https://o.example/a" medium="image"/>',
            "https://o.example/a",
        ),
        (
            '<media:content url="http://o.example/a" medium="image"/>'
            '<media:thumbnail url="https://o.example/t"/>',
            "https://o.example/t",
        ),
        ('<media:thumbnail url="http://o.example/t"/>', ""),
        ('<media:thumbnail url="https://127.0.0.1/t"/>', ""),
        ('<media:thumbnail url="https://u:p@o.example/t"/>', ""),
        ('<media:thumbnail url="https://o.example/a b"/>', ""),
        (f'<media:thumbnail url="https://o.example/{"x" * 1000}"/>', ""),
        ('<media:thumbnail url="/t.jpg"/>', ""),
        ("<media:thumbnail>https://o.example/t</media:thumbnail>", "https://o.example/t"),
        (
            '<media:group><media:content url="https://o.example/g" medium="image"/></media:group>',
            "https://o.example/g",
        ),
    ],
)  # fmt: skip
def test_an_items_picture_is_the_first_that_may_be_shown(inside: str, kept: str) -> None:
    assert picture(RSS.format(before="", inside=inside, after="")) == kept
    # another element, which makes it a document that feedparser reads
    odd = "<itunes:x xmlns:itunes='http://www.itunes.com/DTDs/PodCast-1.0.dtd'>s</itunes:x>"
    assert picture(RSS.format(before="", inside=inside + odd, after="")) == kept


def test_the_feeds_own_picture_is_no_items() -> None:
    own = '<media:thumbnail url="https://o.example/logo"/>'
    assert picture(RSS.format(before=own, inside="", after="")) == ""
    assert picture(RSS.format(before="", inside="", after=own)) == ""


def test_atom_encloses_by_a_link_and_json_feed_by_its_image() -> None:
    link = '<link rel="enclosure" type="image/png" href="https://o.example/e"/>'
    assert picture(ATOM.format(inside=link)) == "https://o.example/e"
    item = {"id": "1", "title": "Docked", "image": "https://o.example/i"}
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Orbit", "items": [item]}
    assert picture(json.dumps(feed)) == "https://o.example/i"
