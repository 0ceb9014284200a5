"""The words people may type, as the bot loads them."""

from bot.locale.typed import load_words

WORDS = load_words()
