"""The reporter kit: all pages to report and to read answers, in one HTML file, saved once and checked once.

What a site serves can change with every visit; a file cannot. It is the site's own pages, styles, letters,
words and code, with the root fingerprint and the site's addresses written into it. All it takes from the
network is what the root keys have signed, and ciphertext. ``amana-keys sign-kit`` signs it.
"""

from __future__ import annotations

from submit.kit.keys import carried
from submit.kit.pins import Pins
from submit.kit.write import write

__all__ = ["Pins", "carried", "write"]
