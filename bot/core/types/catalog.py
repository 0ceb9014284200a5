"""What feeds.yaml says."""

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
    bodies: tuple[Party, ...] = field(default=(), compare=False)
    """Who is quoted by name beside the parties. Shipped, so two catalogs do not differ by them."""

    def feed(self, id: str) -> Feed | None:
        """Return the feed with this id, if there is one."""
        return next((feed for feed in self.feeds if feed.id == id), None)
