"""Where a document says who tells of its news."""

import pytest

from bot.feeds.named_hubs import hub_of

URL = "https://news.example/feed"
HUB = "https://hub.example/"
RSS = '<?xml version="1.0"?><rss><channel><title>N</title>{}<item><title>T</title></item>{}'


@pytest.mark.parametrize(
    ("headers", "head", "found"),
    [
        ([], "", ("", "")),
        ([], f'<atom:link rel="hub" href="{HUB}"/>', (HUB, URL)),
        ([], f"<link href='{HUB}' rel='hub' />", (HUB, URL)),
        (
            [],
            f'<a:link href="{HUB}" rel="hub"/><a:link rel="self" href="/own?a=1&amp;b=2"/>',
            (HUB, "https://news.example/own?a=1&b=2"),
        ),
        ([f'<{HUB}>; rel="hub"', '</own>; rel="self"'], "", (HUB, "https://news.example/own")),
        ([f"<{HUB}>; rel=hub, <http://e.example/>; rel=self"], "", (HUB, "http://e.example/")),
        ([], '<atom:link rel="hub" href="javascript:alert(1)"/>', ("", "")),
        ([], '<atom:link rel="hub" href="file:///etc/passwd"/>', ("", "")),
        ([], '<atom:link rel="hub"/>', ("", "")),
        ([], "<link" + " rel=hub" * 10_000, ("", "")),
    ],
)
def test_a_hub_is_named_in_headers_or_before_the_items(
    headers: list[str], head: str, found: tuple[str, str]
) -> None:
    assert hub_of(headers, RSS.format(head, "").encode(), URL) == found


JSON_HUB = f'"hubs": [{{"type": "WebSub", "url": "{HUB}"}}]'


@pytest.mark.parametrize(
    ("head", "found"),
    [
        (JSON_HUB, (HUB, URL)),
        (
            f'"feed_url": "https:\\/\\/news.example/own.json", {JSON_HUB}',
            (HUB, "https://news.example/own.json"),
        ),
        (
            '"hubs": [{"type": "rssCloud", "url": "https://c.example/"}, '
            f'{{"type": "websub", "url": "{HUB}"}}]',
            (HUB, URL),
        ),
        ('"hubs": [{"type": "WebSub"}, 7, {"type": "WebSub", "url": ["a"]}]', ("", "")),
        ('"hubs": [{"type": "WebSub", "url": "javascript:alert(1)"}]', ("", "")),
        ('"hubs": [{"type": }]', ("", "")),
        (f'"title": "\\"hubs\\": [{{\\"url\\": \\"{HUB}\\"}}]"', ("", "")),
        (f'"items": [], {JSON_HUB}', ("", "")),
        ('"hubs": [' * 1_000, ("", "")),
    ],
)
def test_a_json_feed_names_its_hubs_before_its_items(head: str, found: tuple[str, str]) -> None:
    body = f'{{"version": "https://jsonfeed.org/version/1.1", {head}, "items": []}}'
    assert hub_of([], body.encode(), URL) == found


def test_a_json_feeds_headers_count_as_others_do() -> None:
    assert hub_of([f"<{HUB}>; rel=hub"], b'{"items": []}', URL) == (HUB, URL)


def test_an_item_names_no_hub() -> None:
    late = f'<atom:link rel="hub" href="{HUB}"/>'
    assert hub_of([], RSS.format("", late).encode(), URL) == ("", "")
