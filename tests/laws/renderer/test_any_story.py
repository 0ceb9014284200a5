"""Any story, post or page, is a message Telegram takes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.chat.callback_data import DATA_LIMIT
from bot.core.lang.markup import TEXT_LIMIT, units
from bot.core.renderer.drawn import ROWS
from bot.core.renderer.follows_page import Follows, follows_page
from bot.core.renderer.list_pages import feeds_page, latest_page, search_page
from bot.core.renderer.post import post
from bot.core.renderer.story_page import story_sources
from bot.core.renderer.thread_lines import AS_POST, AS_REPLY, InThread
from bot.core.renderer.why_page import why_page
from bot.core.types import (
    ChatKind,
    Fact,
    Modality,
    Report,
    Role,
    Subscription,
    SubscriptionKind,
)
from tests.build import a_chat, a_feed, a_report, a_story, a_view
from tests.laid_out import rows_of
from tests.strict_html import visible_text
from tests.unit.renderer.test_pages import stands
from tests.unit.renderer.test_story_timeline import a_timeline

TEXTS = st.text(st.characters(codec=None), max_size=400)


REPORTS = st.builds(
    a_report,
    TEXTS,
    entry=st.text("0123456789abcdef", min_size=32, max_size=32),
    outlet=TEXTS,
    summary=TEXTS,
    url=st.one_of(st.none(), TEXTS, st.just("https://e.example/x?a=1&b=2")),
    language=st.sampled_from(["en", "ru", "", "<x>"]),
    role=st.sampled_from(list(Role)),
    modality=st.sampled_from(list(Modality)),
    origin=st.sampled_from(["agency:tass", "outlet:x", "party:nasa"]),
    origin_words=TEXTS,
    facts=st.lists(st.builds(Fact, st.just("end date"), TEXTS, TEXTS), max_size=2).map(tuple),
    party=st.sampled_from([None, "nasa", "roscosmos"]),
)


@pytest.mark.fault("D11")
@settings(max_examples=25, deadline=None)
@given(
    st.lists(REPORTS, min_size=1, max_size=12),
    st.sampled_from(sorted(ROWS)),
    st.sampled_from([ChatKind.PRIVATE, ChatKind.CHANNEL]),
    st.sampled_from([AS_POST, AS_REPLY]),
)
def test_any_story_is_a_message_telegram_takes(
    reports: list[Report], style: str, kind: ChatKind, place: InThread
) -> None:
    story = a_story(*reports)
    view = a_view(a_chat(style=style, kind=kind))
    message = post(story, stands(story), view, thread=place)
    assert visible_text(message.html) == message.plain
    assert units(message.plain) <= TEXT_LIMIT
    assert rows_of(message.html) <= ROWS[style]
    data = [each.data for row in message.buttons for each in row if each.data]
    assert all(len(each.encode()) <= DATA_LIMIT for each in data)


@pytest.mark.fault("D11")
@settings(max_examples=20, deadline=None)
@given(st.lists(REPORTS, min_size=1, max_size=14), st.integers(0, 3), st.text(max_size=200))
def test_any_page_of_any_story_is_a_message_telegram_takes(
    reports: list[Report], page: int, words: str
) -> None:
    story = a_story(*reports)
    standing_now, view = stands(story), a_view()
    subscription = Subscription(7, 0, SubscriptionKind.PHRASE, words)
    told = [(story, standing_now)] * 10
    feeds = [a_feed(title=each.outlet, role=each.role) for each in reports]
    pages = [
        a_timeline(story, page),
        story_sources(story, standing_now, view),
        why_page(story, standing_now, (), view),
        latest_page(told, view, topic="iss", offset=0, size=10, more=True),
        search_page(told, view, words=words, offset=5, more=True),
        follows_page(Follows([subscription], told, [story], 3), told, view),
        feeds_page(feeds, view),
    ]
    for each in pages:
        assert visible_text(each.html) == each.plain
        assert units(each.plain) <= TEXT_LIMIT
        data = [button.data for row in each.buttons for button in row]
        assert all(known is not None and len(known.encode()) <= DATA_LIMIT for known in data)
