"""The command-line client: seals on the reporter's own computer, sends through Tor, reads answers.

The same formats, checks and requests as the browser code, without a browser. Its words, codes and sealing
are those of ``keys``; what opens envelopes is out of its reach, as of the server's. HTTP is urllib3's,
which needs nothing else, and PySocks for the way through Tor: two small packages of one language, where
httpx would be seven.
"""

from __future__ import annotations

from submit.client.board import look
from submit.client.deployment import Deployment, open_deployment
from submit.client.ready import Ready
from submit.client.send import send
from submit.client.site import Site

__all__ = ["Deployment", "Ready", "Site", "look", "open_deployment", "send"]
