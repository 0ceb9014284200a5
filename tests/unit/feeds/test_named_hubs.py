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


def test_an_item_names_no_hub() -> None:
    late = f'<atom:link rel="hub" href="{HUB}"/>'
    assert hub_of([], RSS.format("", late).encode(), URL) == ("", "")
