"""conversations.history and conversations.replies: what was said."""

from bot.rehearsal.errors import SlackError
from bot.rehearsal.places import Message, Place
from bot.rehearsal.shapes import Json
from bot.rehearsal.web_api.args import Args
from bot.rehearsal.web_api.finding import own_place
from bot.rehearsal.workspace import Workspace

MAX_PAGE = 999  # Slack: conversations.history


def history(workspace: Workspace, args: Args) -> Json:
    """The top level, newest first."""
    place = own_place(workspace, args, right="history")
    found = [m for m in reversed(place.messages.values()) if m.is_top_level and _is_between(args, m.ts)]
    return _page(place, args, found) | {"pin_count": len(place.pins)}


def replies(workspace: Workspace, args: Args) -> Json:
    """A root and its replies, oldest first; the root is always there. Given a reply's ts, that reply alone."""
    place = own_place(workspace, args, right="history")
    root = place.messages.get(args.needed("ts"))
    if root is None:
        raise SlackError("thread_not_found")
    return _page(place, args, [root] + [m for m in place.replies(root.ts) if _is_between(args, m.ts)])


def _page(place: Place, args: Args, found: list[Message]) -> Json:
    page, onward = args.page(found, most=MAX_PAGE)
    with_metadata = args.flag("include_all_metadata")
    answer: Json = {
        "messages": [place.shape_of(message, with_metadata=with_metadata) for message in page],
        "has_more": bool(onward["next_cursor"]),
    }
    return answer | {"response_metadata": onward} if onward["next_cursor"] else answer


def _is_between(args: Args, ts: str) -> bool:
    """By `oldest` and `latest`, either end taken in only if `inclusive`."""
    oldest, latest = args.text("oldest"), args.text("latest")
    if args.flag("inclusive"):
        return (not oldest or _key(ts) >= _key(oldest)) and (not latest or _key(ts) <= _key(latest))
    return (not oldest or _key(ts) > _key(oldest)) and (not latest or _key(ts) < _key(latest))


def _key(ts: str) -> tuple[int, int]:
    """A ts in order; floats would lose the last digits."""
    seconds, _, micros = ts.partition(".")
    try:
        return int(seconds), int(micros[:6].ljust(6, "0") or 0)
    except ValueError:
        raise SlackError("invalid_ts_oldest") from None
