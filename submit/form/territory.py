"""Places as people name them: Morocco's regions with their main cities, all countries, numbers to call."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from babel import Locale

__all__ = [
    "ANYWHERE",
    "EMERGENCY",
    "FREQUENT",
    "REGIONS",
    "Region",
    "countries",
    "letters",
    "named_in",
    "numbers",
]


@dataclass(frozen=True, slots=True)
class Region:
    """A region by its ISO 3166-2 code; names in French, which signs carry beside Arabic, and in Arabic.

    ``cities`` are pairs of the same two names.
    """

    code: str
    latin: str
    arabic: str
    cities: tuple[tuple[str, str], ...]

    def name(self, language: str) -> str:
        """Return the region's name for a page in ``language``."""
        return self.arabic if language == "ar" else self.latin

    def city_names(self, language: str) -> list[str]:
        """Return the cities' names for a page in ``language``."""
        return [arabic if language == "ar" else latin for latin, arabic in self.cities]


REGIONS = (
    Region(
        "MA-01",
        "Tanger-Tétouan-Al Hoceïma",
        "طنجة تطوان الحسيمة",
        (
            ("Tanger", "طنجة"),
            ("Tétouan", "تطوان"),
            ("Al Hoceïma", "الحسيمة"),
            ("Larache", "العرائش"),
            ("Ksar El Kébir", "القصر الكبير"),
            ("Chefchaouen", "شفشاون"),
            ("Ouezzane", "وزان"),
            ("M’diq", "المضيق"),
            ("Fnideq", "الفنيدق"),
        ),
    ),
    Region(
        "MA-02",
        "L’Oriental",
        "الشرق",
        (
            ("Oujda", "وجدة"),
            ("Nador", "الناظور"),
            ("Berkane", "بركان"),
            ("Taourirt", "تاوريرت"),
            ("Jerada", "جرادة"),
            ("Guercif", "جرسيف"),
            ("Driouch", "الدريوش"),
            ("Bouarfa", "بوعرفة"),
            ("Figuig", "فكيك"),
        ),
    ),
    Region(
        "MA-03",
        "Fès-Meknès",
        "فاس مكناس",
        (
            ("Fès", "فاس"),
            ("Meknès", "مكناس"),
            ("Taza", "تازة"),
            ("Sefrou", "صفرو"),
            ("Taounate", "تاونات"),
            ("Ifrane", "إفران"),
            ("Azrou", "أزرو"),
            ("El Hajeb", "الحاجب"),
            ("Missour", "ميسور"),
        ),
    ),
    Region(
        "MA-04",
        "Rabat-Salé-Kénitra",
        "الرباط سلا القنيطرة",
        (
            ("Rabat", "الرباط"),
            ("Salé", "سلا"),
            ("Témara", "تمارة"),
            ("Skhirat", "الصخيرات"),
            ("Kénitra", "القنيطرة"),
            ("Khémisset", "الخميسات"),
            ("Tiflet", "تيفلت"),
            ("Sidi Kacem", "سيدي قاسم"),
            ("Sidi Slimane", "سيدي سليمان"),
        ),
    ),
    Region(
        "MA-05",
        "Béni Mellal-Khénifra",
        "بني ملال خنيفرة",
        (
            ("Béni Mellal", "بني ملال"),
            ("Khouribga", "خريبكة"),
            ("Khénifra", "خنيفرة"),
            ("Fquih Ben Salah", "الفقيه بن صالح"),
            ("Azilal", "أزيلال"),
            ("Oued Zem", "وادي زم"),
            ("Kasba Tadla", "قصبة تادلة"),
        ),
    ),
    Region(
        "MA-06",
        "Casablanca-Settat",
        "الدار البيضاء سطات",
        (
            ("Casablanca", "الدار البيضاء"),
            ("Mohammedia", "المحمدية"),
            ("El Jadida", "الجديدة"),
            ("Settat", "سطات"),
            ("Berrechid", "برشيد"),
            ("Benslimane", "بنسليمان"),
            ("Sidi Bennour", "سيدي بنور"),
        ),
    ),
    Region(
        "MA-07",
        "Marrakech-Safi",
        "مراكش آسفي",
        (
            ("Marrakech", "مراكش"),
            ("Safi", "آسفي"),
            ("Essaouira", "الصويرة"),
            ("El Kelâa des Sraghna", "قلعة السراغنة"),
            ("Benguerir", "ابن جرير"),
            ("Youssoufia", "اليوسفية"),
            ("Chichaoua", "شيشاوة"),
        ),
    ),
    Region(
        "MA-08",
        "Drâa-Tafilalet",
        "درعة تافيلالت",
        (
            ("Errachidia", "الرشيدية"),
            ("Ouarzazate", "ورزازات"),
            ("Midelt", "ميدلت"),
            ("Tinghir", "تنغير"),
            ("Zagora", "زاكورة"),
        ),
    ),
    Region(
        "MA-09",
        "Souss-Massa",
        "سوس ماسة",
        (
            ("Agadir", "أكادير"),
            ("Inezgane", "إنزكان"),
            ("Aït Melloul", "أيت ملول"),
            ("Taroudant", "تارودانت"),
            ("Tiznit", "تيزنيت"),
            ("Biougra", "بيوكرى"),
            ("Tata", "طاطا"),
        ),
    ),
    Region(
        "MA-10",
        "Guelmim-Oued Noun",
        "كلميم واد نون",
        (
            ("Guelmim", "كلميم"),
            ("Tan-Tan", "طانطان"),
            ("Sidi Ifni", "سيدي إفني"),
            ("Assa", "آسا"),
        ),
    ),
    Region(
        "MA-11",
        "Laâyoune-Sakia El Hamra",
        "العيون الساقية الحمراء",
        (
            ("Laâyoune", "العيون"),
            ("Boujdour", "بوجدور"),
            ("Es-Semara", "السمارة"),
            ("Tarfaya", "طرفاية"),
        ),
    ),
    Region(
        "MA-12",
        "Dakhla-Oued Ed-Dahab",
        "الداخلة وادي الذهب",
        (
            ("Dakhla", "الداخلة"),
            ("Aousserd", "أوسرد"),
        ),
    ),
)

# Where most reporters are, or have family; shown before the alphabet begins.
FREQUENT = ("MA", "FR", "ES", "BE", "NL", "IT", "DE", "CA", "US")

# Two-letter territories of CLDR that are no country code of ISO 3166-1, and EH, whose towns are found here
# under the regions MA-11 and MA-12, as reports are referred.
_NO_COUNTRIES = {
    "AC",
    "CP",
    "CQ",
    "DG",
    "EA",
    "EH",
    "EU",
    "EZ",
    "IC",
    "QO",
    "TA",
    "UN",
    "XA",
    "XB",
    "XK",
    "ZZ",
}

# Services: police, gendarmerie, medical, fire, all (one number for every emergency).
ANYWHERE: Mapping[str, str] = {"all": "112"}
_EUROPE = "AT BG CY CZ DK EE ES FI GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK"
EMERGENCY: Mapping[str, Mapping[str, str]] = {
    **dict.fromkeys(_EUROPE.split(), ANYWHERE),
    "MA": {"police": "19", "gendarmerie": "177", "fire": "15"},
    "DZ": {"police": "1548", "gendarmerie": "1055", "fire": "14"},
    "TN": {"police": "197", "gendarmerie": "193", "medical": "190", "fire": "198"},
    "EG": {"police": "122", "medical": "123", "fire": "180"},
    "SN": {"police": "17", "medical": "1515", "fire": "18"},
    "SA": {"police": "999", "medical": "997", "fire": "998"},
    "AE": {"police": "999", "medical": "998", "fire": "997"},
    "QA": {"all": "999"},
    "BH": {"all": "999"},
    "KW": {"all": "112"},
    "OM": {"all": "9999"},
    "JO": {"all": "911"},
    "IL": {"police": "100", "medical": "101", "fire": "102"},
    "PS": {"police": "100", "medical": "101", "fire": "102"},
    "TR": {"all": "112"},
    "FR": {"police": "17", "medical": "15", "all": "112"},
    "BE": {"police": "101", "all": "112"},
    "DE": {"police": "110", "all": "112"},
    "CH": {"police": "117", "medical": "144", "fire": "118"},
    "GB": {"all": "999"},
    "US": {"all": "911"},
    "CA": {"all": "911"},
    "MX": {"all": "911"},
    "AR": {"all": "911"},
    "CO": {"all": "123"},
    "BR": {"police": "190", "medical": "192", "fire": "193"},
    "CL": {"police": "133", "medical": "131", "fire": "132"},
    "AU": {"all": "000"},
    "NZ": {"all": "111"},
    "IN": {"all": "112"},
    "CN": {"police": "110", "medical": "120", "fire": "119"},
    "JP": {"police": "110", "medical": "119"},
    "KR": {"police": "112", "medical": "119"},
}


def countries(language: str) -> list[tuple[str, str]]:
    """Return (ISO 3166-1 code, name) of every country in the order of its language's alphabet."""
    names = Locale.parse(named_in(language)).territories
    found = [
        (code, name)
        for code, name in names.items()
        if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES
    ]
    return sorted(found, key=lambda pair: _folded(pair[1]))


def named_in(language: str) -> str:
    """Return the language of countries' names: Tamazight, for which few are known, takes the French ones."""
    return "fr" if language == "zgh" else language


def letters(codes: Iterable[str]) -> str:
    """Write two-letter codes in short: each first letter once, before all the second ones (``MAC FR``)."""
    ordered = groupby(sorted(codes), key=itemgetter(0))
    return " ".join(first + "".join(code[1] for code in group) for first, group in ordered)


def numbers() -> str:
    """Write whom to call where in short: countries, then their services (``DE AT=police:110;…``)."""
    alike: dict[str, list[str]] = {}
    for code, services in EMERGENCY.items():
        said = " ".join(f"{service}:{number}" for service, number in services.items())
        alike.setdefault(said, []).append(code)
    return ";".join(f"{' '.join(codes)}={said}" for said, codes in alike.items())


def _folded(name: str) -> str:
    """Drop accents, so that É stands with E and أ with ا."""
    plain = unicodedata.normalize("NFD", name.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
