"""Whatever the stand-in is asked, it answers in the Bot API's JSON and never crashes."""

import asyncio

import aiohttp
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.local.methods import METHODS
from bot.local.server import CHANNEL_ID, serving

WORDS = st.sampled_from(("inline_keyboard", "text", "url", "callback_data", "message_id", "id"))
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=8,
)
NAMES = (
    "text",
    "parse_mode",
    "message_id",
    "message_thread_id",
    "reply_markup",
    "reply_parameters",
    "link_preview_options",
    "commands",
    "scope",
    "results",
    "inline_query_id",
    "user_id",
    "allowed_updates",
    "url",
)
CALLS = st.lists(
    st.tuples(
        st.sampled_from(sorted(METHODS)),
        st.dictionaries(st.sampled_from(NAMES), ANYTHING, max_size=4),
    ),
    max_size=10,
)


@given(CALLS)
@settings(max_examples=40, deadline=None)
def test_every_call_is_answered_or_refused(calls: list[tuple[str, dict[str, object]]]) -> None:
    async def statuses() -> list[int]:
        async with serving() as local, aiohttp.ClientSession() as session:
            local.world.inline[""] = None
            found = []
            for method, given in calls:
                url = f"{local.url}/bot{local.token}/{method}"
                body = {"chat_id": CHANNEL_ID, **given}
                async with session.post(url, json=body) as answer:
                    found.append(answer.status)
                    assert (await answer.json())["ok"] == (answer.status == 200)
            return found

    assert set(asyncio.run(statuses())) <= {200, 400, 403, 409}
