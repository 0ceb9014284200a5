"""Whatever is in feeds.yaml, the result is a catalog or lines that say what is wrong."""

import json
import re
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.catalog import CatalogError, decoded_catalog, parse_catalog
from bot.core.types import Catalog, Channel, Feed
from tests.unit.catalog.catalogs import GOOD

LINE = re.compile(r"feeds\.yaml:[1-9][0-9]*: .+")
NOISE = st.text(alphabet=st.sampled_from("feds:[]{}- \n&*!<'\"#|>%@0ю\t\r\x00\ud800"), max_size=60)
WORDS = GOOD.split()


def sound(content: str | bytes) -> bool:
    """Check that a text is refused in plain lines, or makes a catalog that the bot can rely on."""
    try:
        if isinstance(content, bytes):
            return holds(decoded_catalog(content, "feeds.yaml"))
        return holds(parse_catalog(content))
    except CatalogError as error:
        told = str(error).split("\n")
        lines = [LINE.fullmatch(line) and line.isprintable() for line in told]
        return bool(lines) and all(lines)


def holds(catalog: Catalog) -> bool:
    parties = {party.id for party in catalog.parties}
    topics = {topic.id for topic in catalog.topics}
    return (
        all(_feed_holds(feed, parties, topics) for feed in catalog.feeds)
        and all(_channel_holds(channel, topics) for channel in catalog.channels)
        and len({feed.id for feed in catalog.feeds}) == len(catalog.feeds)
        and len({feed.url for feed in catalog.feeds}) == len(catalog.feeds)
        and all(topic.title.text("en").strip() for topic in catalog.topics)
    )


def _feed_holds(feed: Feed, parties: set[str], topics: set[str]) -> bool:
    return (
        re.fullmatch(r"[a-z0-9][a-z0-9_-]*", feed.id) is not None
        and re.fullmatch(r"https?://[^\s/]+\.[^\s/]+(/\S*)?", feed.url) is not None
        and timedelta(seconds=30) <= feed.every <= timedelta(days=1)
        and feed.speaks_for in {None, *parties}
        and set(feed.topics) <= topics
        and feed.title.strip() == feed.title != ""
        and feed.title.isprintable()
    )


def _channel_holds(channel: Channel, topics: set[str]) -> bool:
    named = re.fullmatch(r"@[A-Za-z]\w{3,31}|-[0-9]{1,16}", channel.chat)
    return named is not None and set(channel.topics) <= topics and channel.topics != ()


@pytest.mark.fault("H5")
@settings(max_examples=150, deadline=None)
@given(NOISE)
def test_noise_is_refused_in_lines_an_editor_can_read(noise: str) -> None:
    assert sound(noise)
    assert sound(GOOD + noise)
    assert sound(GOOD.replace("NASA blog", noise))


@pytest.mark.fault("H5")
@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_good_file_with_a_part_moved_stays_good_or_is_refused(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(GOOD)))
    end = data.draw(st.integers(start, min(len(GOOD), start + 40)))
    place = data.draw(st.integers(0, len(GOOD)))
    text = GOOD[:start] + GOOD[end:]
    assert sound(text[:place] + GOOD[start:end] + text[place:])


@pytest.mark.fault("H5")
@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(set(WORDS))), st.sampled_from(WORDS) | NOISE)
def test_a_good_file_with_a_word_exchanged_stays_good_or_is_refused(old: str, new: str) -> None:
    assert sound(GOOD.replace(old, new, 1))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=6,
)
KEYS = ("url", "title", "language", "role", "every", "speaks_for", "topics", "full_text", "other")
FEEDS = st.dictionaries(st.text(max_size=5), st.dictionaries(st.sampled_from(KEYS), VALUES))
SECTIONS = st.fixed_dictionaries(
    {},
    optional={
        "feeds": FEEDS | VALUES,
        "parties": VALUES,
        "topics": st.dictionaries(st.sampled_from(["iss", "x"]), VALUES) | VALUES,
        "channels": st.lists(VALUES, max_size=3) | VALUES,
        "allow_empty": VALUES,
    },
)


@pytest.mark.fault("H5")
@settings(max_examples=150, deadline=None)
@given(SECTIONS)
def test_values_of_any_shape_are_refused_or_right(sections: dict[str, object]) -> None:
    assert sound(json.dumps(sections))


@pytest.mark.fault("H5")
@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=80))
def test_bytes_of_any_kind_are_refused_or_right(noise: bytes) -> None:
    assert sound(noise)
    assert sound(GOOD.encode() + noise)
