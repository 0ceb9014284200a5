"""What feeds.yaml says."""

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.core.types.chat import Channel
from bot.core.types.feed import Feed
from bot.core.types.story import Party
from bot.core.types.topic import Topic


@dataclass(frozen=True, slots=True)
class Catalog:
    """A valid feeds.yaml."""

    feeds: tuple[Feed, ...]
    parties: tuple[Party, ...]
    topics: tuple[Topic, ...]
    channels: tuple[Channel, ...] = ()
    load_bodies: Callable[[], tuple[Party, ...]] = field(default=tuple, compare=False)
    """They are shipped, so two catalogs do not differ by them; a poll without news needs none."""

    @property
    def bodies(self) -> tuple[Party, ...]:
        """Return who is quoted by name beside the parties."""
        return self.load_bodies()

    def feed(self, id: str) -> Feed | None:
        """Return the feed with this id, if there is one."""
        return next((feed for feed in self.feeds if feed.id == id), None)
