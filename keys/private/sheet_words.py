"""Every sentence of a recovery sheet, in Arabic, French and English, with each language's forms of number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

__all__ = ["LANGUAGES", "Language", "SheetWords", "day", "quarter"]

Language = Literal["ar", "fr", "en"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetWords:
    """The words of one language; ``{}`` fields are named after what fills them."""

    title: str
    organisation: str
    team: str
    group: str
    quarter_label: str
    quarters: tuple[str, str, str, str]
    opens: str
    opens_alone: str
    stands: str
    stands_alone: str
    others: str
    shares: Callable[[int], str]
    scan: str
    holder: str
    received: str
    signature: str
    fold: str
    keeping: str
    rules: tuple[str, str, str, str, str]
    deployment: str
    made: str
    date: str
    months: tuple[str, ...]


def day(words: SheetWords, when: date) -> str:
    """Return a day as it is read aloud, for instance ``14 January 2027``."""
    number = "1er" if when.day == 1 and words is LANGUAGES["fr"] else str(when.day)
    return words.date.format(day=number, month=words.months[when.month - 1], year=when.year)


def quarter(words: SheetWords, number: int) -> str:
    """Return a quarter (year x 10 + 1 to 4) in words, with its first and last month."""
    year, which = divmod(number, 10)
    first = words.months[which * 3 - 3]
    last = words.months[which * 3 - 1]
    return words.quarters[which - 1].format(first=first, last=last, year=year)


def _arabic_shares(count: int) -> str:
    """Return a number of shares after a preposition: one, two, three to ten, and eleven to sixteen differ."""
    if count <= 2:
        return ("حصة واحدة", "حصتين")[count - 1]
    return f"{count} حصص" if count <= 10 else f"{count} حصة"


def _french_shares(count: int) -> str:
    return "1 part" if count == 1 else f"{count} parts"


def _english_shares(count: int) -> str:
    return "1 share" if count == 1 else f"{count} shares"


LANGUAGES: dict[Language, SheetWords] = {
    "ar": SheetWords(
        title="حصة الاسترجاع رقم {number} من {count}",
        organisation="المؤسسة",
        team="الفريق",
        group="المجموعة",
        quarter_label="الفصل",
        quarters=(
            "الفصل الأول من سنة {year} (من {first} إلى {last})",
            "الفصل الثاني من سنة {year} (من {first} إلى {last})",
            "الفصل الثالث من سنة {year} (من {first} إلى {last})",
            "الفصل الرابع من سنة {year} (من {first} إلى {last})",
        ),
        opens="وُزّع السر على {count}. من جمع {needed_shares} منها يفتح كل بلاغات هذا الفريق في هذا الفصل.",
        opens_alone="هذه الحصة وحدها تفتح كل بلاغات هذا الفريق في هذا الفصل.",
        stands="وُزّع سر هذه المجموعة على {count}. من جمع {needed_shares} منها ناب عن المجموعة.",
        stands_alone="هذه الحصة وحدها تنوب عن المجموعة.",
        others="وقد تلزم معها مجموعات أخرى لفتح البلاغات.",
        shares=_arabic_shares,
        scan="الكلمات نفسها، للحاسوب الذي لم يتصل قط بالإنترنت.",
        holder="اسم من يحفظها",
        received="تاريخ التسلّم",
        signature="التوقيع",
        fold="اطوِ الورقة هنا: ارفع حافتها السفلى حتى الخط الغليظ في الأعلى، فتبقى الكلمات في الداخل.",
        keeping="كيف تحفظ هذه الورقة",
        rules=(
            "لا تصوّرها ولا تنسخها أبدًا.",
            "لا تكتب كلماتها أبدًا في حاسوب أو هاتف سبق أن اتصل بالإنترنت.",
            "ضعها في ظرف لا يُرى ما بداخله، في مكان مقفل، بعيدًا عن الحصص الأخرى.",
            "بعد {until}، أعدها إلى الفريق أو أتلفها.",
            "إن ضاعت أو رأى أحد كلماتها، فأخبر الفريق فورًا.",
        ),
        deployment="رقم الموقع",
        made="تاريخ الإنشاء",
        date="{day} {month} {year}",
        months=(
            *("يناير", "فبراير", "مارس", "أبريل", "ماي", "يونيو"),
            *("يوليوز", "غشت", "شتنبر", "أكتوبر", "نونبر", "دجنبر"),
        ),
    ),
    "fr": SheetWords(
        title="Part de récupération {number} sur {count}",
        organisation="Organisation",
        team="Équipe",
        group="Groupe",
        quarter_label="Trimestre",
        quarters=(
            "1er trimestre {year} (de {first} à {last})",
            "2e trimestre {year} (d’{first} à {last})",
            "3e trimestre {year} (de {first} à {last})",
            "4e trimestre {year} (d’{first} à {last})",
        ),
        opens=(
            "Le secret est réparti en {count}. Qui en réunit {needed} ouvre tous les signalements "
            "de cette équipe pour ce trimestre."
        ),
        opens_alone="Cette part ouvre à elle seule tous les signalements de cette équipe pour ce trimestre.",
        stands="Le secret de ce groupe est réparti en {count}. Qui en réunit {needed} représente le groupe.",
        stands_alone="Cette part représente à elle seule le groupe.",
        others="D’autres groupes peuvent être nécessaires pour ouvrir les signalements.",
        shares=_french_shares,
        scan="Les mêmes mots, pour l’ordinateur qui n’a jamais été connecté à Internet.",
        holder="Nom de la personne qui la garde",
        received="Reçue le",
        signature="Signature",
        fold=(
            "Pliez ici : remontez le bord inférieur jusqu’au trait épais du haut. "
            "Les mots sont alors à l’intérieur."
        ),
        keeping="Comment garder cette feuille",
        rules=(
            "Ne la photographiez et ne la copiez jamais.",
            "Ne tapez jamais ses mots sur un ordinateur ou un téléphone qui a déjà été connecté à Internet.",
            "Gardez-la sous clé, dans une enveloppe opaque, loin des autres parts.",
            "Après le {until}, rendez-la à l’équipe ou détruisez-la.",
            "Si elle est perdue ou si quelqu’un a vu ses mots, prévenez l’équipe tout de suite.",
        ),
        deployment="Déploiement",
        made="Créée le",
        date="{day} {month} {year}",
        months=(
            *("janvier", "février", "mars", "avril", "mai", "juin"),
            *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
        ),
    ),
    "en": SheetWords(
        title="Recovery share {number} of {count}",
        organisation="Organisation",
        team="Team",
        group="Group",
        quarter_label="Quarter",
        quarters=(
            "1st quarter of {year} ({first} to {last})",
            "2nd quarter of {year} ({first} to {last})",
            "3rd quarter of {year} ({first} to {last})",
            "4th quarter of {year} ({first} to {last})",
        ),
        opens=(
            "The secret is split into {count}. "
            "Any {needed} of them open all reports of this team in this quarter."
        ),
        opens_alone="This share alone opens all reports of this team in this quarter.",
        stands="The secret of this group is split into {count}. Any {needed} of them stand for the group.",
        stands_alone="This share alone stands for the group.",
        others="Other groups may be needed too to open the reports.",
        shares=_english_shares,
        scan="The same words, for the computer that has never been online.",
        holder="Name of the holder",
        received="Received on",
        signature="Signature",
        fold="Fold here: bring the lower edge up to the thick line. The words are then inside.",
        keeping="How to keep this sheet",
        rules=(
            "Never photograph or copy it.",
            "Never type its words into a computer or phone that has ever been online.",
            "Keep it locked away in an envelope that nobody can see through, apart from the other shares.",
            "After {until}, give it back to the team or destroy it.",
            "If it is lost or somebody has seen its words, tell the team at once.",
        ),
        deployment="Deployment",
        made="Made on",
        date="{day} {month} {year}",
        months=(
            *("January", "February", "March", "April", "May", "June"),
            *("July", "August", "September", "October", "November", "December"),
        ),
    ),
}
