"""Walls are named, with what to do; honest pages that only resemble one are not."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.reading.poll_result import Failed
from bot.core.reasons import english
from bot.feeds.reader import Reader, reading
from bot.feeds.walls import wall_of
from tests.integration.feeds.feed_server import an_answer, polled, serving
from tests.integration.feeds.kinds import a_channel_page, a_post

RECORDED = {
    "wall_cloudflare_iuam_503_2020-05": "Cloudflare asks for a human",
    "wall_cloudflare_managed_2024_b": "Cloudflare asks for a human",
    "wall_cloudflare_access_denied_403": "Cloudflare refuses this address",
    "wall_ddos_guard_403_part": "DDoS-Guard asks for a human",
    "wall_sucuri_200_2016-08": "Sucuri asks for a human",
    "wall_akamai_200_2026-07": "Akamai refuses this address",
    "nowall_page_with_recaptcha": "",
    "wall_cloudflare_bfm_200_2021-01": "",
}
"""The last is an empty page with a script that honest pages hold too."""


def named(body: bytes) -> str:
    found = wall_of(body)
    return english(found).partition(":")[0] if found else ""


@pytest.mark.parametrize("name", RECORDED)
def test_a_recorded_page_is_a_wall_or_none(shared_data: Path, name: str) -> None:
    body = (shared_data / "recorded" / "sources" / f"{name}.html").read_bytes()
    assert named(body) == RECORDED[name]


WORDS = {
    "<title>Один момент…</title>": "Cloudflare asks for a human",
    "<title>Проверка браузера перед переходом на сайт</title>": "a wall asks for a human",
    "<title>Вы не робот?</title>": "a wall asks for a human",
    "<title>Client Challenge</title>": "a wall asks for a human",
    "<title>Доступ ограничен</title>": "a provider blocks the site",
    "<p>Доступ к информационному ресурсу ограничен на основании Федерального закона</p>": (
        "a provider blocks the site"
    ),
    "<p>Incapsula incident ID: 1-2</p>": "Incapsula asks for a human",
    "<title>Вы не робот? Интервью с создателем «Фёдора»</title>": "",
    "<title>Spacewalk: just a moment of silence</title>": "",
}


@pytest.mark.parametrize("inside", WORDS)
def test_walls_are_known_in_both_languages(inside: str) -> None:
    assert named(f"<!DOCTYPE html><html><head>{inside}</head></html>".encode()) == WORDS[inside]


def test_a_post_about_a_wall_is_none() -> None:
    told = "Just a moment... <b>Incapsula incident ID</b> is what the site showed"
    assert named(a_channel_page(a_post(1, told))) in ("", "Incapsula asks for a human")
    assert named(b"<rss><channel><title>Just a moment...</title></channel></rss>") == ""


@pytest.fixture
async def reader() -> AsyncIterator[Reader]:
    async with reading(allow_private=True, host_gap=timedelta(0)) as reader:
        yield reader


PAGE = b"<html><head><title>Hello</title></head></html>"
ANSWERS = {
    "a challenge, by its header": (
        an_answer(PAGE, status="403 Forbidden", headers=["cf-mitigated: challenge"]),
        "Cloudflare asks for a human: ask from another address, or through a proxy",
    ),
    "DDoS-Guard, by its server": (
        an_answer(PAGE, status="403 Forbidden", headers=["Server: ddos-guard"]),
        "DDoS-Guard asks for a human: ask from another address, or through a proxy",
    ),
    "a page of 503": (
        an_answer(b"<html><title>Just a moment...</title>", status="503 Busy"),
        "Cloudflare asks for a human: ask from another address, or through a proxy",
    ),
    "a page of 200": (
        an_answer(b"<html><title>Just a moment...</title></html>", content_type="text/html"),
        "Cloudflare asks for a human: ask from another address, or through a proxy",
    ),
    "a plain 403": (an_answer(PAGE, status="403 Forbidden"), "it answers 403 Forbidden"),
    "a 403 cut short": (
        b"HTTP/1.1 403 Forbidden\r\nContent-Length: 900\r\nConnection: close\r\n\r\n<html>",
        "it answers 403 Forbidden",
    ),
}


@pytest.mark.fault("A12")
@pytest.mark.parametrize("what", ANSWERS)
async def test_the_failure_of_a_feed_names_the_wall(reader: Reader, what: str) -> None:
    answer, words = ANSWERS[what]

    async def script(_: object, writer: object) -> None:
        writer.write(answer)  # type: ignore[attr-defined]
        await writer.drain()  # type: ignore[attr-defined]
        writer.close()  # type: ignore[attr-defined]

    async with serving(script) as server:
        (result,), _ = await polled(reader, server)

    assert isinstance(result, Failed)
    assert english(result.error) == words
