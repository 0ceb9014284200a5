"""The claim ledger: entries become reports, reports make a story, and its status is worked out.

Rule 1: reports and events are only ever added; a changed headline keeps the earlier ones.
Rule 2: a repeated text rests on the word of the text it repeats.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.ledger.cues import Cues
from bot.core.ledger.developments import assigned
from bot.core.ledger.facts import facts_of
from bot.core.ledger.modality import modality_of
from bot.core.ledger.origins import independent_origins, mentions_of, origin_of, voice_of
from bot.core.ledger.statement_kind import BELOW, has_official_word, weigh_kind
from bot.core.ledger.steps import steps_of
from bot.core.ledger.summarizer import summarize
from bot.core.ledger.urgency import genre_of, urgency_of
from bot.core.types import (
    Entry,
    Feed,
    Kind,
    Party,
    Placement,
    Relation,
    Report,
    Story,
    StoryEvent,
    Urgency,
)

QUIET = {
    Urgency.ROUTINE: timedelta(days=1),
    Urgency.NORMAL: timedelta(days=4),
    Urgency.EXTRAORDINARY: timedelta(days=14),
}
"""A story without a new report for this long is closed: a docking takes hours, a leak weeks."""

FADING = timedelta(hours=24)
"""A story's weight halves in this time without news."""


def report_of(
    entry: Entry,
    feed: Feed,
    placement: Placement,
    *,
    cues: Cues,
    parties: Iterable[Party],
    after: Story | None,
) -> Report:
    """Turn an entry into a report; `after` is the story as told so far.

    The same entry after the same reports always gives the same report.
    """
    if entry.is_forwarded:  # it is its first author's word, in a party's channel too
        feed = replace(feed, speaks_for=None)
    origin = origin_of(entry, feed, cues)
    mentions = mentions_of(entry, cues, frozenset(party.id for party in parties))
    modality, modality_words = modality_of(entry, cues, own=feed.speaks_for is not None)
    title, text, own = entry.title, entry.summary, feed.speaks_for is not None
    form = genre, genre_words = genre_of(title=title, text=text, cues=cues, own=own)
    urgency, urgency_words = urgency_of(title=title, text=text, cues=cues, form=form)
    return replace(
        _with_step(_unjudged(entry, feed, placement, origin.id), entry, cues),
        episode=after.episode if after else 1,
        origin_words=origin.words,
        firsthand=origin.firsthand,
        voice=voice_of(entry, feed, cues),
        quoted=tuple(party for party in mentions.quoted if party != feed.speaks_for),
        speakers=mentions.speakers,
        named=mentions.named,
        modality=modality,
        modality_words=modality_words,
        kind=_kind(entry, feed, after, cues),
        facts=facts_of(title=entry.title, text=entry.summary or entry.text, at=entry.at),
        urgency=urgency,
        urgency_words=urgency_words,
        genre=genre,
        genre_words=genre_words,
    )


def _with_step(report: Report, entry: Entry, cues: Cues) -> Report:
    """Say which step of its story a report tells."""
    told = steps_of(
        title=entry.title,
        text=entry.summary or entry.text,
        cues=cues,
        of_flight=bool(report.missions),
        own=report.party is not None,
    )
    if told.main is None:
        return replace(report, steps=told.named)
    return replace(report, step=told.main.id, steps=told.named, worth=told.worth)


def _unjudged(entry: Entry, feed: Feed, placement: Placement, origin: str) -> Report:
    """Build the report before its words are judged: what the feed brought, and who speaks
    there.
    """
    language = entry.language or feed.language
    return Report(
        entry=entry.id,
        feed=feed.id,
        outlet=feed.title,
        role=feed.role,
        title=entry.title,
        at=entry.at,
        url=entry.url,
        language=language,
        summary=_summary(entry, language, article_first=feed.full_text),
        picture=entry.picture,
        origin=origin,
        party=feed.speaks_for,
        about=placement.about,
        missions=placement.missions,
        duplicate_of=placement.duplicate_of,
    )


def add_report(
    story: Story | None,
    entry: Entry,
    placement: Placement,
    topics: tuple[str, ...],
    report_of: Callable[[Entry, Placement, Story | None], Report],
) -> Story:
    """Add one report to the story, or begin one.

    A closed story, or one the grouper reopens, begins a new episode. An entry that is in the story
    already changes nothing.
    """
    if story is None:
        report = report_of(entry, placement, None)
        return Story(
            id=placement.story,
            topics=topics,
            opened=report.at,
            updated=report.at,
            reports=(report,),
        )
    if any(report.entry == entry.id for report in story.reports):
        return story
    if story.closed is not None or placement.relation is Relation.REOPENS:
        story = _reopened(story, entry.at)
    report = _with_origin_of_original(report_of(entry, placement, story), story)
    report = assigned(story, report)
    return replace(
        story,
        topics=tuple(dict.fromkeys((*story.topics, *topics))),
        updated=max(story.updated, report.at),
        reports=(*story.reports, report),
    )


def with_headline(story: Story, entry: Entry, at: datetime) -> Story:
    """Give an entry its new headline in the story; keep the earlier one with the time it went."""
    reports = tuple(
        replace(report, title=entry.title, headlines=(*report.headlines, (at, report.title)))
        if report.entry == entry.id and report.title != entry.title
        else report
        for report in story.reports
    )
    return story if reports == story.reports else replace(story, reports=reports)


def closing_time(story: Story) -> datetime:
    """Return when the story closes if nothing more comes."""
    return story.updated + _quiet_limit(story)


def close_if_quiet(story: Story, now: datetime) -> Story:
    """Close the story if nothing has come for as long as its urgency allows."""
    if story.closed is not None or now < closing_time(story):
        return story
    event = StoryEvent(at=now, kind="closed", detail=f"quiet for {_quiet_limit(story).days} days")
    return replace(story, closed=now, events=(*story.events, event))


def weight(story: Story, now: datetime) -> float:
    """Weigh how much a story matters now, above 0: independent origins, official word, recency.

    Three origins and an official word weigh 1 + 3 + 2 = 6 when fresh, 3 after a day without news,
    1.5 after two.
    """
    current = story.episode_reports
    origins = len(independent_origins(current))
    official = any(report.party for report in current)
    kinds = {report.urgency for report in current}
    matter = min(origins, _ENOUGH) + 2.0 * official + 3.0 * (Urgency.EXTRAORDINARY in kinds)
    if kinds == {Urgency.ROUTINE}:
        matter *= 0.25
    age = max((now - story.updated) / FADING, 0.0)
    return float((1.0 + matter) * 0.5 ** min(age, _OLD))


def _quiet_limit(story: Story) -> timedelta:
    kinds = {report.urgency for report in story.episode_reports}
    return max((QUIET[kind] for kind in kinds), default=QUIET[Urgency.NORMAL])


_ENOUGH = 5
"""Independent origins beyond these add no weight."""

_OLD = 60.0
"""Most half-lives that count; keeps the weight above 0."""


def _kind(entry: Entry, feed: Feed, after: Story | None, cues: Cues) -> Kind:
    before = [(report.at, report.kind) for report in after.reports] if after else ()
    return weigh_kind(
        title=entry.title,
        text=entry.summary or entry.text[:BELOW],
        role=feed.role,
        speaks_for=feed.speaks_for,
        already_official=has_official_word(before, entry.at),
        signs=cues.signs,
    ).kind


def _summary(entry: Entry, language: str, *, article_first: bool) -> str:
    """Summarize the feed's own summary, else the full text; the other way round if
    `article_first`.
    """
    texts = (entry.text, entry.summary) if article_first else (entry.summary, entry.text)
    told = (summarize(title=entry.title, text=text, language=language) for text in texts if text)
    return next(filter(None, told), "")


def _reopened(story: Story, at: datetime) -> Story:
    event = StoryEvent(at=at, kind="reopened", detail=f"episode {story.episode + 1}")
    return replace(story, episode=story.episode + 1, closed=None, events=(*story.events, event))


def _with_origin_of_original(report: Report, story: Story) -> Report:
    """Give a repeated text the origin of the text it repeats, unless it names one itself."""
    original = next((each for each in story.reports if each.entry == report.duplicate_of), None)
    if original is None or report.party or report.origin_words:
        return report
    return replace(
        report, origin=original.origin, origin_words=f"the same text as {original.outlet}"
    )
