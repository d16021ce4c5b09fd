"""The known codes of reports in plain English (docs/formats.md §5.6.1); an unknown one is shown as it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from reviewer import terminal

__all__ = ["answer", "question", "word"]

CATEGORIES = {
    "violent": "criminal or violent",
    "incitement": "incitement",
    "terrorism": "terrorism",
    "minors": "rights of minors",
    "others_rights": "rights of others",
    "other": "other illegal content",
}
TOPICS = {
    # violent
    "violence_filmed": "murder, assault or torture filmed",
    "threat": "threat to kill or injure",
    "weapons": "weapons shown as a threat",
    "kidnapping": "kidnapping",
    "sexual_violence": "sexual violence",
    "animal_cruelty": "cruelty to animals",
    # incitement
    "against_person": "call to violence against somebody named",
    "against_group": "call to violence against a group",
    "hatred": "hatred or discrimination",
    "riot": "call to riot or arson",
    "self_harm": "push to suicide or self-harm",
    "challenge": "dangerous challenge",
    # terrorism
    "attack_announced": "attack announced",
    "attack_call": "call to attack",
    "recruitment": "recruitment",
    "instructions": "instructions for weapons or explosives",
    "financing": "financing",
    "praise": "praise or propaganda",
    # minors
    "sexual_images": "sexual images of a child",
    "grooming": "adult luring a child",
    "blackmail": "blackmail",
    "abuse": "abuse or neglect shown",
    "bullying": "bullying",
    "exploitation": "exploitation, begging or trafficking",
    "exposed": "image or identity of a child exposed",
    # others_rights
    "intimate_image": "intimate image without consent",
    "private_data": "private data made public",
    "harassment": "harassment",
    "identity_theft": "identity theft",
    "insult": "insult or defamation",
    # other
    "fraud": "fraud or phishing",
    "illegal_sale": "sale of drugs, medicines, weapons or organs",
    "forgery": "forged documents or money",
    "hacking": "hacking",
    "smuggling": "smuggling of people",
    "not_sure": "not sure",
}
QUESTIONS = {
    "target": "Named as the target",
    "announced": "Date or place announced",
    "weapon": "Weapon seen",
    "group": "Group or sign",
    "nature": "What it does",
    "language": "Language of the content",
    "age": "Age of the child",
    "child_knows": "Child knows",
    "asked": "Asked of the child",
    "demanded": "What is demanded",
    "deadline": "Deadline",
    "paid": "Paid",
    "promised": "What was promised",
    "amount": "Amount",
    "payment": "Means of payment",
    "last_date": "Last time",
    "paid_to": "Account, phone or address used",
    "consent": "Person shown agreed",
    "holder": "Who holds the copy",
}
_YES_NO = {"yes": "yes", "no": "no", "unknown": "not known"}
CHOICES: Mapping[str, Mapping[str, str]] = {
    "weapon": _YES_NO,
    "child_knows": _YES_NO,
    "paid": _YES_NO,
    "consent": _YES_NO,
    "nature": {"attack": "attacks", "call": "calls to it", "praise": "praises it"},
    "age": {"under_13": "under 13", "teen": "13 to 17", "unknown": "not known"},
    "asked": {"meeting": "a meeting", "money": "money", "images": "images", "nothing": "nothing"},
    "payment": {
        "transfer": "bank transfer",
        "card": "card",
        "cash": "cash",
        "wallet": "mobile money",
        "recharge": "phone credit",
        "crypto": "cryptocurrency",
        "other": "other",
    },
}
ONGOING = {"yes": "yes", "no": "no", "unknown": "not known"}
WHO = {"me": "the reporter", "child": "a child", "other": "another person", "group": "a group"}
TOLD = {
    "police": "police",
    "platform": "the platform",
    "family": "family",
    "school": "school",
    "employer": "employer",
    "other": "somebody else",
}
ROLES = {
    "target": "is the one targeted",
    "child": "reports for a child",
    "witness": "saw it",
    "professional": "knows of it through work",
}
ELSEWHERE = {
    "app": "in an app",
    "message": "in a message",
    "live": "in a live stream",
    "call": "in a call",
    "other": "elsewhere",
}
PLACES = {"event": "where it happens", "reporter": "where the reporter is"}
PLATFORMS = {
    "facebook": "Facebook",
    "instagram": "Instagram",
    "messenger": "Messenger",
    "whatsapp": "WhatsApp",
    "threads": "Threads",
    "tiktok": "TikTok",
    "youtube": "YouTube",
    "x": "X",
    "snapchat": "Snapchat",
    "telegram": "Telegram",
    "discord": "Discord",
    "reddit": "Reddit",
    "twitch": "Twitch",
    "kick": "Kick",
    "linkedin": "LinkedIn",
    "pinterest": "Pinterest",
    "dailymotion": "Dailymotion",
    "bluesky": "Bluesky",
    "signal": "Signal",
    "viber": "Viber",
    "imo": "imo",
    "vk": "VK",
    "roblox": "Roblox",
    "steam": "Steam",
    "likee": "Likee",
    "bigo": "Bigo Live",
    "tango": "Tango",
    "onlyfans": "OnlyFans",
    "avito": "Avito",
    "jumia": "Jumia",
    "aliexpress": "AliExpress",
    "amazon": "Amazon",
    "google_drive": "Google Drive",
    "mega": "MEGA",
    "mediafire": "MediaFire",
    "dropbox": "Dropbox",
}


def word(untrusted: str, words: Mapping[str, str]) -> str:
    """Return the word for a code, or the code itself."""
    return words.get(untrusted) or terminal.line(untrusted)


def question(untrusted: str) -> str:
    """Return what a question of the form was about."""
    return word(untrusted, QUESTIONS)


def answer(code: str, untrusted: str, tongue: Callable[[str], str]) -> str:
    """Return an answer: words for the choices of a known question, translated; else what was typed."""
    choices = CHOICES.get(code)
    if choices is None:
        return terminal.line(untrusted)
    return ", ".join(tongue(word(choice, choices)) for choice in untrusted.split(" "))
