"""What is shown where there is no page, none of that day, or the page of another story."""

from dataclasses import dataclass, replace

from bot.core.pages.addresses import Address
from bot.core.pages.frame import Frame, Site, Way, frame_of
from bot.core.renderer.reader_context import View


@dataclass(frozen=True, slots=True)
class MissingPage:
    """A page that says what is not there, and where to go on."""

    frame: Frame
    heading: str
    words: str
    back: Way


@dataclass(frozen=True, slots=True)
class MovedPage:
    """A page of static files that leads to another: no server says so by a status."""

    frame: Frame
    heading: str
    to: Way


def moved_page(view: View, address: Address, site: Site) -> MovedPage:
    """Return what stands where a story was that is part of the one at `address` now."""
    heading = view.texts.say("This story is part of another now")
    frame = frame_of(address, view, site, title=heading, description=heading)
    words = view.texts.say("The story as it stands now")
    return MovedPage(replace(frame, indexed=False), heading, Way(words, site.href(address)))


def missing_page(view: View, address: Address, site: Site) -> MissingPage:
    """Return what to show if there is nothing at the address."""
    say = view.texts.say
    heading = say("There is no such page")
    words = say("A story may have been withdrawn, or the address is mistyped.")
    home = Address(address.language)
    frame = frame_of(home, view, site, title=heading, description=words)
    nowhere = tuple(replace(each, here=False) for each in frame.topics)
    return MissingPage(
        frame=replace(frame, topics=nowhere, indexed=False),
        heading=heading,
        words=words,
        back=Way(say("Latest stories"), site.href(home)),
    )


def too_early_page(view: View, address: Address, site: Site) -> MissingPage:
    """Return what to show of a day before a story's first report."""
    say = view.texts.say
    story = replace(address, at=None, page=1)
    return replace(
        missing_page(view, address, site),
        heading=say("Nothing was reported by then."),
        words="",
        back=Way(say("The story as it stands now"), site.href(story)),
    )
