"""Answers requests for public pages: from the cache, by entity tag, under a strict policy.

Rule 1: the answer to a request is never an error page of the server's: what cannot be made now is
503 with a time to come back.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from aiohttp import ETag, web

from bot.core.pages.addresses import Address
from bot.errors import StorageError
from bot.web.page_cache import FRESH, CachedPage, PageCache
from bot.web.templating import Rendered, content_policy

logger = logging.getLogger(__name__)

Find = Callable[[str, Mapping[str, str]], Address | None]

_LATER = "10"
"""Seconds after which a request that found no room may come again."""


class PublicPages:
    """What the server needs to show pages: how an address is read, and how its page is made."""

    def __init__(
        self,
        *,
        prefix: str,
        find: Find,
        make: Callable[[Address | None], Awaitable[Rendered]],
        cache: PageCache | None = None,
    ) -> None:
        self._prefix = prefix
        self._find, self._make, self._cache = find, make, cache or PageCache()

    def routes(self) -> list[web.RouteDef]:
        """Return the route to all paths below the prefix that nothing else has taken."""
        return [web.get(self._prefix + "/{rest:.*}", self._answer)]

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        wanted = self._find(request.path.removeprefix(self._prefix) or "/", request.query)
        try:
            kept = await self._cache.page(wanted, partial(self._make, wanted))
        except StorageError as error:
            logger.warning("page not made: %s", error)
            kept = None
        except Exception:  # of ours, by something a source has written: the page's alone
            logger.exception("page broke: %s", wanted)
            kept = None
        if kept is None:
            return web.Response(
                status=503, text="busy, come again\n", headers={"Retry-After": _LATER}
            )
        return _unchanged(kept) if _is_known(request, kept) else _whole(kept)


def _is_known(request: web.Request, kept: CachedPage) -> bool:
    tags = request.if_none_match or ()
    return kept.page.status == 200 and any(each.value in (kept.etag, "*") for each in tags)


def _unchanged(kept: CachedPage) -> web.Response:
    return _signed(web.Response(status=304), kept)


def _whole(kept: CachedPage) -> web.Response:
    page = kept.page
    answer = web.Response(
        status=page.status,
        body=page.body,
        content_type=page.content_type,
        charset="utf-8",
    )
    if page.location:
        answer.headers["Location"] = page.location
    return _signed(answer, kept)


def _signed(answer: web.Response, kept: CachedPage) -> web.Response:
    answer.etag = ETag(kept.etag)
    answer.headers.update(
        {
            "Cache-Control": f"public, max-age={FRESH}",
            "Content-Security-Policy": f"{content_policy()}; frame-ancestors 'none'",
            "Referrer-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
        }
    )
    return answer
