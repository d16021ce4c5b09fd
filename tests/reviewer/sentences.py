"""Every sentence that the desk's pages can say, as its templates and tables hold them."""

from __future__ import annotations

import io
import tomllib
from pathlib import Path

from jinja2.ext import babel_extract

from keys.private.sections import TEAM_ROLES
from reviewer import codes, said
from reviewer.alike import words as alike
from reviewer.assessment import words as assessed
from reviewer.custody.table import APPLIES
from reviewer.desk.looking import SIDES
from reviewer.triage import words as triage
from reviewer.viewing import words as viewing

DESK = Path(__file__).parents[2] / "reviewer" / "desk"


def used() -> set[str]:
    """Return them."""
    found: set[str] = set()
    for template in sorted((DESK / "templates").glob("*.html")):
        source = io.BytesIO(template.read_bytes())
        for _, _, message, _ in babel_extract(source, ["_"], [], {}):
            # One with values comes as (sentence, None …); None stands for what a variable holds.
            sentence = message if isinstance(message, str | None) else message[0]
            found.update({sentence} if sentence else ())
    words = (value for name, value in vars(codes).items() if name.isupper() and isinstance(value, dict))
    for table in (*words, *codes.CHOICES.values()):
        found.update(value for value in table.values() if isinstance(value, str))
    found.update((*alike.REASONS.values(), alike.SAME_PICTURE, alike.MIRRORED))
    for words in (triage.CHECKS, triage.DUE, triage.FLAGS, triage.REASONS, triage.RULES, triage.STATES):
        found.update(words.values())
    found.update(triage.URGENCIES)
    for words in (assessed.KINDS, assessed.ODD):
        found.update(words.values())
    for words in (viewing.NUMBERS, viewing.REASONS, viewing.WALLS):
        found.update(words.values())
    found.update(TEAM_ROLES)
    # Names of platforms are written the same everywhere.
    shipped = tomllib.loads((DESK.parent / "conversation" / "templates.toml").read_text("utf-8"))
    return (found | set(said.LABELS) | set(SIDES.values()) | set(APPLIES) | set(shipped)) - set(
        codes.PLATFORMS.values()
    )
