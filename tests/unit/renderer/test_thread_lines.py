"""A development's place among a chat's messages of its episode."""

from bot.core.renderer.thread_lines import EpisodeThread, InThread, episode_thread
from bot.core.types import Post
from tests.build import NOON


def told(development: int, episode: int = 1) -> Post:
    number = episode * 10 + development
    return Post("1" * 16, 7, 0, episode, number, NOON, NOON, development=development)


POST, REPLY, LATER, OLD = told(1), told(2), told(3), told(4, episode=0)


def test_where_nothing_is_told_the_message_is_the_post() -> None:
    assert episode_thread([], episode=1, development=1) == EpisodeThread(None, None, InThread())


def test_what_an_earlier_episode_told_is_no_part_of_the_thread() -> None:
    thread = episode_thread([OLD], episode=1, development=4)
    assert thread == EpisodeThread(None, None, InThread())


def test_what_is_not_told_yet_replies_to_the_post() -> None:
    thread = episode_thread([OLD, POST], episode=1, development=2)
    assert thread == EpisodeThread(POST, None, InThread(is_reply=True))


def test_a_reply_stays_a_reply() -> None:
    thread = episode_thread([POST, REPLY, LATER], episode=1, development=2)
    assert thread == EpisodeThread(POST, REPLY, InThread(is_reply=True))


def test_a_post_alone_has_nothing_below_it() -> None:
    assert episode_thread([POST], episode=1, development=1).place == InThread()


def test_the_post_names_the_latest_below_it() -> None:
    thread = episode_thread([POST, REPLY, LATER], episode=1, development=1)
    assert thread == EpisodeThread(POST, POST, InThread(latest=3))


def test_the_post_names_what_the_next_episode_began_with() -> None:
    again, more = told(5, episode=2), told(6, episode=3)
    thread = episode_thread([POST, REPLY, again, more], episode=1, development=1)
    assert thread == EpisodeThread(POST, POST, InThread(latest=2, later=5))
