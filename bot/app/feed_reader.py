"""Opens the reader of feeds with the operator's settings, for a running bot and for one look."""

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import timedelta

from bot.feeds.reader import Reader, reading
from bot.settings import Settings

CONTACT = "https://github.com/isswire/isswire"
"""The contact in requests to feeds if the operator sets no CONTACT_URL."""


@dataclass(frozen=True, slots=True)
class Manners:
    """How gently hosts are asked; the demo's own server needs no care."""

    gap: timedelta
    at_once: int = 2
    spare_own: bool = True
    """False asks servers on this machine without a gap."""


def opened_reader(
    settings: Settings, manners: Manners | None = None
) -> AbstractAsyncContextManager[Reader]:
    """Open a reader; without `manners`, as gentle as HOST_GAP says."""
    manners = manners or Manners(settings.host_gap)
    return reading(
        allow_private=settings.allow_private,
        contact=settings.contact_url or CONTACT,
        host_gap=manners.gap,
        host_concurrency=manners.at_once,
        spare_own=manners.spare_own,
        variables=settings.feed_variables,
        proxy=settings.feed_proxy,
    )
