"""The headers of every response, errors included.

They are the same for all visitors and all times: no cookie, no tag, no date of change. The policy allows this
site's own files and nothing else; a page that could run a stranger's code could send a report in the clear.

There are two policies, told apart by the address alone. Pages with scripts may post no form: it could carry a
report in the clear. Pages under ``/<language>/plain/`` may post to this site, and may run no script at all.
The second is made from the first (formats §7), so the manifest need list only one.

``Cache-Control: no-store`` even for files that never change: a browser then keeps no copy of this site on a
phone that somebody else may search, does not bring a filled page back when that person presses "back", and
never joins an old script to a new page. The price is some 100 KB a visit.

``Vary`` is dropped too, although fixed files travel in the form that the browser takes: it only tells caches
what to tell apart, and nobody may cache.

Some headers only mean something for pages, some only for what can run, or fetch, at all: a worker obeys the
policy of its own file, and so would a drawing. Other files go without, a twentieth of a first visit.

What programs ask for (manifest, keys, board, envelopes) any page may ask for, since the reporter kit is a
page of no site at all: a file that was saved once. It depends on nobody who asks; credentials never travel.
"""

from __future__ import annotations

import re

from flask import Response, request
from werkzeug.datastructures import Headers

__all__ = [
    "ALWAYS",
    "ASKING",
    "CSP",
    "FETCHING",
    "HEADERS",
    "OPEN",
    "PLAIN_CSP",
    "RUNNING",
    "apply",
    "expected",
    "is_open",
    "preflight",
]

CSP = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types amana",
    )
)
_PLAIN = {
    "script-src 'self'": "script-src 'none'",
    "connect-src 'self'": "connect-src 'none'",
    "worker-src 'self'": "worker-src 'none'",
    "form-action 'none'": "form-action 'self'",
    "trusted-types amana": "trusted-types 'none'",
}


def plain_policy(csp: str) -> str:
    """Return the policy of pages without scripts, made from that of the others (formats §7)."""
    return "; ".join(_PLAIN.get(rule, rule) for rule in csp.split("; "))


PLAIN_CSP = plain_policy(CSP)
_PLAIN_PATH = re.compile(r"/[a-z]{2,3}/plain/")
_DENIED = (
    "accelerometer",
    "autoplay",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "hid",
    "identity-credentials-get",
    "idle-detection",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "publickey-credentials-get",
    "screen-wake-lock",
    "serial",
    "storage-access",
    "usb",
    "xr-spatial-tracking",
)
ALWAYS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
FETCHING = {**ALWAYS, "Referrer-Policy": "no-referrer"}
RUNNING = {
    **FETCHING,
    "Content-Security-Policy": CSP,
    "Cross-Origin-Embedder-Policy": "require-corp",
}
HEADERS = {
    **RUNNING,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _DENIED),
    "X-Frame-Options": "DENY",
    "X-DNS-Prefetch-Control": "off",
}
# Whatever is not named here may be shown as a page.
_BY_TYPE = {
    **dict.fromkeys(("text/javascript", "image/svg+xml", "image/png"), RUNNING),
    "text/css": FETCHING,
    **dict.fromkeys(("font/woff2", "application/octet-stream", "application/json"), ALWAYS),
}
# What any page may ask for, and read: a wildcard, which browsers refuse together with credentials.
OPEN = {
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": ", ".join(
        (
            "Amana-Envelope",
            "Location",
            "Tus-Resumable",
            "Tus-Version",
            "Upload-Expires",
            "Upload-Length",
            "Upload-Offset",
        )
    ),
}
# What a browser is told that asks first whether it may ask (the Fetch standard's CORS-preflight).
ASKING = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, PATCH, DELETE",
    "Access-Control-Allow-Headers": ", ".join(
        (
            "Amana-Header",
            "Amana-Work",
            "Content-Type",
            "Tus-Resumable",
            "Upload-Length",
            "Upload-Offset",
        )
    ),
    "Access-Control-Max-Age": "7200",
}
_OPEN_PATH = re.compile(
    r"/(?:challenge|envelopes|log|manifest|uploads|(?:board|keys|manifests|uploads)/.*)", re.DOTALL
)
_MARKS = {"Set-Cookie", "ETag", "Last-Modified", "Vary", *HEADERS}


def expected(path: str, mimetype: str | None = "text/html", csp: str = CSP) -> dict[str, str]:
    """Return the headers of what is answered at ``path``, under this policy."""
    wanted = dict(_BY_TYPE.get(mimetype or "", HEADERS))
    if _PLAIN_PATH.match(path) and not is_open(path):
        return {**HEADERS, "Content-Security-Policy": plain_policy(csp)}
    if "Content-Security-Policy" in wanted:
        wanted["Content-Security-Policy"] = csp
    return wanted | OPEN if is_open(path) else wanted


def is_open(path: str) -> bool:
    """Tell whether pages of other sites, and of none, may ask for ``path``."""
    return _OPEN_PATH.fullmatch(path) is not None


def preflight() -> Response | None:
    """Answer a browser that asks whether a page elsewhere may ask; None for every other request."""
    asks = request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers
    return Response(status=204, headers=ASKING) if asks and is_open(request.path) else None


def apply(response: Response) -> Response:
    """Add every header, and drop what could mark a visitor."""
    kept = [item for item in response.headers if item[0] not in _MARKS]
    response.headers = Headers([*kept, *expected(request.path, response.mimetype).items()])
    return response
