"""The reasons that matcher and threader have kept, as a reader of either language is told them.

Rule 1: they are kept in English, as they were given then; what is not known here is told as it is.
"""

import re
from collections.abc import Callable

from bot.core.parts import clean
from bot.core.texts import key
from bot.core.view import View

_PLACES = {"title": key("headline"), "summary": key("summary"), "text": key("text")}
_SAME = {
    "same address": key("the same address as “{title}” ({feed})"),
    "same headline": key("the same headline as “{title}” ({feed})"),
    "same headline but for spelling": key("the same headline as “{title}” ({feed})"),
    "same text under an edited headline": key("the same text as “{title}” ({feed})"),
}

Words = dict[str, str]


def reason_words(reason: str, view: View) -> str:
    """One reason in the reader's language."""
    for pattern, told in _KNOWN:
        if found := pattern.fullmatch(reason):
            named = {name: clean(words or "") for name, words in found.groupdict().items()}
            return told(named, view)
    return clean(reason)


def _strong(named: Words, view: View) -> str:
    return view.texts.say("{topic}: “{words}” ({place})", **_matched(named, view))


def _beside(named: Words, view: View) -> str:
    words = key("{topic}: “{words}” next to “{other}” ({place})")
    return view.texts.say(words, **_matched(named, view))


def _by_feed(named: Words, view: View) -> str:
    return view.texts.say("{topic}: all of this feed", topic=view.topic(named["topic"]))


def _new(named: Words, view: View) -> str:
    return view.texts.say("no earlier story is like it")


def _same(named: Words, view: View) -> str:
    words = _SAME[named["how"]]
    return view.texts.say(words, title=named["title"], feed=named["feed"])


def _alike(named: Words, view: View) -> str:
    say = view.texts.say
    parts = [say("both about {things}", things=named["things"])] if named["things"] else []
    parts += [say("words in common: {words}", words=named["words"])] if named["words"] else []
    return "; ".join([*parts, _apart(named, view)])


def _reaction(named: Words, view: View) -> str:
    reaction = view.texts.say("a reaction to what fills the news")
    return f"{reaction}; {_apart(named, view)}"


def _apart(named: Words, view: View) -> str:
    n = int(named["n"])
    if named["unit"] == "h":
        return view.texts.count("{n} h apart", "{n} h apart", n)
    return view.texts.count("{n} day apart", "{n} days apart", n)


def _matched(named: Words, view: View) -> Words:
    words = _PLACES[named["place"]]
    return named | {"topic": view.topic(named["topic"]), "place": view.texts.say(words)}


_TOPIC = r"(?P<topic>[\w-]+): "
_PLACE = r"(?P<place>title|summary|text)"
_GAP = r"(?P<n>\d+) (?P<unit>h|days) apart"
_KNOWN: tuple[tuple[re.Pattern[str], Callable[[Words, View], str]], ...] = tuple(
    (re.compile(pattern), told)
    for pattern, told in (
        (rf'{_TOPIC}"(?P<words>[^"]*)" \(strong, {_PLACE}\)', _strong),
        (rf'{_TOPIC}"(?P<words>[^"]*)" next to "(?P<other>[^"]*)" \({_PLACE}\)', _beside),
        (rf"{_TOPIC}the feed is about it by itself", _by_feed),
        (r"nothing like it among the stories remembered", _new),
        (rf"(?P<how>{'|'.join(_SAME)}) as (['\"])(?P<title>.*)\2 of (?P<feed>\S+)", _same),
        (
            r"(?:alike|(?:both about (?P<things>.+?)(?:; )?)?(?:words in common: (?P<words>.+))?)"
            rf", {_GAP}",
            _alike,
        ),
        (rf"a reaction to what fills the news, {_GAP}", _reaction),
    )
)
