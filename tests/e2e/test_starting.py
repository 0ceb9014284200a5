"""A start that cannot be is one clear line and exit code 2; an empty disk sends nothing old."""

import socket

import pytest

from bot.local.faults import unauthorized
from tests.e2e.conftest import TOKEN
from tests.e2e.feeds import headlines
from tests.e2e.process import OWN_PYTHON, eventually
from tests.e2e.world import Record, World

SECRET = "hunter2-hunter2-hunter2"
WRONG = {
    "TELEGRAM_TOKEN": SECRET,
    "DATABASE_URL": f"mysql://user:{SECRET}@host/name",
    "ADMIN_IDS": SECRET,
    "WEBHOOK_SECRET": "short",
    "PORT": "99999",
    "FEEDS_FILE": "/nowhere/feeds.yaml",
}


@pytest.fixture(autouse=True)
def as_an_operator(world: World) -> None:
    world.within = OWN_PYTHON


@pytest.mark.fault("H7")
@pytest.mark.parametrize("name", WRONG)
async def test_a_wrong_setting_is_one_line_that_names_it(world: World, name: str) -> None:
    bot = world.process(**{name: WRONG[name]})
    assert await bot.run() == 2, bot.said
    assert bot.said.count("\n") == 1
    assert name in bot.said
    assert SECRET not in bot.said


@pytest.mark.fault("E9")
async def test_a_wrong_feeds_file_names_each_line_and_sends_nothing(world: World) -> None:
    world.feeds.add("press", "role: pres")
    bot = world.process()
    assert await bot.run() == 2
    assert bot.said == (
        "feeds.yaml:11: feeds.press.role: write one of official, government, state-media, wire, "
        "trade, press, personal, aggregator; did you mean press?\n"
    )
    assert world.telegram.journal.calls == []


@pytest.mark.fault("H7")
async def test_a_port_that_is_taken_is_one_line(world: World) -> None:
    world.feeds.add("press")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        bot = world.process(PORT=str(port), LISTEN="127.0.0.1")
        assert await bot.run() == 2, bot.said
    assert bot.said.splitlines()[-1] == (
        f"PORT: 127.0.0.1:{port} cannot be opened (Address already in use)"
    )
    assert "Traceback" not in bot.said


@pytest.mark.fault("D13")
async def test_a_refused_token_is_one_line(world: World) -> None:
    world.feeds.add("press")
    world.telegram.faults.add(unauthorized())
    bot = world.process()
    assert await bot.run() == 2
    assert bot.said.splitlines()[-1] == (
        "TELEGRAM_TOKEN: Telegram refuses this token; get a valid one from @BotFather"
    )
    assert TOKEN not in bot.said


@pytest.mark.fault("D13")
async def test_a_token_revoked_while_running_ends_with_one_line(world: World) -> None:
    world.feeds.add("press")
    bot = await world.start()
    revoked = unauthorized()
    revoked.times = None
    world.telegram.faults.add(revoked)
    world.telegram.people.say(1001, 1001, "/help")
    assert await bot.ended() == 2, bot.said
    assert "TELEGRAM_TOKEN: Telegram refuses this token" in bot.said.splitlines()[-1]
    assert "Traceback" not in bot.said


@pytest.mark.fault("E7")
async def test_a_lost_disk_sends_nothing_old(world: World, record_property: Record) -> None:
    titles = headlines()
    world.feeds.add("bulletin", "role: press\n    topics: [iss]")
    bot = await world.start()
    for _ in range(5):
        world.feeds.publish("bulletin", next(titles))
    await eventually(lambda: len(world.posts()) == 1, said=lambda: bot.said)
    await bot.kill()
    for path in world.folder.glob("isswire.db*"):
        path.unlink()
    before = len(world.posts())
    again = await world.start()
    world.feeds.publish("bulletin", "Teapot whistles at dawn")
    await world.told("Teapot")
    warned = again.said.count("the database is new")
    record_property("figure", f"{len(world.posts()) - before - 1} old messages, warned {warned}")
    record_property("limit", "0, warned 1")
    assert (len(world.posts()), warned) == (before + 1, 1)


async def test_a_start_without_a_token_is_one_line(world: World) -> None:
    world.feeds.add("press")
    bot = world.process(TELEGRAM_TOKEN="")
    assert await bot.run() == 2
    assert bot.said == (
        "TELEGRAM_TOKEN: not set; get a token from @BotFather, or try the bot on this machine: "
        "isswire run --local\n"
    )
    assert not world.database_file.exists()


async def test_a_local_run_needs_no_token_and_posts_to_its_own_page(world: World) -> None:
    world.feeds.add("press")
    bot = world.process("run", "--local", TELEGRAM_TOKEN="", TELEGRAM_API_URL="")
    await bot.start()
    await eventually(lambda: world.feeds.asked["press"] > 1, said=lambda: bot.said)
    world.feeds.publish("press", "Crew of the ISS fixes a leak in the Zvezda module")
    await eventually(lambda: "kind=post state=sent" in bot.said, said=lambda: bot.said)
    assert "read and talk to the bot at http://127.0.0.1:" in bot.said


async def test_the_start_says_who_it_is_what_it_reads_and_what_is_missing(world: World) -> None:
    world.feeds.add("press")
    bot = await world.start()
    await eventually(lambda: "missing: ADMIN_IDS" in bot.said, said=lambda: bot.said)
    assert "this is @isswire_bot: https://t.me/isswire_bot" in bot.said
    assert "posts to @isswire: may post" in bot.said
    assert "reads 1 feeds" in bot.said


async def test_a_channel_it_may_not_post_to_is_said_at_the_start(world: World) -> None:
    world.feeds.add("press")
    world.telegram.world.place("@isswire").members[world.telegram.world.bot.id] = "left"
    bot = world.process()
    await bot.start()
    await eventually(lambda: "posts to @isswire: not yet: " in bot.said, said=lambda: bot.said)


async def test_a_second_process_says_that_it_stands_by(world: World) -> None:
    world.feeds.add("press")
    await world.start()
    second = world.process()
    await second.start()
    await eventually(lambda: "standing by: another process leads" in second.said)


async def test_a_machine_without_a_network_says_so_once(world: World) -> None:
    for name in ("one", "two", "three"):
        world.feeds.add(name)
    text = world.feeds.catalog().replace("http://127.0.0.1:", "http://nowhere.invalid:")
    world.feeds_file.write_text(text, encoding="utf-8")
    bot = world.process()
    await bot.start()
    await eventually(lambda: "none of 3 feeds answers: is there a network?" in bot.said)
    assert "poll failed" not in bot.said
    [reason] = (await bot.health()).reasons
    assert reason == "none of 3 feeds answers: is there a network?"
