"""Why a feed or an article could not be read, and why an address is not fetched."""

from bot.core.types.reasons import ReasonKind


class FeedFailure(ReasonKind):
    """What went wrong with a feed."""

    UNKNOWN_NAME = "the name {host} is not known"
    NO_CONNECTION = "{host} does not answer: {reason}"
    UNTRUSTED = "its certificate is not trusted: {reason}"
    NOT_ENCRYPTED = "no encrypted connection: {reason}"
    BROKEN_HTTP = "the answer broke the rules of HTTP: {reason}"
    ENDED_EARLY = "it ended early"
    NOT_CONNECTED = "not connected to {host}: {reason}"
    NOT_FETCHED = "{url} is not fetched: {reason}"
    NO_ANSWER = "no complete answer within {n} s"
    STATUS = "it answers {status}"
    NO_CONDITION = "it answers 304 to a request without a condition"
    NOWHERE = "it answers {status} and does not say where to"
    DOWNGRADE = "it redirects from https to {url}"
    REDIRECTS = "more than {n} redirects, the last to {url}"
    LEFT_ALONE = "{host} asked to be left alone"
    EMPTY = "the answer is empty"
    TOO_LARGE = "the answer is larger than {n} MB"
    CODING_ENDED = "the compressed answer ended early"
    BROKEN_CODING = "its compression is broken: {reason}"
    OTHER_CODING = "it uses a compression that was not asked for: {coding}"
    MANY_CODINGS = "its compression has too many parts"
    NO_FEED = "the answer is not a feed but {what}"
    A_PAGE = "a page: {title}"
    UNTITLED = "a page"
    A_PICTURE = "a picture"
    A_PDF = "a PDF"
    AN_OPML = "a list of feeds (OPML)"
    ANYTHING = "something else"
    NO_JSON_FEED = "it is JSON, but not a JSON Feed"
    BROKEN_JSON = "it is broken JSON: {reason}"
    UNREADABLE = "it cannot be read: {reason}"
    SLOW = "it takes too long to read"
    LARGE = "it takes too much memory to read"
    CRASHED = "reading it broke the parser"
    BUG = "the bot failed on it: see the log"


class NoFeed(ReasonKind):
    """Why no feed is found behind an address."""

    NOT_FOUND = "no feed is found behind it; look for its address on the page and give that"
    NOT_IN_TIME = "no feed is found behind it within {n} s"


class ArticleFailure(ReasonKind):
    """What went wrong with an article, apart from what may go wrong with a feed."""

    NO_ARTICLE = "no article within {n} s"
    NO_PAGE = "its answer is not a page but {what}"
    SLOW_PAGE = "the page takes too long to read"
    CRASHED_PAGE = "reading the page broke the parser"
    UNREADABLE_PAGE = "the page cannot be read: {reason}"
    OTHER_PAGE = "the page does not mention its headline"
    NO_EXTRACTOR = "trafilatura is not installed: {command}"


class AddressRefusal(ReasonKind):
    """Why an address is not fetched."""

    ODD_LETTERS = "it has spaces, control characters or backslashes"
    MALFORMED = "it is not a well-formed address"
    NO_WEB = "only http and https are fetched"
    USER_NAME = "it has a user name in it"
    PORT = "port {n} is not a web port"
    NO_HOST = "it names no host"
    LOCAL_NAME = "it is a name of this network"
    ODD_NUMBER = "its host is an address in an odd form"


class HostRefusal(ReasonKind):
    """Which network that is not public a numeric address belongs to."""

    UNSPECIFIED = "{host} is unspecified"
    LOOPBACK = "{host} is loopback"
    PRIVATE = "{host} is private"
    LINK_LOCAL = "{host} is link-local"
    SHARED = "{host} is shared address space"
    MULTICAST = "{host} is multicast"
    RESERVED = "{host} is reserved"
    FOR_DOCUMENTATION = "{host} is for documentation"
