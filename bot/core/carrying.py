"""What chats asked of a story that became part of another holds for that one too, and goes when
the two are parted; what a forum thread asked for is its group's while the thread is shut.

Rule 1: what was asked of the one stays where it was; of what holds at the other because of it a
note is kept, so that no more is taken away than was carried there.
Rule 2: a wish that was carried from several goes with the last of them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.core.types import Subscription, SubscriptionKind

_KINDS = (SubscriptionKind.STORY, SubscriptionKind.MUTED_STORY, SubscriptionKind.OBJECTION)


@dataclass(frozen=True, slots=True)
class Carried:
    """A note of a wish, as it is held where it was carried to, and of whence: a story that is
    gone, or a thread that is shut.
    """

    wish: Subscription
    from_story: str = ""
    from_thread: int = 0
    own: bool = False
    """The thread's group had asked for it itself."""


def carried(
    asked: Iterable[Subscription],
    there: Iterable[Subscription],
    brought: Iterable[Subscription],
    *,
    gone: str,
    home: str,
) -> tuple[Carried, ...]:
    """What is asked of `home` because it was of `gone`: who follows it is not made to mute it.

    `there`: what is asked of `home` already; `brought`: what of it was carried there.
    """
    own = set(there) - set(brought)
    follows = {_place(each) for each in there if each.kind is SubscriptionKind.STORY}
    moved = (
        replace(each, value=home + each.value.removeprefix(gone))
        for each in asked
        if each.kind in _KINDS
        and not (each.kind is SubscriptionKind.MUTED_STORY and _place(each) in follows)
    )
    return tuple(Carried(each, from_story=gone) for each in moved if each not in own)


def leaving(
    asked: Iterable[Subscription],
    there: Iterable[Subscription],
    brought: Iterable[Subscription],
    thread_id: int,
) -> tuple[Carried, ...]:
    """Notes of what a thread asked for, kept in its group: to be given back, or to be asked for
    again beside the group's own.
    """
    known = set(there) - set(brought)
    here = (replace(each, thread_id=0) for each in asked)
    return tuple(Carried(each, from_thread=thread_id, own=each in known) for each in here)


def _place(wish: Subscription) -> tuple[int, int]:
    return wish.chat_id, wish.thread_id
