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
    WALL_ASKS = "{who} asks for a human: ask from another address, or through a proxy"
    WALL_REFUSES = "{who} refuses this address: ask from another one, or through a proxy"
    PROVIDER_BLOCKS = "{who} blocks the site: ask from another address, or through a proxy"
    SPEAKS_OF_ERROR = "a program speaks of its own error where news should be: {title}"
    NO_VARIABLE = "the environment variable {name} is not set"
    NO_PROXY = "its proxy does not let it through: {reason}"
    NO_CHANNEL = "Telegram knows no channel {name}"
    A_GROUP = "{name} is a group: only channels have a page"
    NO_PREVIEW = "the channel {name} shows nothing on the web: its preview is off"
    A_PRIVATE_CHANNEL = "it is an invitation to a private channel, which has no page"
    WITHHELD = "Telegram withholds {name} from where it was asked: ask through a proxy"
    BLOCKED_CHANNEL = "Telegram shows no posts: {words}"
    NO_POSTS = "no posts are shown, though there were some: perhaps too many questions were asked"
    NOT_A_CHANNEL = "the answer is no page of a channel but {what}"
    A_LANDING_PAGE = "it is the channel's front page: write {url}"
    NO_CALENDAR = "it is JSON, but no launches, events, dockings or crew of Launch Library 2"
    NO_LIST = "there is no list at items: {path}"
    NO_TITLES = "none of its {n} items has a title at title: {path}"
    NOTHING_FOUND = "nothing on the page fits items: {path}"
    BAD_SELECTOR = "the selector {path} cannot be read"
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
