"""What chats asked of a story that became part of another holds for that one too, and goes when
the two are parted; what a forum thread asked for is its group's while the thread is shut.

Rule 1: what was asked of the one stays where it was; of what holds at the other because of it a
note is kept, so that no more is taken away than was carried there.
Rule 2: a wish that was carried from several goes with the last of them.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from bot.core.types import Subscription, SubscriptionKind

_NOTE = SubscriptionKind.CARRIED
_KINDS = (SubscriptionKind.STORY, SubscriptionKind.MUTED_STORY, SubscriptionKind.OBJECTION)
_WHY = re.compile(r"thread \d+ (?:too|alone) |\S+ \S+ ")


def carried(
    asked: Iterable[Subscription],
    there: Iterable[Subscription],
    brought: Iterable[Subscription],
    *,
    gone: str,
    home: str,
) -> tuple[Subscription, ...]:
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
    return tuple(each for each in moved if each not in own)


def note(wish: Subscription, why: str) -> Subscription:
    """Kept beside a wish that was carried to where it is now; `why` is what it can be found by."""
    return replace(wish, kind=_NOTE, value=why + about(wish))


def about(wish: Subscription) -> str:
    """How every note of a wish ends."""
    return f" {wish.kind.value}/{wish.value}"


def noted(note: Subscription) -> Subscription:
    """The wish a note is about."""
    kind, _, value = _WHY.sub("", note.value, count=1).partition("/")
    return replace(note, kind=SubscriptionKind(kind), value=value)


def merging(gone: str, home: str) -> str:
    """What the notes of a merge are found by."""
    return f"{gone} {home}"


def leaving(
    asked: Iterable[Subscription],
    there: Iterable[Subscription],
    brought: Iterable[Subscription],
    thread_id: int,
) -> tuple[Subscription, ...]:
    """Notes of what a thread asked for, kept in its group: to be given back, or to be asked for
    again beside the group's own.
    """
    known = set(there) - set(brought)
    here = (replace(each, thread_id=0) for each in asked if each.kind is not _NOTE)
    return tuple(note(each, of_thread(thread_id, own=each in known)) for each in here)


def of_thread(thread_id: int, *, own: bool) -> str:
    """What the notes of a thread are found by; `own`: the group had asked for it itself."""
    return f"thread {thread_id} {'too' if own else 'alone'}"


def _place(wish: Subscription) -> tuple[int, int]:
    return wish.chat_id, wish.thread_id
