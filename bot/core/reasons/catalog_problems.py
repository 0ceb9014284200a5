"""What is wrong in a feeds.yaml, and what an edit of it has changed."""

from bot.core.types.reasons import ReasonKind


class CatalogChange(ReasonKind):
    """One change, or several of a kind."""

    NOTHING = "no change"
    MORE = "+{n} {things}"
    FEWER = "-{n} {things}"
    OTHERS = "{n} {things} changed"
    OTHERS_TOO = "{n} changed"
    """After `MORE` or `FEWER`, which say what."""
    TOPIC_RULES = "topic {id}: {changes}"
    TOPIC_CHANGED = "topic {id}: changed"
    HELD = "stories of low confidence are held"
    NOT_HELD = "nothing is held any more"
    NEW_WORDS = "{n} new {things}"
    WORDS_GONE = "{n} {things} gone"
    ADDED = "+ {thing}"
    REMOVED = "- {thing}"
    EDITED = "~ {thing}: {changes}"


class CatalogThing(ReasonKind):
    """The things whose changes are counted."""

    FEED = "feed"
    FEEDS = "feeds"
    FEED_ID = "feed {id}"
    PARTY = "party"
    PARTIES = "parties"
    PARTY_ID = "party {id}"
    CHANNEL_ONE = "channel"
    CHANNELS = "channels"
    CHANNEL_ID = "channel {id}"
    TOPIC = "topic"
    TOPICS = "topics"
    TERM = "term"
    TERMS = "terms"
    CONTEXT_WORD = "context word"
    CONTEXT_WORDS = "context words"
    REFUSAL = "refusal"
    REFUSALS = "refusals"


class CatalogProblem(ReasonKind):
    """What is wrong in a feeds.yaml, and what to write instead."""

    AT_LINE = "{place}: {what}"
    MEANT = "{what}; did you mean {word}?"
    KNOWN_ARE = "{what}; known are {words}"
    NONE_KNOWN = "{what}; known are none"

    ONE_OF = "write one of {words}"
    QUOTED_TEXT = "write a text; put it in quotes if it is one"
    A_TEXT = "write a text"
    ONE_LINE = "write one line of at most {n} characters"
    STAR = "write * only at the beginning or at the end of a word"
    A_WORD = "write a word"
    THREE_LETTERS = "write at least three letters beside *"
    A_TIME = "write a time like 30s, 5m or 2h"
    TIME_RANGE = "write a time from 30s to 1d"
    A_LANGUAGE = "write a language code like en, ru or de"
    A_COUNTRY = "write a country code like US, RU or DE"
    AN_ID = "write an id of small letters, digits and hyphens, like nasa-blog"
    AN_ADDRESS = "write an address like https://example.org/feed.xml"
    NO_USER = "write the address without user and password"
    PLAIN_ADDRESS = "write the address without spaces, quotes or backslashes"
    SHORTER_ADDRESS = "write a shorter address"
    A_CHANNEL = 'write "@channel" in quotes, or its numeric id like -1001234567890'

    ASCII_LINE = "write one line of letters, digits and signs of ASCII"
    A_VARIABLE = "write variables as ${{FEED_...}}, in capitals"
    FROM_OUTSIDE = "put the secret into an environment variable and write ${{FEED_...}}"
    A_HEADER = "write the name of a header, like X-Reader"
    OUR_HEADER = "{name} is set by the reader itself; leave it out"
    A_PROXY = "write none, ${{FEED_...}}, or an address like socks5://proxy.example:1080"
    FIND_ITEMS = "say where the items are, like items: article.news"
    FIND_NOTHING = (
        "a source of kind {kind} has nothing to find; leave it out, or write kind: json or page"
    )
    A_DIGEST = "write off, or a time like 08:00 Europe/Moscow or weekly 18:00 Europe/Moscow"
    A_ZONE = "write a time zone like Europe/Moscow or UTC"

    MISSING = "is missing; write it"
    TRUE_OR_FALSE = "write true or false"
    WHOLE_NUMBER = "write a whole number"
    A_LIST = "write a list, like [one, two]"
    A_MAPPING = "write names with values under them"
    SETTINGS = "write its settings under it, like key: value"
    AT_LEAST_ONE = "write at least one"
    MANY_FEEDS = "keep it to {n} feeds"
    FROM_ZERO = "write a number from 0"
    SMALLER = "write a smaller number"
    UNKNOWN_KEY = "unknown key"

    NO_FEEDS = "no feeds; write some, or allow_empty: true if that is meant"
    NO_TOPICS = "no topics; write what is watched for, like iss"
    NO_PARTY = "no party {id}"
    NO_TOPIC = "no topic {id}"
    NO_SPEAKER = "only a party's own channel speaks for it; role: {one} or {other}"
    WORD_TWICE = "{id} is written twice; keep one"
    NO_PUBLIC_ADDRESS = "{why}; write a public address"
    PRIVATE_ADDRESS = "{why}; write a public address, or set ALLOW_PRIVATE_HOSTS=1"
    BUSY_CALENDAR = (
        "write a longer time: the calendars of a host may ask {n} times an hour together"
    )
    OFTEN = "write 30s or more; it is someone else's server"
    ADDRESS_TWICE = "the same address as feeds.{id}; keep one"
    TITLE_TWICE = "the same title as topics.{id}; write another"
    CHANNEL_TWICE = "the same channel twice; keep one"


class YamlProblem(ReasonKind):
    """What no feeds.yaml may be, whatever it says."""

    NO_CONTENT = "empty; write parties, feeds and topics"
    SECTIONS = "write parties, feeds and topics"
    UTF8 = "not UTF-8; save the file as UTF-8"
    LARGE_FILE = "keep the file under 1 MB"
    LONG_LINE = "keep lines under {n} characters"
    DIRECTIVE = "leave out directives (%)"
    DOCUMENTS = "keep one document; leave out ---"
    DEEP = "nested deeper than {n}; flatten it"
    MANY_VALUES = "keep the file under {n} values"
    ANCHOR = "anchors (&) and aliases (*) are not read: write it out, or quote the text"
    TAG = "tags (!) are not read: leave them out, or quote the text"
    KEY_TWICE = "written twice, first in line {n}; keep one"
    A_KEY = "write a word before the colon"
    MERGE = "merges (<<) are not read: write it out"
    DIGITS = "write at most {n} digits, or put a text of digits in quotes"
    CONTROL = "take out the control character or broken letter here"
    ANEW = "not YAML that can be read; write it anew"
    NOT_YAML = "not YAML here: {advice}"

    QUOTE_NAME = 'put @names in quotes, like "@isswire"'
    QUOTE_BACKTICK = "put texts with ` in quotes"
    QUOTE_PERCENT = "put texts that begin with % in quotes"
    TABS = "indent with spaces, not tabs"
    COLON = "check the indentation, or quote a text with a colon"
    AFTER_KEY = "write a colon and a space after the key"
    INDENTATION = "check the indentation of this line and the one before"
    OPEN_QUOTE = "close the quote or bracket that is open here"
    UNFINISHED = "finish this list or mapping"
    OPEN_BRACKET = "close the bracket that is open here"
    COMMAS = "close the bracket, or part the values with commas"
    BACKSLASH = "write \\\\ for a backslash, or use single quotes"
