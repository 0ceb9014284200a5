"""Why there is nothing to show: quiet is an answer too."""

from dataclasses import dataclass

from bot.core.lang.i18n import key
from bot.core.lang.markup import Line
from bot.core.renderer.reader_context import View


@dataclass(frozen=True, slots=True)
class FeedsStand:
    """How the feeds stand: how many there are, how many were ever read, whether none answers."""

    feeds: int
    read: int
    silent: bool = False


UNREAD = FeedsStand(0, 0)


def nothing_yet(stand: FeedsStand, view: View) -> Line:
    """Say why there is no story."""
    if stand.silent:
        words = key("Nothing here yet: none of {n} feeds answers. Is there a network?")
    elif not stand.read:
        words = key("Nothing here yet: no feed has been read so far. Ask again in a minute.")
    else:
        words = key("Nothing here yet: what {n} feeds have brought was not about this.")
    return view.texts.sentence(words, n=str(stand.feeds))
