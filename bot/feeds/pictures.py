"""Which picture a feed gives to an item: `media:content`, `media:thumbnail`, or an enclosure.

Rule 1: only its address is kept, and only of https: nothing is fetched here.
"""

import re
from collections.abc import Iterable, Mapping

from bot.core.reading.address_rules import refused_url

Attributes = Mapping[str, str]

_LONGEST = 1_000
_NAMED = re.compile(r"\.(?:jpe?g|png|webp)(?:\?|$)", re.IGNORECASE)


def picture_of(
    contents: Iterable[Attributes],
    thumbnails: Iterable[Attributes] = (),
    enclosures: Iterable[Attributes] = (),
) -> str:
    """Return the address of the first picture, the likeliest kind first; "" for none."""
    found = [*filter(_is_picture, contents), *thumbnails, *filter(_is_picture, enclosures)]
    addresses = (each.get("url", "").strip() for each in found)
    return next(filter(_may_be_shown, addresses), "")


def _is_picture(attributes: Attributes) -> bool:
    said = attributes.get("medium") or attributes.get("type", "").partition("/")[0]
    if said:
        return said.lower() == "image"
    return bool(_NAMED.search(attributes.get("url", "")))


def _may_be_shown(url: str) -> bool:
    return url.startswith("https://") and len(url) <= _LONGEST and refused_url(url) is None
