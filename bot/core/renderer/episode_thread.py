"""The thread that an episode's messages make in one chat: the post, and the replies to it."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.core.renderer.thread_lines import InThread
from bot.core.types import Post


@dataclass(frozen=True, slots=True)
class EpisodeThread:
    """A development's place among the messages of its episode."""

    root: Post | None
    """The post; None where the development's message is to be it."""
    own: Post | None
    """The message that tells the development already."""
    place: InThread


def episode_thread(messages: Iterable[Post], *, episode: int, development: int) -> EpisodeThread:
    """Return a development's place among a chat's messages of its story, in the order sent."""
    every = tuple(messages)
    sent = [each for each in every if each.episode == episode]
    root = next(iter(sent), None)
    own = next((each for each in sent if each.development == development), None)
    if own is None or own is not root:
        return EpisodeThread(root, own, InThread(is_reply=root is not None))
    latest = sent[-1].development if len(sent) > 1 else 0
    later = next((each.development for each in every if each.episode > episode), 0)
    return EpisodeThread(root, own, InThread(latest=latest, later=later))
