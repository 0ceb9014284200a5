"""How to read the public pages: what each badge means, where the words come from."""

from dataclasses import dataclass

from bot.core.lang.i18n import key
from bot.core.pages.addresses import Address
from bot.core.pages.frame import Frame, Site, frame_of
from bot.core.pages.public_words import BadgeWords
from bot.core.renderer.reader_context import View
from bot.core.renderer.story_lines import STATUSES
from bot.core.types import Status

_MEANINGS = {
    Status.REPORTED: key("All reports rest on one source, however many outlets repeat it."),
    Status.SEVERAL: key("Sources that do not rest on one another report the same."),
    Status.OFFICIAL: key("The body concerned says so on its own channel."),
    Status.DENIED: key("The body concerned says on its own channel that it is not so."),
    Status.DISPUTED: key("Sources contradict each other, or somebody denies it."),
    Status.CLOSED: key("Nothing new for some days; the last badge stands beside it."),
}

_PARAGRAPHS = (
    key(
        "isswire reads the feeds of space agencies and news sources and folds all tellings of one"
        " matter into one story. Headlines and summaries are the sources' own words, and each"
        " links to where it was said."
    ),
    key(
        "The badge says whose word a story rests on, by rules and not by judgement. Nothing here"
        " is fact-checked, and no language model sets a badge."
    ),
    key("All times are UTC. A story's page can show how it stood on any earlier day."),
)

_CLOSED = key("Closed")

_PRIVACY = key(
    "These pages set no cookies, load nothing from elsewhere and need no script. Nothing"
    " about chats or people is on them."
)


@dataclass(frozen=True, slots=True)
class AboutPage:
    """All that the page about the pages shows."""

    frame: Frame
    heading: str
    paragraphs: tuple[str, ...]
    badges_heading: str
    badges: tuple[tuple[BadgeWords, str], ...]
    privacy_heading: str
    privacy: str


def about_page(view: View, address: Address, site: Site) -> AboutPage:
    """Return the page that explains the others."""
    say = view.texts.say
    heading = say("How to read this")
    paragraphs = tuple(say(each) for each in _PARAGRAPHS)
    return AboutPage(
        frame=frame_of(address, view, site, title=heading, description=paragraphs[0]),
        heading=heading,
        paragraphs=paragraphs,
        badges_heading=say("Badges"),
        badges=tuple(
            (BadgeWords(each.name.lower(), _name(each, view)), say(words))
            for each, words in _MEANINGS.items()
        ),
        privacy_heading=say("Privacy"),
        privacy=say(_PRIVACY),
    )


def _name(status: Status, view: View) -> str:
    return view.texts.say(STATUSES.get(status, _CLOSED))
