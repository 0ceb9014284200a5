"""What a newly bound channel is given at once."""

from datetime import timedelta

from bot.core.alerts.admin_notices import NOTICE_LIFE
from bot.core.alerts.audience import ALERT_LIFE
from bot.core.alerts.first_post import first_post, newest_story
from bot.core.ledger.editor_events import Act
from bot.core.reasons.notices import FirstPost
from bot.core.types import DeliveryKind, StoryEvent
from tests.build import NOON, a_chat, a_report, a_story

CHANNEL = a_chat(-7, thread_id=3)


def test_a_first_post_tells_a_channel_what_it_follows() -> None:
    post = first_post(CHANNEL, ["iss", "roscosmos"], NOON)
    assert (post.chat_id, post.thread_id, post.kind) == (-7, 3, DeliveryKind.NOTICE)
    assert post.says[0] == FirstPost.FOLLOWS(topics="iss, roscosmos")
    assert (post.not_before, post.expires, post.urgent) == (NOON, NOON + NOTICE_LIFE, True)


def test_a_first_post_comes_once_an_hour() -> None:
    now, within, after = (
        first_post(CHANNEL, ["iss"], NOON + timedelta(minutes=minutes)).revision
        for minutes in (0, 59, 60)
    )
    assert now == within != after


def test_the_newest_story_is_posted_as_it_would_have_been() -> None:
    old, new = a_report(development=1), a_report(entry="2" * 32, episode=2, development=2)
    story = a_story(old, new, episode=2)
    post = newest_story(CHANNEL, [story], NOON)
    assert post is not None
    assert (post.chat_id, post.thread_id, post.kind) == (-7, 3, DeliveryKind.POST)
    assert (post.story, post.revision, post.development) == (story.id, 2, 2)
    assert (post.not_before, post.expires, post.urgent) == (NOON, NOON + ALERT_LIFE, True)


def test_a_story_that_was_taken_back_is_not_posted() -> None:
    taken = StoryEvent(at=NOON, kind=Act.RETRACTED, development=1)
    gone, other = a_story(a_report(development=1), events=(taken,)), a_story(id="2" * 16)
    post = newest_story(CHANNEL, [gone, other], NOON)
    assert post is not None
    assert post.story == other.id
    assert newest_story(CHANNEL, [gone], NOON) is None
