"""What is read on the page of a Telegram channel, recorded pages included, and why nothing is."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.core.reading.poll_result import Changed, Failed
from bot.core.reading.schedule import first_state
from bot.core.reasons import english
from bot.core.types import Entry, SourceKind
from bot.feeds.child_protocol import Document, Order, Unreadable
from bot.feeds.feed_document import read_document
from bot.feeds.reader import Reader, reading
from tests.build import NOON, a_feed
from tests.integration.feeds.feed_server import an_answer, polled_once, saying, serving
from tests.integration.feeds.kinds import a_channel_page, a_post

ORDER = Order(
    feed="orbit",
    url="https://t.me/s/orbit",
    seen=datetime(2027, 1, 1, tzinfo=UTC),
    kind=SourceKind.TELEGRAM,
)


def page(body: bytes, order: Order = ORDER) -> Document:
    found = read_document(body, order)
    assert isinstance(found, Document), found
    return found


def posts(*written: str) -> tuple[Entry, ...]:
    return page(a_channel_page(*written)).entries


def refusal(body: bytes, order: Order = ORDER) -> str:
    found = read_document(body, order)
    assert isinstance(found, Unreadable), found
    return english(found.error)


@pytest.fixture
def recorded(shared_data: Path) -> Path:
    return shared_data / "recorded" / "sources"


def test_a_recorded_page_is_read_as_its_readers_saw_it(recorded: Path) -> None:
    found = page((recorded / "tme_s_durov_2026-08.html").read_bytes())
    first, last = found.entries[0], found.entries[-1]

    assert found.title == "Pavel Durov"
    assert first.guid == "durov/519"
    assert first.title == "🤖 Your Telegram inbox can now run itself."
    assert first.published == datetime(2026, 5, 20, 15, 38, 10, tzinfo=UTC)
    assert last.title == "🏆 The International Olympiad in AI finished yesterday in Astana."
    assert last.url == "https://t.me/durov/539"
    texts = " ".join(f"{entry.title} {entry.summary}" for entry in found.entries)
    assert "Please open Telegram" not in texts
    assert "not supported" not in texts


def test_a_service_message_is_no_news(recorded: Path) -> None:
    (entry,) = page((recorded / "tme_s_prstnk_2026-05_ru.html").read_bytes()).entries

    assert (entry.guid, entry.title) == (
        "prstnk_eprst/2",
        "Как Штапаков травит цинк в Смольном",
    )


FRAGMENTS = {
    "photo_multiple": ["Multiple pics"],
    "text_message_multiline": ["Bigger"],
    "signed_edited_text_message": ["Hello! Signed and edited message"],
    "text_message_link_with_regular_preview": [
        "Operação Guardiões do Bioma apreende 23,9 toneladas de minério"
    ],
    "text_reply_to_video": ["Reply to a video (not recorded in telegram)"],
    "poll": ["Let's do a quick poll quizz mode"],
    "video_big": ["some text"],
    "emoji_message": [],
    "sticker_message": [],
    "location_message": [],
    "service_message_pinned": [],
    "service_message_channel_photo_updated": [],
}


@pytest.mark.parametrize("name", FRAGMENTS)
def test_a_recorded_post_has_this_headline(recorded: Path, name: str) -> None:
    found = page((recorded / f"tme_frag_{name}.html").read_bytes())
    assert [entry.title for entry in found.entries] == FRAGMENTS[name]


def test_the_first_line_with_words_is_the_headline_and_not_said_twice() -> None:
    (entry,) = posts(
        a_post(7, "⚡️<br/>#Союз<br/><b>«Союз МС-28» пристыковался</b><br/><br/>Экипаж ждут.")
    )
    assert entry.title == "«Союз МС-28» пристыковался"
    assert entry.summary == "Экипаж ждут."


def test_of_a_long_first_line_the_first_sentence_is_the_headline() -> None:
    (entry,) = posts(a_post(7, f"The ship has docked. {'It was a long day. ' * 20}"))
    assert entry.title == "The ship has docked."


def test_the_quote_of_a_reply_is_nobodys_text() -> None:
    quote = (
        '<a class="tgme_widget_message_reply" href="https://t.me/orbit/6">'
        '<div class="tgme_widget_message_text js-message_reply_text">An old rumour</div></a>'
    )
    (entry,) = posts(a_post(7, "It is not so", more=quote))
    assert "rumour" not in f"{entry.title} {entry.summary}"


def test_a_forwarded_post_names_its_first_author() -> None:
    author = (
        '<div class="tgme_widget_message_forwarded_from">Forwarded from '
        '<a class="tgme_widget_message_forwarded_from_name" href="https://t.me/tass">TASS</a></div>'
    )
    (entry,) = posts(a_post(7, "The ship has docked<br/>At noon.", more=author))

    assert entry.title == "The ship has docked"
    assert entry.summary.startswith("Forwarded from TASS.")
    assert entry.is_forwarded
    assert entry.links == ("https://t.me/tass",)


REFUSALS = {
    "tme_landing_name_free_2026-08": "Telegram knows no channel @orbit",
    "tme_landing_public_channel_2026-08": (
        "it is the channel's front page: write https://t.me/s/durov"
    ),
    "tme_reduced_channel_without_preview": (
        "the channel @orbit shows nothing on the web: its preview is off"
    ),
    "tme_reduced_private_invite": ("it is an invitation to a private channel, which has no page"),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_a_recorded_page_without_posts_says_why(recorded: Path, name: str) -> None:
    assert refusal((recorded / f"{name}.html").read_bytes()) == REFUSALS[name]


def landing(about: str, extra: str = "", title: str = "Telegram: View @orbit") -> bytes:
    return (
        f'<html><head><title>{title}</title><meta property="og:title" content="{title}"></head>'
        f'<body><div class="tgme_page"><div class="tgme_page_extra">{extra}</div>'
        f'<div class="tgme_page_description">{about}</div></div></body></html>'
    ).encode()


def test_each_refusal_of_telegram_has_its_own_words() -> None:
    contact = "Telegram: Contact @orbit"
    withheld = landing("you can view posts by @orbit right away", title=contact)
    assert refusal(withheld) == (
        "Telegram withholds @orbit from where it was asked: ask through a proxy"
    )
    assert refusal(landing("", "54 members, 3 online")) == (
        "@orbit is a group: only channels have a page"
    )
    blocked = "This channel can't be displayed because it violated local laws."
    assert refusal(a_channel_page(f'<div class="x">{blocked}</div>')) == (
        f"Telegram shows no posts: {blocked}"
    )
    front = b"<html><head><title>Telegram - a new era of messaging</title></head></html>"
    assert refusal(front).startswith("the answer is no page of a channel but a page: Telegram")


def test_a_new_channels_empty_page_is_no_failure(recorded: Path) -> None:
    assert page((recorded / "tme_reduced_channel_empty.html").read_bytes()).entries == ()


def test_no_posts_in_a_channel_that_had_some_are_doubt_not_silence(recorded: Path) -> None:
    body = (recorded / "tme_frag_no_posts_found.html").read_bytes()
    had_some = replace(ORDER, known=b"12345678")

    assert refusal(body, had_some).startswith("no posts are shown, though there were some")


@pytest.fixture
async def reader() -> AsyncIterator[Reader]:
    async with reading(allow_private=True, host_gap=timedelta(0)) as reader:
        yield reader


async def test_only_new_and_edited_posts_are_read_again(reader: Reader) -> None:
    first = a_channel_page(a_post(1, "The ship has left"), a_post(2, "The ship is near"))
    second = a_channel_page(a_post(1, "The ship has left"), a_post(2, "The ship has docked"))
    async with serving(saying(an_answer(first), an_answer(second))) as server:
        feed = a_feed(url=server.url("/s/orbit"), kind=SourceKind.TELEGRAM)
        results = []
        state = first_state(feed, NOON)
        for _ in range(2):
            result, state = await polled_once(reader, feed, state)
            results.append(result)

    before, after = results
    assert isinstance(before, Changed)
    assert isinstance(after, Changed)
    assert [entry.title for entry in after.entries] == ["The ship has docked"]
    assert after.entries[0].id == before.entries[1].id


async def test_a_busy_channel_loses_no_post_between_two_polls(reader: Reader) -> None:
    old = a_channel_page(a_post(1, "Post one"))
    newest = a_channel_page(
        *(a_post(n, f"Post {n}") for n in range(4, 7)), before="/s/orbit?before=4"
    )
    earlier = a_channel_page(*(a_post(n, f"Post {n}") for n in range(1, 4)))
    answers = [an_answer(body) for body in (old, newest, earlier)]
    async with serving(saying(*answers)) as server:
        feed = a_feed(url=server.url("/s/orbit"), kind=SourceKind.TELEGRAM)
        state = first_state(feed, NOON)
        _, state = await polled_once(reader, feed, state)
        result, _ = await polled_once(reader, feed, state)

    assert isinstance(result, Changed)
    assert {entry.title for entry in result.entries} >= {f"Post {n}" for n in range(2, 7)}
    assert server.requests[-1].path == "/s/orbit?before=4"


async def test_too_many_questions_rest_the_host(reader: Reader) -> None:
    async with serving(saying(an_answer(status="429 Too Many Requests"))) as server:
        feed = a_feed(url=server.url("/s/orbit"), kind=SourceKind.TELEGRAM)
        result, state = await polled_once(reader, feed, first_state(feed, NOON))
        again, _ = await polled_once(reader, feed, state)

    assert isinstance(result, Failed)
    assert result.retry_after == timedelta(minutes=1)
    assert isinstance(again, Failed)
    assert len(server.requests) == 1
