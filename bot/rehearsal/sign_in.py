"""Who may use the control API and the page: whoever holds the key, from this machine, from a page of ours."""

import hmac
from urllib.parse import SplitResult, urlencode, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
SAFE = {
    "Content-Security-Policy": "default-src 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
}
ELSEWHERE = "This request comes from another page."
HOW = "This is a rehearsal workspace. Open the address that was printed when it started: it carries the key."


def cookie_name(request: Request) -> str:
    """A name of its own by port: cookies do not tell ports of one machine apart."""
    return f"rehearsal_{request.url.port or 80}"


def is_signed_in(request: Request, key: str) -> bool:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    given = token if scheme.lower() == "bearer" else request.cookies.get(cookie_name(request), "")
    return hmac.compare_digest(given.encode(), key.encode())


def sign_in(request: Request, key: str) -> Response | None:
    """The answer that takes the key out of the address and into a cookie; None if there is no key in it."""
    query = dict(request.query_params)
    given = query.pop("key", None)
    if given is None:
        return None
    if not hmac.compare_digest(given.encode(), key.encode()):
        return PlainTextResponse(HOW, 403)
    response = RedirectResponse("/" + (f"?{urlencode(query)}" if query else ""), 303)
    response.set_cookie(cookie_name(request), key, httponly=True, samesite="strict", path="/")
    return response


class Gate:
    """
    Lets requests in: by a loopback name only, from no foreign page, and to /control only with the key.
    Every answer carries the headers that keep the page to itself.
    """

    def __init__(self, app: ASGIApp, key: str) -> None:
        self._app = app
        self._key = key

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            send = _kept_to_itself(send)
            if (refusal := self._refusal(Request(scope))) is not None:
                await refusal(scope, receive, send)
                return
        if scope["type"] == "websocket" and _stranger(Headers(scope=scope)):
            await send({"type": "websocket.close", "code": 1008})
            return
        await self._app(scope, receive, send)

    def _refusal(self, request: Request) -> Response | None:
        if words := _stranger(request.headers):
            return PlainTextResponse(words, 403)
        if not request.url.path.startswith("/control/"):
            return None
        # A page of another port of this machine: browsers send it our cookie, and with a plain GET no Origin.
        if request.headers.get("sec-fetch-site") in ("same-site", "cross-site"):
            return PlainTextResponse(ELSEWHERE, 403)
        if not is_signed_in(request, self._key):
            return JSONResponse({"ok": False, "error": "not_signed_in", "text": HOW}, 401)
        return None


def _stranger(headers: Headers) -> str:
    """Why this request is not let in, if it came by a name that is not this machine's, or from a foreign page."""
    host, origin = headers.get("host", ""), headers.get("origin")
    if _parts(f"//{host}").hostname not in LOOPBACK:
        return "This workspace answers on this machine only."
    if origin is not None and _parts(origin).netloc != host:
        return ELSEWHERE
    return ""


def _parts(address: str) -> SplitResult:
    try:
        return urlsplit(address)
    except ValueError:  # brackets that do not close
        return urlsplit("")


def _kept_to_itself(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(SAFE)
        await send(message)

    return sending
