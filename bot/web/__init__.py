"""The bot's HTTP server (aiohttp): health, metrics, webhook, and the public pages (jinja2).

Read web_server first; page_door answers for the pages, page_shelf keeps them, templating lays them
out.
"""
