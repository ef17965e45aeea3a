"""Files that people put in: what a form and a message bring, and who is given our token for the bytes."""

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.chat.form import Attaches
from bot.chat.incoming import Submitted
from bot.crisis.evidence.facts import FileRef
from bot.errors import Later, NotNow
from bot.platforms.slack import Slack
from bot.platforms.slack.client import Client
from bot.platforms.slack.wire import Wire
from bot.text import _
from tests.platforms.conftest import Api, Heard, Posts, recorded
from tests.platforms.test_slack_forms import element

SHOT = FileRef(id="F1", name="shot.png", mime="image/png", size=10)


@pytest.fixture
def client(slack: Slack) -> Client:
    return slack.platform


def address(api: Api) -> str:
    return api.url.removesuffix("/api/") + "/file"


def test_a_field_for_files_says_how_many() -> None:
    assert element(Attaches("shots", _("Screenshots"), many=3)) == {"type": "file_input", "max_files": 3}


async def test_a_form_brings_its_files_by_field_and_not_as_typed(posts: Posts, heard: Heard) -> None:
    body = recorded("submit_form")
    files = [{"id": "F1", "name": "shot.png", "mimetype": "image/png", "size": 10, "mode": "hosted"}]
    body["view"]["state"]["values"]["shots"] = {"shots": {"type": "file_input", "files": files}}
    body["view"]["state"]["values"]["more"] = {"more": {"type": "file_input", "files": []}}

    await posts.interactive(body)

    assert isinstance(heard.last, Submitted)
    assert heard.last.files == {"shots": (SHOT,)}
    assert (heard.last.given["shots"], heard.last.given["more"]) == (None, None)


async def test_a_file_is_read_from_the_address_slack_gives(client: Client, api: Api) -> None:
    api.always("files.info", file={"id": "F1", "url_private_download": address(api)})

    assert await client.download(SHOT, 10) == b"0123456789"
    assert api.called("files.info") == [{"file": "F1"}]
    assert api.called("file") == [{"token": "Bearer xoxb-test"}]


@pytest.mark.parametrize(("user", "is_theirs"), [("U1", True), ("U2", False), (None, False)])
async def test_a_form_brings_only_files_of_who_sent_it(
    client: Client, api: Api, user: str | None, is_theirs: bool
) -> None:
    """We are in rooms that they are not in: by the id of a file alone nobody gets at what is shared there."""
    api.always("files.info", file={"id": "F1", "user": user, "url_private_download": address(api)})

    if is_theirs:
        assert await client.download(SHOT, 10, "slack:U1") == b"0123456789"
    else:
        with pytest.raises(NotNow, match="file_not_found"):
            await client.download(SHOT, 10, "slack:U1")
        assert api.called("file") == []


async def test_a_file_that_is_larger_than_it_said_is_not_kept(client: Client, api: Api) -> None:
    api.always("files.info", file={"id": "F1", "url_private_download": address(api)})

    with pytest.raises(NotNow, match="too_big"):
        await client.download(SHOT.model_copy(update={"size": 3}), 9)


async def test_a_file_that_says_it_is_too_large_is_not_even_asked_for(client: Client, api: Api) -> None:
    with pytest.raises(NotNow, match="too_big"):
        await client.download(SHOT, 9)
    assert api.calls == []


@pytest.mark.parametrize("url", ["", "https://drive.example.com/shot.png"])
async def test_a_file_that_is_kept_elsewhere_is_not_ours_to_read(client: Client, api: Api, url: str) -> None:
    api.always("files.info", file={"id": "F1", "url_private_download": url})

    with pytest.raises(NotNow, match="file_not_found"):
        await client.download(SHOT, 10)


@pytest.mark.parametrize(
    ("status", "error"), [(404, NotNow), (302, NotNow), (403, NotNow), (429, Later), (500, Later), (503, Later)]
)
async def test_what_an_answer_means_for_the_bytes(
    client: Client, api: Api, status: int, error: type[Exception]
) -> None:
    api.always("files.info", file={"id": "F1", "url_private_download": address(api)})
    api.next_text("file", "", status)

    with pytest.raises(error):
        await client.download(SHOT, 10)


async def test_our_token_goes_to_no_other_host(client: Client) -> None:
    asked: list[str] = []

    async def listen(request: web.Request) -> web.Response:
        asked.append(str(request.url))
        return web.Response()

    app = web.Application()
    app.router.add_get("/{path:.*}", listen)
    server = TestServer(app)
    await server.start_server()
    try:
        with pytest.raises(NotNow, match="file_not_found"):
            await client.wire.fetch(str(server.make_url("/file")), 10)
    finally:
        await server.close()

    assert asked == []


@pytest.mark.parametrize(
    ("url", "is_slacks"),
    [
        ("https://files.slack.com/files-pri/T1-F1/download/shot.png", True),
        ("https://acme.slack.com/files/F1", True),
        ("https://a.slack-files.com/F1", True),
        ("http://files.slack.com/files-pri/T1-F1/shot.png", False),
        ("https://files.slack.com.example.com/shot.png", False),
        ("https://myslack.com/shot.png", False),
        ("https://slack.com@example.com/shot.png", False),
        ("//files.slack.com/shot.png", False),
        ("", False),
    ],
)
def test_slacks_hosts_are_its_own_by_https(client: Client, url: str, is_slacks: bool) -> None:
    assert Wire.is_slacks(client.wire, url) is is_slacks


async def test_a_redirect_is_not_followed_with_our_token(client: Client, api: Api) -> None:
    api.always("files.info", file={"id": "F1", "url_private_download": address(api)})
    api.told.setdefault("file", []).append(web.Response(status=302, headers={"Location": address(api)}))

    with pytest.raises(NotNow, match="file_not_found"):
        await client.download(SHOT, 10)
    assert len(api.called("file")) == 1
