"""What axe-core and a ruler find wrong with a page as it stands."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Page

__all__ = ["faults", "narrow_faults"]


def faults(page: Page, axe: str) -> list[str]:
    """Look for every fault, best practices included; and in the dark, where only colours differ, at these."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(axe)
    found = _found(page, {})
    page.emulate_media(color_scheme="dark")
    found += [f"in the dark: {each}" for each in _found(page, {"runOnly": ["cat.color"]})]
    page.emulate_media(color_scheme="light")
    return found


def narrow_faults(page: Page, axe: str) -> list[str]:
    """Look for faults, and whether the page is wider than the 320 pixels it may be."""
    wide = page.evaluate("document.documentElement.scrollWidth") > 320
    return [*faults(page, axe), *(["wider than 320 pixels"] if wide else [])]


def _found(page: Page, options: dict[str, Any]) -> list[str]:
    found = page.evaluate("options => axe.run(document, options).then(({violations}) => violations)", options)
    return [f"{each['id']}: {json.dumps([node['html'] for node in each['nodes']])}" for each in found]
