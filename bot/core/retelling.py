"""Lines that are kept in English until their reader is known: failures of feeds, notices, and what
an edit of feeds.yaml changed; said again in the reader's language.

Rule 1: the English line is what is logged and stored; a line that no sentence here made is shown
as it is, and so is machine detail: a status, an address, another program's words.
"""

import re
from string import Formatter

from bot.core.alerts.admin_notices import SENTENCES
from bot.core.lang.i18n import Texts, key


def retold(said: str, texts: Texts) -> str:
    """The line in the reader's language, its values too where they are sentences themselves."""
    if texts.language == "en":
        return said
    for sentence, pattern in _PATTERNS:
        if found := pattern.fullmatch(said):
            values = {
                name: value if name in _NAMED else retold(value, texts)
                for name, value in found.groupdict().items()
            }
            return texts.say(sentence, **values)
    mark = next((each for each in _MARKS if each in said), None)
    return mark.join(retold(part, texts) for part in said.split(mark)) if mark else said


_NAMED = ("chat", "feed", "host", "id", "title", "url")
"""What others gave a name, which may be a word of ours."""

_MARKS = ("\n", ", ", ": ")
"""Between sentences in one line, the widest first."""

_FAILURES = (
    key("its certificate is not to be trusted: {reason}"),
    key("no encrypted connection: {reason}"),
    key("the answer broke the rules of HTTP: {reason}"),
    key("it ended early"),
    key("the name {host} is not known"),
    key("{host} asked to be left alone"),
    key("it answers 304 to a request without a condition"),
    key("it answers {status} and does not say where to"),
    key("it answers {status}"),
    key("it redirects from https to {url}"),
    key("more than {n} redirects, the last to {url}"),
    key("no complete answer within {n} s"),
    key("no article within {n} s"),
    key("the answer is empty"),
    key("the answer is larger than {n} MB"),
    key("the answer is no feed, but {what}"),
    key("its answer is no page, but {what}"),
    key("a page: {title}"),
    key("something else"),
    key("it is JSON, but no JSON Feed"),
    key("it is broken JSON: {reason}"),
    key("it cannot be read: {reason}"),
    key("it takes too long to read"),
    key("it takes too much memory to read"),
    key("reading it broke the parser"),
    key("the page takes too long to read"),
    key("reading the page broke the parser"),
    key("the page cannot be read: {reason}"),
    key("the page does not tell of its headline"),
    key("trafilatura is not installed: {command}"),
    key("the compressed answer ended early"),
    key("its compression is broken: {reason}"),
    key("its compression is not one that was asked for: {coding}"),
    key("its compression has too many parts"),
    key("the bot broke on it: see the log"),
    key("{url} is not fetched: {reason}"),
    key("{host} does not answer: {reason}"),
)

_REFUSED_ADDRESSES = (
    key("it has spaces, control characters or backslashes"),
    key("it is not a well-formed address"),
    key("only http and https are fetched"),
    key("it has a user name in it"),
    key("port {n} is not a web port"),
    key("it names no host"),
    key("it is a name of this network"),
    key("its host is an address in an odd form"),
    key("{host} is unspecified"),
    key("{host} is loopback"),
    key("{host} is private"),
    key("{host} is link-local"),
    key("{host} is shared address space"),
    key("{host} is multicast"),
    key("{host} is reserved"),
    key("{host} is for documentation"),
)

_DELIVERIES = (
    key("it cannot be put into words: see the log"),
    key("the text cannot be encoded"),
    key("the answer is not JSON"),
)

_CATALOG = (
    key("feeds.yaml is taken over: {changes}"),
    key("feeds.yaml is refused:"),
    key("feeds.yaml is not watched here"),
    key("nothing that counts"),
    key("topic {id}: {changes}"),
    key("low confidence is held"),
    key("nothing is held any more"),
    key("{n} new {things}"),
    key("{n} {things} gone"),
    key("{n} {things} changed"),
    key("{n} changed"),
    key("+{n} {things}"),
    key("-{n} {things}"),
    key("+ {thing}"),
    key("- {thing}"),
    key("~ {thing}: {changes}"),
    key("feed {id}"),
    key("party {id}"),
    key("channel {id}"),
    key("feed"),
    key("feeds"),
    key("party"),
    key("parties"),
    key("topic"),
    key("topics"),
    key("channel"),
    key("channels"),
    key("term"),
    key("terms"),
    key("context word"),
    key("context words"),
    key("refusal"),
    key("refusals"),
)
"""As bot.catalog.changes has them; `{things}` are words of it too."""


def _pattern(sentence: str) -> re.Pattern[str]:
    """Values are whatever stands there in the line, but for those of `_VALUES`."""
    parts = [
        re.escape(literal) + (_VALUES.get(name, f"(?P<{name}>.+)") if name else "")
        for literal, name, _, _ in Formatter().parse(sentence)
    ]
    return re.compile("".join(parts))


_VALUES = {"n": r"(?P<n>[\d.]+)", "things": "(?P<things>[a-z ]+)"}
_PATTERNS = tuple(
    (sentence, _pattern(sentence))
    for sentence in (
        *SENTENCES,
        *_CATALOG,
        *_FAILURES,
        *_REFUSED_ADDRESSES,
        *_DELIVERIES,
    )
)
