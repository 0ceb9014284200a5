"""What chats asked of a story that became part of another holds for that one too, and goes when
the two are parted; what a forum thread asked for is its group's while the thread is shut.

Rule 1: what was asked of the one stays where it was; what is new at the other is noted, so that no
more is taken away than was carried there.
"""

from collections.abc import Iterable
from dataclasses import replace

from bot.core.types import Subscription, SubscriptionKind

_NOTE = SubscriptionKind.CARRIED
_KINDS = (SubscriptionKind.STORY, SubscriptionKind.MUTED_STORY, SubscriptionKind.OBJECTION)


def carried(
    asked: Iterable[Subscription], there: Iterable[Subscription], *, gone: str, home: str
) -> tuple[Subscription, ...]:
    """What is asked of `home` from now on, and was not: who follows it is not made to mute it."""
    known = set(there)
    follows = {_place(each) for each in known if each.kind is SubscriptionKind.STORY}
    moved = (
        replace(each, value=home + each.value.removeprefix(gone))
        for each in asked
        if each.kind in _KINDS
        and not (each.kind is SubscriptionKind.MUTED_STORY and _place(each) in follows)
    )
    return tuple(each for each in moved if each not in known)


def note(wish: Subscription, why: str) -> Subscription:
    """Kept beside a wish that was carried to where it is now; `why` is what it can be found by."""
    value = f"{why} {wish.kind.value}/{wish.value}"
    return replace(wish, kind=SubscriptionKind.CARRIED, value=value)


def noted(note: Subscription, why: str) -> Subscription:
    """The wish a note is about."""
    kind, _, value = note.value.removeprefix(f"{why} ").partition("/")
    return replace(note, kind=SubscriptionKind(kind), value=value)


def merging(gone: str, home: str) -> str:
    """What the notes of a merge are found by."""
    return f"{gone} {home}"


def leaving(
    asked: Iterable[Subscription], there: Iterable[Subscription], thread_id: int
) -> tuple[Subscription, ...]:
    """Notes of what a thread asked for, kept in its group: to be given back, or to be asked for
    again beside the group's own.
    """
    known = set(there)
    here = (replace(each, thread_id=0) for each in asked if each.kind is not _NOTE)
    return tuple(note(each, of_thread(thread_id, own=each in known)) for each in here)


def of_thread(thread_id: int, *, own: bool) -> str:
    """What the notes of a thread are found by; `own`: the group had asked for it itself."""
    return f"thread {thread_id} {'too' if own else 'alone'}"


def _place(wish: Subscription) -> tuple[int, int]:
    return wish.chat_id, wish.thread_id
