"""Posts and replies as a chat sees them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.delivery.messages import Message
from bot.core.ledger.editor_events import Act
from bot.core.ledger.story_status import standing
from bot.core.renderer.drawn import ROWS
from bot.core.renderer.post import post, post_with_fingerprint
from bot.core.renderer.reader_context import View
from bot.core.renderer.thread_lines import AS_REPLY, InThread
from bot.core.types import (
    Answer,
    ChatKind,
    Fact,
    Kind,
    Localised,
    Modality,
    Report,
    Role,
    Story,
    StoryEvent,
    Topic,
    Urgency,
)
from bot.locale.loading import load_texts
from tests.build import NOON, PARTIES, a_chat, a_report, a_story, a_view
from tests.buttons import named
from tests.laid_out import rows_of
from tests.strict_html import visible_text

HOUR = timedelta(hours=1)
CLAIM = a_report(
    "Russia to leave the ISS after 2024",
    url="https://tass.example/1",
    summary="The head of Roscosmos told the president that the decision has been made.",
    facts=(Fact("end date", "after 2024", "after 2024"),),
    origin="agency:tass",
    firsthand=True,
    urgency=Urgency.EXTRAORDINARY,
    named=("nasa", "roscosmos"),
    kind=Kind.CLAIM,
)
RUSSIAN = a_report(
    "Россия уйдёт с МКС после 2024 года",
    entry="2" * 32,
    feed="ria",
    outlet="RIA",
    language="ru",
    at=NOON + HOUR,
    origin="agency:ria",
    firsthand=True,
)
NASA = a_report(
    "NASA has received no notice from its partner",
    entry="3" * 32,
    feed="nasa",
    outlet="NASA blog",
    role=Role.OFFICIAL,
    party="nasa",
    at=NOON + 2 * HOUR,
    url="https://nasa.example/1",
    modality=Modality.UNCONFIRMED,
    origin="party:nasa",
)


def rendered(story: Story, view: View | None = None) -> Message:
    seen = view or a_view()
    return post(story, standing(story, parties=PARTIES, now=seen.now), seen)


def fingerprint_of(story: Story, view: View | None = None) -> str:
    seen = view or a_view()
    return post_with_fingerprint(story, standing(story, parties=PARTIES, now=seen.now), seen)[1]


def test_a_claim_is_shown_as_one_source_s_words_with_the_silence_of_the_parties() -> None:
    assert rendered(a_story(CLAIM)).plain == (
        "⚪ Russia to leave the ISS after 2024\n"
        "The head of Roscosmos told the president that the decision has been made.\n"
        "\n"
        "one source: TASS · NASA has not commented · no word from Roscosmos yet · #42\n"
        "TASS · 26 Jul 2022, 12:00 UTC"
    )


def test_a_party_s_own_word_stands_in_the_post_and_ends_its_silence() -> None:
    plain = rendered(a_story(CLAIM, NASA)).plain
    assert "NASA: nothing official yet · no word from Roscosmos yet" in plain


def test_a_party_whose_feed_is_failing_is_not_called_silent() -> None:
    stands = standing(a_story(CLAIM), parties=PARTIES, failing=frozenset({"nasa"}), now=NOON)
    plain = post(a_story(CLAIM), stands, a_view()).plain
    assert "NASA" not in plain


def test_the_report_in_the_reader_s_language_leads() -> None:
    russian = replace(a_view(), texts=replace(a_view().texts, language="ru"))
    assert "Россия уйдёт" in rendered(a_story(CLAIM, RUSSIAN), russian).plain
    assert "Russia to leave" in rendered(a_story(CLAIM, RUSSIAN)).plain


def test_a_headline_in_another_language_says_which() -> None:
    assert "RIA · 26 Jul 2022, 13:00 UTC · in Russian" in rendered(a_story(RUSSIAN)).plain


def test_facts_that_differ_stand_side_by_side() -> None:
    later = replace(
        NASA, modality=Modality.STATES, facts=(Fact("end date", "until 2028", "until 2028"),)
    )
    plain = rendered(a_story(CLAIM, later)).plain
    assert "End date: after 2024 (TASS) ↔ until 2028 (NASA)" in plain


def test_one_agency_s_two_feeds_are_no_two_sides() -> None:
    told = replace(CLAIM, voice="agency:tass")
    dated = (Fact("end date", "from 2025", "с 2025 года"),)
    again = replace(RUSSIAN, outlet="ТАСС", voice="agency:tass", origin="b", facts=dated)
    assert "↔" not in rendered(a_story(told, again)).plain
    until = replace(
        NASA, modality=Modality.STATES, facts=(Fact("end date", "until 2028", "until 2028"),)
    )
    russian = a_view(texts=load_texts()["ru"])
    assert "(ТАСС) ↔ с 2025 года (ТАСС)" in rendered(a_story(told, again, until), russian).plain


def tellers(story: Story, view: View | None = None) -> str:
    """The line of the quote that names who tells it."""
    quoted = rendered(story, view).html.partition("<blockquote")[2].partition("\n")[0]
    return visible_text(quoted.partition(">")[2].removesuffix("</blockquote>"))


def test_who_tells_it_is_named_in_order_of_time() -> None:
    assert tellers(a_story(CLAIM, RUSSIAN, NASA)) == ("TASS · 26 Jul 2022, 12:00 UTC · RIA · NASA")


def test_two_feeds_of_one_agency_are_one_teller_in_the_readers_language() -> None:
    told = replace(CLAIM, voice="agency:tass")
    again = replace(RUSSIAN, outlet="ТАСС", voice="agency:tass")
    assert tellers(a_story(told, again, NASA)) == "TASS · 26 Jul 2022, 12:00 UTC · NASA"
    russian = a_view(texts=load_texts()["ru"])
    assert tellers(a_story(told, again, NASA), russian).startswith("ТАСС · ")
    assert tellers(a_story(told, again, NASA), russian).endswith(" · НАСА")


def test_one_agency_alone_is_one_source() -> None:
    told = replace(CLAIM, voice="agency:tass")
    again = replace(RUSSIAN, outlet="ТАСС", voice="agency:tass", origin="agency:tass")
    assert "one source: TASS" in rendered(a_story(told, again)).plain


def test_a_party_s_own_message_says_its_word_once() -> None:
    plain = rendered(a_story(NASA)).plain
    assert "official: NASA" in plain
    assert "one source" not in plain


def test_an_edition_of_an_agency_does_not_cite_it() -> None:
    edition = replace(CLAIM, outlet="Tass Sibir", voice="agency:tass")
    assert "one source: Tass Sibir · " in rendered(a_story(edition)).plain
    assert "citing TASS" in rendered(a_story(replace(edition, voice="outlet:paper"))).plain


def test_outlets_that_cite_one_source_are_counted_as_such() -> None:
    citing = [
        replace(CLAIM, entry=f"{n}", outlet=f"Outlet {n}", feed=f"f{n}", firsthand=False)
        for n in range(4)
    ]
    assert "5 outlets, all citing TASS" in rendered(a_story(CLAIM, *citing)).plain


def test_independent_sources_are_counted_and_named() -> None:
    plain = rendered(a_story(CLAIM, replace(RUSSIAN, outlet="РИА Новости"))).plain
    assert "2 independent sources: TASS, RIA" in plain


def test_the_preview_is_of_the_page_whose_headline_is_shown() -> None:
    assert rendered(a_story(CLAIM, NASA)).preview_url == "https://tass.example/1"
    silent = a_view(a_chat(preview="off"))
    assert rendered(a_story(CLAIM, NASA), silent).preview_url is None


PICTURED = replace(CLAIM, picture="https://tass.example/1.jpg")


def shown_picture(message: Message) -> str | None:
    return message.preview_url if message.preview_above and message.large_preview else None


def test_a_picture_is_shown_where_the_channel_wants_it_and_in_every_edit() -> None:
    wanting = a_view(chat=a_chat(kind=ChatKind.CHANNEL, picture=True))
    assert shown_picture(rendered(a_story(PICTURED), wanting)) == "https://tass.example/1.jpg"
    later = rendered(a_story(PICTURED, NASA), wanting)
    assert shown_picture(later) == "https://tass.example/1.jpg"
    assert shown_picture(rendered(a_story(PICTURED))) is None
    plain = rendered(a_story(CLAIM), wanting)
    assert (plain.preview_url, plain.preview_above) == ("https://tass.example/1", False)


def test_a_picture_is_of_the_outlet_whose_headline_is_shown() -> None:
    wanting = a_view(chat=a_chat(kind=ChatKind.CHANNEL, picture=True))
    others = replace(NASA, picture="https://nasa.example/1.jpg")
    beside = rendered(a_story(CLAIM, others), wanting)
    assert (beside.preview_url, beside.preview_above) == ("https://tass.example/1", False)
    again = replace(PICTURED, entry="9" * 32, at=NOON + HOUR)
    assert shown_picture(rendered(a_story(CLAIM, again), wanting)) == "https://tass.example/1.jpg"


def test_no_picture_where_a_chat_has_previews_off_and_none_under_a_reply() -> None:
    story = a_story(PICTURED)
    off = a_view(chat=a_chat(kind=ChatKind.CHANNEL, picture=True, preview="off"))
    assert rendered(story, off).preview_url is None
    view = a_view(chat=a_chat(kind=ChatKind.CHANNEL, picture=True))
    stands = standing(story, parties=PARTIES, now=view.now)
    assert post(story, stands, view, thread=AS_REPLY).preview_url is None


def test_a_picture_is_no_reason_to_edit_an_old_post() -> None:
    wanting = a_view(chat=a_chat(kind=ChatKind.CHANNEL, picture=True))
    assert fingerprint_of(a_story(PICTURED), wanting) == fingerprint_of(a_story(CLAIM))


def test_an_aggregator_is_not_named_beside_others() -> None:
    copied = replace(CLAIM, entry="8" * 32, outlet="Daily", role=Role.AGGREGATOR)
    assert "Daily" not in rendered(a_story(CLAIM, RUSSIAN, copied)).plain
    assert "Daily" in rendered(a_story(CLAIM, copied), a_view(a_chat(style="full"))).plain
    assert fingerprint_of(a_story(CLAIM)) == fingerprint_of(a_story(CLAIM, copied))


def test_a_summary_ends_with_a_sentence_where_one_fits() -> None:
    talkative = replace(CLAIM, summary=("It was decided. " + "And so on and on " * 40).strip())
    assert "\nIt was decided.\n" in rendered(a_story(talkative)).plain


def test_a_long_summary_gives_way_to_what_stands_below_it() -> None:
    talkative = replace(CLAIM, summary=f"{'So it was said ' * 15}indeed. {'And so on ' * 8}too.")
    roles = enumerate(role for role in Role if role is not Role.AGGREGATOR)
    others = [
        later_by(talkative, index, role=role, outlet=f"The {role} of record, {index}")
        for index, role in roles
    ]
    shown = rendered(a_story(talkative, *others))
    assert rows_of(shown.html) <= ROWS["standard"]
    assert "So it was said" in shown.plain
    assert "too." not in shown.plain


def test_a_sentence_that_is_cut_ends_in_no_name_and_with_no_article() -> None:
    ends = set()
    for begin in range(40):
        said = f"{'o' * begin} {'the crew of the station met Boris Petrov there and ' * 20}"
        shown = rendered(a_story(replace(CLAIM, summary=said.strip())))
        ends.add(shown.plain.splitlines()[1].split(" ")[-1])
    assert ends <= {"crew…", "station…", "met…", "Petrov…", "there…"}
    assert len(ends) > 1


def test_a_cut_text_in_capitals_keeps_its_words() -> None:
    shown = rendered(a_story(replace(CLAIM, summary="ALL IN CAPITALS " * 40)))
    assert len(shown.plain.splitlines()[1].split(" ")) > 10


def later_by(report: Report, index: int, **changes: object) -> Report:
    at = report.at + timedelta(minutes=index)
    return replace(report, entry=f"{index}", at=at, **changes)  # type: ignore[arg-type]


def test_a_reopened_story_says_what_came_earlier() -> None:
    again = replace(RUSSIAN, episode=2, at=NOON + timedelta(days=9))
    plain = rendered(a_story(CLAIM, again, episode=2), a_view(now=NOON + 300 * HOUR)).plain
    assert "Earlier: Russia to leave the ISS after 2024 (TASS, 26 Jul 2022)" in plain


def test_a_closed_story_keeps_the_sign_it_closed_with() -> None:
    now = standing(a_story(CLAIM, closed=NOON), now=NOON)
    assert post(a_story(CLAIM), now, a_view()).plain.startswith("⚪ Russia to leave")


def test_compact_is_a_headline_and_how_sure_one_can_be() -> None:
    shown = rendered(a_story(CLAIM, NASA), a_view(a_chat(style="compact"))).plain
    headline, sure = shown.splitlines()
    assert headline == "⚪ Russia to leave the ISS after 2024"
    assert sure.startswith("one source: TASS")


ABOUT_SHIPS = replace(CLAIM, about=("leak", "progress", "soyuz"))


@pytest.mark.parametrize("style", ["compact", "standard", "full"])
@pytest.mark.parametrize(
    ("language", "tags"),
    [("en", "#ISS #Roscosmos #Soyuz"), ("ru", "#МКС #Роскосмос #Союз")],
)
def test_hashtags_are_one_row_as_far_as_they_fit_in_the_readers_language(
    style: str, language: str, tags: str
) -> None:
    story = replace(a_story(ABOUT_SHIPS, RUSSIAN, NASA), topics=("iss", "roscosmos"))
    chat = a_chat(kind=ChatKind.CHANNEL, style=style, language=language, hashtags=True)
    view = a_view(chat=chat, texts=load_texts()[language])
    shown = rendered(story, view)
    assert shown.plain.splitlines()[-1] == tags
    assert rows_of(shown.html) <= ROWS[style]
    plain = a_view(chat=replace(chat, hashtags=False), texts=view.texts)
    assert "#МКС" not in rendered(story, plain).plain
    assert fingerprint_of(story, view) == fingerprint_of(story, plain)


def test_a_reply_has_no_hashtags() -> None:
    story, view = a_story(CLAIM, NASA), a_view(chat=a_chat(kind=ChatKind.CHANNEL, hashtags=True))
    stands = standing(story, parties=PARTIES, now=view.now)
    assert "#ISS" not in post(story, stands, view, thread=AS_REPLY).plain


def test_a_topic_of_many_words_is_one_hashtag_and_no_digits_alone_are() -> None:
    topics = (
        Topic("a", Localised({"en": "Chinese space station, Tiangong"})),
        Topic("b", Localised({"en": "2028"})),
    )
    view = a_view(chat=a_chat(kind=ChatKind.CHANNEL, hashtags=True), topics=topics)
    story = replace(a_story(CLAIM), topics=("a", "b"))
    assert rendered(story, view).plain.splitlines()[-1] == "#ChineseSpaceStationTiangong"


def test_full_opens_the_quote() -> None:
    html = rendered(a_story(CLAIM), a_view(a_chat(style="full"))).html
    assert "<blockquote>TASS" in html.replace('<a href="https://tass.example/1">', "")


def test_a_channel_s_post_leads_to_the_bot_and_a_private_one_answers_in_place() -> None:
    channel = a_view(a_chat(kind=ChatKind.CHANNEL))
    [[button]] = rendered(a_story(CLAIM), channel).buttons
    assert button.url == "https://t.me/isswire_bot?start=s42"
    rows = rendered(a_story(CLAIM)).buttons
    names = [named(each.text, "en") for row in rows for each in row]
    assert names == ["timeline", "sources", "follow", "mute"]
    assert all(button.data for row in rows for button in row)


def test_a_reply_has_its_own_badge_and_headline_and_says_what_it_answers() -> None:
    doubt = replace(NASA, development=2, answers=1, how=Answer.DOUBTS)
    story = a_story(CLAIM, doubt)
    now = standing(story, development=2, parties=PARTIES, now=NOON + 8 * HOUR)
    told = post(story, now, a_view(), thread=AS_REPLY)
    assert "NASA has received no notice from its partner" in told.plain
    assert "Answers: Russia to leave the ISS after 2024 (TASS, 26 Jul 2022)" in told.plain
    assert (told.preview_url, told.buttons) == (None, ())
    assert rows_of(told.html) <= ROWS["standard"]


@pytest.mark.parametrize(
    ("how", "words"),
    [
        (Answer.CONFIRMS, "Confirms: Russia to leave the ISS"),
        (Answer.MOVES, "Moves the date: Russia to leave the ISS"),
        (Answer.RESOLVES, "Ends the trouble: Russia to leave the ISS"),
    ],
)
def test_a_reply_says_what_it_does_to_what_it_answers(how: Answer, words: str) -> None:
    story = a_story(CLAIM, replace(NASA, development=2, answers=1, how=how))
    now = standing(story, development=2, parties=PARTIES, now=NOON + 8 * HOUR)
    assert words in post(story, now, a_view(), thread=AS_REPLY).plain


def test_a_post_says_what_is_the_latest_below_it() -> None:
    story = a_story(CLAIM, replace(RUSSIAN, development=2))
    now = standing(story, development=1, parties=PARTIES, now=NOON + 8 * HOUR)
    below = InThread(latest=2)
    told = post(story, now, a_view(), thread=below).plain
    assert "Latest: Россия уйдёт с МКС после 2024 года (RIA, 26 Jul 2022)" in told
    assert "RIA" not in post(story, now, a_view()).plain
    _, look = post_with_fingerprint(story, now, a_view(), thread=below)
    assert look != fingerprint_of(a_story(CLAIM))


def test_a_post_of_an_earlier_episode_says_what_the_story_went_on_with() -> None:
    again = replace(NASA, episode=2, development=3, at=NOON + 90 * 24 * HOUR)
    story = a_story(CLAIM, replace(RUSSIAN, development=2), again, episode=2)
    view = a_view(now=again.at)
    now = standing(story, development=1, parties=PARTIES, now=view.now)
    went_on = InThread(latest=2, later=3)
    told = post(story, now, view, thread=went_on).plain
    assert "Later: NASA has received no notice from its partner (NASA blog, 24 Oct 2022)" in told
    assert "Latest:" not in told
    _, before = post_with_fingerprint(story, now, view, thread=InThread(latest=2))
    assert post_with_fingerprint(story, now, view, thread=went_on)[1] != before


def test_the_fingerprint_changes_with_what_a_reader_sees() -> None:
    assert fingerprint_of(a_story(CLAIM)) != fingerprint_of(a_story(CLAIM, NASA))
    retitled = replace(CLAIM, title="Russia quits the ISS")
    assert fingerprint_of(a_story(CLAIM)) != fingerprint_of(a_story(retitled))


def test_the_fingerprint_does_not_change_because_a_count_rose() -> None:
    def told(count: int) -> Story:
        others = [
            replace(CLAIM, entry=f"{index:032}", feed=f"f{index}", outlet=f"Outlet {index}")
            for index in range(count)
        ]
        return a_story(*others)

    assert fingerprint_of(told(5)) == fingerprint_of(told(6))
    assert fingerprint_of(told(2)) != fingerprint_of(told(3))


def test_the_fingerprint_ignores_the_hour_and_failing_feeds() -> None:
    story = a_story(CLAIM)
    failing = standing(story, parties=PARTIES, failing=frozenset({"nasa"}), now=NOON + 9 * HOUR)
    _, later = post_with_fingerprint(story, failing, a_view(now=NOON + 9 * HOUR))
    assert fingerprint_of(story) == later


def test_an_outlet_is_named_once_though_old_reports_have_no_voice() -> None:
    story = a_story(
        replace(CLAIM, voice=""),
        replace(CLAIM, voice="agency:tass", entry="4" * 32),
        replace(RUSSIAN, voice="agency:ria"),
    )
    assert tellers(story) == "TASS · 26 Jul 2022, 12:00 UTC · RIA"


def test_an_outlet_has_its_name_in_the_readers_language() -> None:
    story = a_story(CLAIM, replace(RUSSIAN, outlet="Интерфакс"))
    assert tellers(story).endswith("UTC · Interfax")
    russian = a_view(texts=load_texts()["ru"])
    assert tellers(a_story(CLAIM), russian).startswith("ТАСС · ")


def test_what_is_taken_back_says_so_and_nothing_more() -> None:
    taken = StoryEvent(NOON + HOUR, Act.RETRACTED, "99", development=1)
    shown = rendered(a_story(CLAIM, events=(taken,)))
    assert shown.plain == (
        "✖ Russia to leave the ISS after 2024\n"
        "Taken back by the editors: it should not have been told. · #42"
    )
    assert "<s>Russia to leave the ISS after 2024</s>" in shown.html
    assert shown.preview_url is None


def test_a_thread_does_not_speak_of_what_is_taken_back() -> None:
    taken = StoryEvent(NOON + HOUR, Act.RETRACTED, "99", development=1)
    denial = replace(NASA, development=2, answers=1, how=Answer.DENIES, modality=Modality.DENIES)
    story = a_story(CLAIM, denial, events=(taken,))
    stands = standing(story, development=2, parties=PARTIES, now=NOON + 8 * HOUR)
    reply = post(story, stands, a_view(now=NOON + 8 * HOUR), thread=AS_REPLY)
    assert "Answers" not in reply.plain
    alone = post(story, stands, a_view(now=NOON + 8 * HOUR))
    assert "Earlier" not in alone.plain
