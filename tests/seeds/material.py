"""What seeds draw from: topics and how often they come, places, apps, and names that belong to nobody."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

__all__ = ["ACCOUNTS", "LANGUAGES", "NAMES", "PLACES", "PLATFORMS", "TOPICS", "sentences"]

# Topic: its category, and how many of a hundred reports are about it. Most real ones are fraud and blackmail.
TOPICS = {
    "fraud": ("other", 30),
    "blackmail": ("minors", 16),
    "intimate_image": ("others_rights", 14),
    "hatred": ("incitement", 12),
    "bullying": ("minors", 8),
    "threat": ("violent", 7),
    "not_sure": ("other", 6),
    "grooming": ("minors", 5),
    "attack_announced": ("terrorism", 2),
}
LANGUAGES = {"ar": 50, "fr": 28, "en": 10, "es": 7, "zgh": 5}
# Code, what people call it, and the address of an account and of one of its pages.
PLATFORMS = (
    ("facebook", "Facebook", "https://www.facebook.com/{account}/posts/{post}"),
    ("instagram", "Instagram", "https://www.instagram.com/{account}/p/C{post}/"),
    ("tiktok", "TikTok", "https://www.tiktok.com/@{account}/video/73{post}"),
    ("telegram", "Telegram", "https://t.me/{account}/{post}"),
    ("youtube", "YouTube", "https://www.youtube.com/watch?v=a{post}b"),
    ("", "WhatsApp", ""),
)
PLACES = (
    ("MA", "MA-06", "الدار البيضاء", "Casablanca"),
    ("MA", "MA-04", "الرباط", "Rabat"),
    ("MA", "MA-03", "فاس", "Fès"),
    ("MA", "MA-07", "مراكش", "Marrakech"),
    ("MA", "MA-01", "طنجة", "Tanger"),
    ("MA", "MA-09", "أكادير", "Agadir"),
    ("MA", "MA-02", "وجدة", "Oujda"),
    ("FR", "", "باريس", "Paris"),
    ("ES", "", "برشلونة", "Barcelona"),
    ("BE", "", "بروكسل", "Bruxelles"),
)
NAMES = ("Yassine", "Amina", "Karim", "Salma", "Hicham", "Nadia", "Omar", "Leïla", "Rachid", "Zineb")
ACCOUNTS = ("atlas", "sahara", "darna", "bladi", "soukna", "najma", "rimal", "chaabi", "andalus", "wahran")


@cache
def sentences() -> dict[str, dict[str, list[str]]]:
    """Return the sentences by language and topic."""
    return tomllib.loads(Path(__file__).with_name("texts.toml").read_text("utf-8"))
