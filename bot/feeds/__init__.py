"""Turns a feed's URL into entries; the only room that uses aiohttp's client and feedparser.

Open it with `bot.feeds.reader.reading`. This file imports nothing, so that the parsing child
(`bot.feeds.child`) does not load the HTTP client.
"""
