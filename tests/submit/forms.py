"""Post forms as a browser without scripts does: multipart, fields in the page's order, files last."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from keys import codename as codenames
from keys.codename import Codename
from keys.private.open import Opened
from tests.submit.world import World

BOUNDARY = "----geckoformboundary6f8c2d"
TYPE = f"multipart/form-data; boundary={BOUNDARY}"
Posted = tuple[str, str, bytes]

POST = "/en/plain/report"
REPLIES = "/en/plain/replies"
REPORT = {
    "danger": "no",
    "category": "other",
    "topic.other": "fraud",
    "text": "Un compte vend des téléphones et disparaît.",
    "identity": "none",
    "lane": "desk",
}


def field(name: str, value: str | bytes) -> bytes:
    data = value.encode() if isinstance(value, str) else value
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
    return head.encode() + data + b"\r\n"


def file_head(name: str, part: str = "files", media_type: str = "image/png") -> bytes:
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{part}"; filename="{name}"\r\n'
    return f"{head}Content-Type: {media_type}\r\n\r\n".encode()


def file(name: str, data: bytes, part: str = "files", media_type: str = "image/png") -> bytes:
    return file_head(name, part, media_type) + data + b"\r\n"


END = f"--{BOUNDARY}--\r\n".encode()


def body(fields: dict[str, Any], files: Iterable[Posted] = (), part: str = "files") -> bytes:
    """Encode a form; a field may have several values, a file is (name, type, bytes)."""
    several = {name: value if isinstance(value, list) else [value] for name, value in fields.items()}
    sent = [field(name, value) for name, values in several.items() for value in values]
    sent += [file(name, data, part, media_type) for name, media_type, data in files]
    return b"".join(sent) + END


def token(client: FlaskClient, path: str = "/en/plain/report") -> str:
    found = re.search(r'name="token" value="([^"]+)"', client.get(path).text)
    assert found is not None
    return found[1]


def post(
    client: FlaskClient,
    path: str,
    fields: dict[str, Any],
    files: Sequence[Posted] = (),
    part: str = "files",
) -> TestResponse:
    return client.post(path, data=body(fields, files, part), content_type=TYPE)


def text_of(answer: TestResponse) -> str:
    main = answer.text.split("<main", 1)[1].split("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def problems(answer: TestResponse) -> dict[str, str]:
    """What the list at the top says, by the field that each line leads to."""
    assert answer.status_code == 422
    listed = answer.text.split('role="alert"')[1].split("</ul>")[0]
    found = re.findall(r'<li>(?:<a href="#([^"]+)">)?(.*?)(?:</a>)?</li>', listed)
    told = {name: html.unescape(said).strip() for name, said in found}
    for name in told:
        if name:
            assert f'id="{name}"' in answer.text
            assert f'id="{name}-problem"' in answer.text
    return told


def codename_of(answer: TestResponse) -> Codename:
    assert answer.status_code == 200, text_of(answer)
    found = re.search(r'class="figures" dir="ltr">([\d-]+)<', answer.text)
    assert found is not None
    return codenames.parse(found[1])


def sent(world: World, client: FlaskClient, **fields: Any) -> tuple[Codename, Opened]:
    codename = codename_of(post(client, POST, {"token": token(client), **REPORT, **fields}))
    (opened,) = world.opened().values()
    return codename, opened
