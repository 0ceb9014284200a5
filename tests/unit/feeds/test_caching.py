"""How long a document asks to be left alone."""

from datetime import timedelta

import pytest

from bot.feeds.caching import ttl_of

ITEMS = "<item><title>One</title></item><item><title>Two</title></item>"


@pytest.mark.parametrize(
    ("document", "minutes"),
    [
        (f"<rss><channel><ttl>60</ttl>{ITEMS}</channel></rss>", 60),
        (f"<rss><channel>{ITEMS}<ttl> 60 </ttl></channel></rss>", 60),
        ("<rss><channel><ttl>60</ttl></channel></rss>", 60),
        (f"<rss><channel>{ITEMS}</channel></rss>", None),
        ("<rss><channel><item><ttl>60</ttl></item></channel></rss>", None),
        (f"<rss><channel><ttl>1e9</ttl>{ITEMS}</channel></rss>", None),
        ("<feed><ttl>60</ttl><entry/></feed>", None),
    ],
)
def test_a_channel_says_how_long_beside_its_items(document: str, minutes: int | None) -> None:
    wanted = None if minutes is None else timedelta(minutes=minutes)
    assert ttl_of(document.encode()) == wanted
