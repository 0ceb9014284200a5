"""A headline, a badge and links to topics, as every public page has them."""

from dataclasses import dataclass

from bot.core.lang.markup import clean, shortened
from bot.core.ledger.story_status import StoryStatus
from bot.core.pages.addresses import Address
from bot.core.pages.frame import Site, Way
from bot.core.renderer.reader_context import View
from bot.core.renderer.story_lines import HEADLINE_UNITS, status_words
from bot.core.types import Report, Story


@dataclass(frozen=True, slots=True)
class Headline:
    """A source's own words, with their language where it is not the page's, and then a machine's
    translation if there is one.
    """

    words: str
    language: str = ""
    translation: str = ""


@dataclass(frozen=True, slots=True)
class BadgeWords:
    """How sure one can be: `kind` names the look, `words` say it."""

    kind: str
    words: str


def headline_of(report: Report, view: View) -> Headline:
    """Return a report's headline, cleaned and cut."""
    words = shortened(clean(report.title), HEADLINE_UNITS) or view.texts.say("Untitled")
    return Headline(words, _foreign(report, view), view.translated(report.title, report.language))


def badge_of(standing: StoryStatus, view: View) -> BadgeWords:
    if standing.retracted:
        return BadgeWords("retracted", status_words(standing, view))
    shown = standing.set_by_editors or standing.status
    return BadgeWords(shown.name.lower(), status_words(standing, view))


def topic_ways(story: Story, view: View, address: Address, site: Site) -> tuple[Way, ...]:
    """Return links to the lists of a story's topics; what is no topic any more has no list."""
    known = (topic for topic in view.topics if topic.id in story.topics)
    return tuple(
        Way(view.topic(topic.id) or topic.id, site.href(Address(address.language, topic=topic.id)))
        for topic in known
    )


def _foreign(report: Report, view: View) -> str:
    known = report.language.isascii() and report.language.isalpha() and len(report.language) < 4
    return report.language if known and report.language != view.language else ""
