"""Every reason the bot gives: kinds by the room that gives them, their words, and their JSON.

Start with `types.reasons`; then news, feeds, notices and catalog, each an enum of sentences.
"""

from collections.abc import Callable
from typing import Any

from bot.core.reasons.catalog import (
    CatalogChange,
    CatalogProblem,
    CatalogThing,
    YamlProblem,
)
from bot.core.reasons.feeds import (
    AddressRefusal,
    ArticleFailure,
    FeedFailure,
    HostRefusal,
    NoFeed,
)
from bot.core.reasons.news import Compared, LeftOut, Matched, Placed
from bot.core.reasons.notices import AdminNotice
from bot.core.types.reasons import Arg, Reason, ReasonKind


class Verbatim(ReasonKind):
    """Words that are nobody's here: another program's, or those of an earlier version."""

    VERBATIM = "{text}"


def verbatim(text: str) -> Reason:
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
        CatalogChange,
        CatalogThing,
        CatalogProblem,
        YamlProblem,
    )
    for kind in kinds
}
"""By the name a stored reason has."""


def in_words(reason: Reason, say: Callable[..., str]) -> str:
    """The reason in words; `say` puts values into a sentence, as `Texts.say` does."""
    return say(reason.kind.value, **{name: _words(arg, say) for name, arg in reason.args})


def english(reason: Reason) -> str:
    """The reason as logs and the command line have it."""
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
    """The reason with all that it quotes changed."""

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
    """`{"BESIDE": {"words": ...}}`; what was said in words is those words."""
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
    """Raises KeyError, TypeError or ValueError for what `as_data` has not made."""
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
