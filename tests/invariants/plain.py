"""A reporter whose browser runs no script: forms are fetched, filled in, and posted as browsers do it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from keys import codename as codenames
from keys.codename import SERVER, Codename
from tests.invariants.reporter import ask
from tests.submit.forms import REPORT, TYPE, Posted, body

Answer = tuple[int, dict[str, str], bytes]


@dataclass(frozen=True)
class Plain:
    """Somebody at the pages without scripts of the site at ``address``."""

    address: str

    def token(self) -> str:
        found = re.search(rb'name="token" value="([^"]+)"', ask(self.address, "GET", "/fr/plain/report")[2])
        assert found is not None
        return found[1].decode()

    def post(self, page: str, fields: dict[str, Any], files: Sequence[Posted] = (), cut: int = 0) -> Answer:
        """Post a form; ``cut`` sends so many bytes of it only, with a boundary that never comes."""
        data = body(fields, files)
        data = data[:cut] if cut else data
        return ask(self.address, "POST", f"/fr/plain/{page}", data, **{"Content-Type": TYPE})

    def report(self, text: str, files: Sequence[Posted] = (), cut: int = 0) -> Codename:
        """Send a report; return the codename that is shown, or another one if none is."""
        answer = self.post("report", {"token": self.token(), **REPORT, "text": text}, files, cut)
        found = re.search(rb'class="figures" dir="ltr">([\d-]+)<', answer[2])
        assert (found is None) == (answer[0] == 422)
        return codenames.parse(found[1].decode()) if found else codenames.generate(SERVER)

    def under(
        self, codename: Codename, act: str, text: str = "", files: Sequence[Posted] = (), spelt: str = ""
    ) -> Answer:
        """Do something under a codename, or under what is ``spelt`` in its place."""
        fields = {"act": act, "codename": spelt or codename.words(), "token": self.token(), "lane": "desk"}
        return self.post("replies", fields | ({"text": text} if act == "send" else {}), files)
