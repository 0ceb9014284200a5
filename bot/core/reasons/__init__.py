"""Every reason the bot gives: kinds by the room that gives them, their words, and their JSON.

Read `types.reasons` first; then news, feed_failures, send_failures, notices and catalog_problems,
each with enums of sentences.
`Matched.BESIDE(words="Progress", other="cargo ship", place=Matched.TITLE())` is in English
"“Progress” next to “cargo ship” (headline)", in Russian what bot/locale makes of the sentence, and
stored as `{"BESIDE": {"words": "Progress", "other": "cargo ship", "place": {"TITLE": {}}}}`.
"""

from collections.abc import Callable
from typing import Any

from bot.core.reasons.catalog_problems import (
    CatalogChange,
    CatalogProblem,
    CatalogThing,
    YamlProblem,
)
from bot.core.reasons.event_doubts import EventDoubt
from bot.core.reasons.feed_failures import (
    AddressRefusal,
    ArticleFailure,
    FeedFailure,
    HostRefusal,
    NoFeed,
)
from bot.core.reasons.news import Compared, LeftOut, Matched, Placed
from bot.core.reasons.notices import AdminNotice, FirstPost
from bot.core.reasons.send_failures import SendFailure, Unwanted
from bot.core.types.reasons import Arg, Reason, ReasonKind


class Verbatim(ReasonKind):
    """Text that has no kind here: another program's, or one stored by an earlier version."""

    VERBATIM = "{text}"


def verbatim(text: str) -> Reason:
    """Return a reason that is this text, in every language."""
    return Verbatim.VERBATIM(text=text)


KINDS = {
    kind.name: kind
    for kinds in (
        Verbatim,
        Matched,
        LeftOut,
        Placed,
        Compared,
        FeedFailure,
        NoFeed,
        ArticleFailure,
        AddressRefusal,
        HostRefusal,
        AdminNotice,
        FirstPost,
        CatalogChange,
        CatalogThing,
        CatalogProblem,
        YamlProblem,
        SendFailure,
        EventDoubt,
        Unwanted,
    )
    for kind in kinds
}
"""Name of a kind, as stored -> the kind."""


def in_words(reason: Reason, say: Callable[..., str]) -> str:
    """Put a reason into words; `say` fills in a sentence, as `Texts.say` does."""
    return say(reason.kind.value, **{name: _words(arg, say) for name, arg in reason.args})


def english(reason: Reason) -> str:
    """Put a reason into English, for logs and the command line."""
    return in_words(reason, str.format)


def _words(arg: Arg, say: Callable[..., str]) -> str:
    match arg:
        case Reason():
            return in_words(arg, say)
        case tuple():
            return ", ".join(in_words(each, say) for each in arg)
        case _:
            return str(arg)


def with_texts(reason: Reason, change: Callable[[str], str]) -> Reason:
    """Return the reason with every text in its arguments changed."""

    def changed(arg: Arg) -> Arg:
        match arg:
            case str():
                return change(arg)
            case Reason():
                return with_texts(arg, change)
            case tuple():
                return tuple(with_texts(each, change) for each in arg)
            case int():
                return arg

    return Reason(reason.kind, tuple((name, changed(arg)) for name, arg in reason.args))


def as_data(reason: Reason) -> Any:
    """Return a reason as JSON's types: `{"BESIDE": {"words": ...}}`; verbatim text as a string."""
    if reason.kind is Verbatim.VERBATIM:
        return dict(reason.args)["text"]
    return {reason.kind.name: {name: _arg_as_data(arg) for name, arg in reason.args}}


def _arg_as_data(arg: Arg) -> Any:
    match arg:
        case Reason():
            return as_data(arg)
        case tuple():
            return [as_data(each) for each in arg]
        case _:
            return arg


def from_data(stored: Any) -> Reason:
    """Read what `as_data` has made.

    Raises KeyError, TypeError or ValueError for anything else.
    """
    if isinstance(stored, str):
        return verbatim(stored)
    ((name, args),) = stored.items()
    return Reason(KINDS[name], tuple((name, _arg_from_data(arg)) for name, arg in args.items()))


def _arg_from_data(stored: Any) -> Arg:
    match stored:
        case dict():
            return from_data(stored)
        case list():
            return tuple(map(from_data, stored))
        case str() | int():
            return stored
        case _:
            raise TypeError(f"{type(stored).__name__} is no argument of a reason")
