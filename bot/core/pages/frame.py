"""What all public pages share: their name, their neighbours, the links around them."""

from dataclasses import dataclass, replace

from bot.core.lang.i18n import SOURCE, key
from bot.core.lang.markup import Line, clean, shortened, text_of
from bot.core.pages.addresses import Address, Leaf, path_of
from bot.core.renderer.reader_context import View

NAME = "isswire"

_DESCRIPTION_UNITS = 200
"""What a preview shows of a page's description."""

LABELS = {
    "skip": key("To the content"),
    "topics": key("Topics"),
    "pages": key("Pages"),
    "languages": key("Languages"),
    "now": key("Now"),
    "show": key("Show"),
    "sure": key("How sure is it?"),
    "facts": key("What sources say"),
    "timeline": key("Timeline"),
    "sources": key("Sources"),
    "day": key("As it stood on"),
    "translated": key("Machine translation"),
}
"""Words that templates put around what a page says, by the name they use."""


@dataclass(frozen=True, slots=True)
class Site:
    """Where the pages are: scheme, host and the path before every page, without a last slash."""

    origin: str
    prefix: str = ""
    live: bool = True
    """Whether a server answers questions (`?at=`); static files do not."""

    def url(self, address: Address) -> str:
        return self.origin + self.href(address)

    def href(self, address: Address) -> str:
        """Return a link from one page to another: without the host, so that mirrors work."""
        return self.prefix + path_of(address)


@dataclass(frozen=True, slots=True)
class Way:
    """A link to a page of ours; `here` marks the page that holds it."""

    words: str
    href: str
    here: bool = False
    language: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """The parts of every page around its content."""

    language: str
    title: str
    description: str
    url: str
    """The address that stands for the page, also of a view of it."""
    labels: dict[str, str]
    home: Way
    topics: tuple[Way, ...]
    languages: tuple[Way, ...]
    """The same page in each language; first the one that stands for all."""
    feeds: tuple[Way, ...]
    about: Way
    bot: Way | None
    note: str
    indexed: bool = True
    """Whether search engines should keep it."""


def frame_of(address: Address, view: View, site: Site, *, title: str, description: str) -> Frame:
    """Return what surrounds the page at an address."""
    say = view.texts.say
    plain = replace(address, at=None)
    lists = Address(address.language)
    topics = [
        (say("All"), ""),
        *((view.topic(each.id) or each.id, each.id) for each in view.topics),
    ]
    return Frame(
        language=address.language,
        title=shortened(clean(title), 160),
        description=shortened(clean(description), _DESCRIPTION_UNITS),
        url=site.url(plain),
        labels={name: say(words) for name, words in LABELS.items()},
        home=Way(NAME, site.href(lists)),
        topics=tuple(_topic_way(words, id, address, site) for words, id in topics),
        languages=_languages(plain, view, site),
        feeds=_feeds(address, site),
        about=Way(
            say("How to read this"),
            site.href(replace(lists, leaf=Leaf.ABOUT)),
            here=address.leaf is Leaf.ABOUT,
        ),
        bot=Way(say("Alerts in Telegram"), f"https://t.me/{view.bot}") if view.bot else None,
        note=say("Sorted by machine, not fact-checked."),
        indexed=address.at is None,
    )


def words_of(*lines: Line) -> str:
    """Return lines as one text: for titles, descriptions and feeds."""
    return " ".join(text_of(lines).split())


def _topic_way(words: str, id: str, address: Address, site: Site) -> Way:
    is_list = not address.number and address.leaf is Leaf.PAGE
    here = is_list and address.topic == id
    return Way(words, site.href(Address(address.language, topic=id)), here=here)


def _languages(address: Address, view: View, site: Site) -> tuple[Way, ...]:
    codes = sorted(view.languages, key=lambda code: (code != SOURCE, code))
    return tuple(
        Way(
            view.texts.formats.own_name(code),
            site.url(replace(address, language=code)),
            here=code == address.language,
            language=code,
        )
        for code in codes
    )


def _feeds(address: Address, site: Site) -> tuple[Way, ...]:
    what = replace(address, page=1, at=None)
    return tuple(
        Way(words, site.href(replace(what, leaf=leaf)))
        for words, leaf in (("Atom", Leaf.ATOM), ("JSON Feed", Leaf.JSON))
    )
