"""Invented people's names by country, in the scripts of those countries.

Each name stands with the letters that it has in an e-mail address.
"""

from __future__ import annotations

from typing import Final, NamedTuple

__all__ = ["NAMES", "Name", "NamePool"]


class Name(NamedTuple):
    """One part of a name, and how an e-mail address writes it."""

    text: str
    mailbox: str


class NamePool(NamedTuple):
    """Given and family names that go together; some countries say the family first."""

    given: tuple[Name, ...]
    family: tuple[Name, ...]
    family_first: bool = False


def _names(text: str) -> tuple[Name, ...]:
    """Names apart by white space; what is plain ASCII already needs no ``=``."""
    parts = (word.partition("=") for word in text.split())
    return tuple(
        Name(name.replace("_", " "), mailbox or name.lower().replace("'", ""))
        for name, _, mailbox in parts
    )


_DUTCH: Final = NamePool(
    _names("Anouk Bram Daan Eva Femke Fleur Jeroen Joost Lotte Maud Niels Noor Ruben Sanne Sem"),
    _names(
        "Bakker de_Boer=deboer van_Dijk=vandijk Dekker Hendriks Jansen de_Jong=dejong Kuipers "
        "Meijer Mulder Postma Smits Veenstra Visser de_Vries=devries van_den_Berg=vandenberg"
    ),
)
_GERMAN: Final = NamePool(
    _names(
        "Anja Björn=bjoern Clara Emil Finn Greta Hannah Jürgen=juergen Käthe=kaethe Lena Lukas "
        "Mia Ole Paul Sören=soeren Ulrike"
    ),
    _names(
        "Becker Braun Fischer Großmann=grossmann Hoffmann Jäger=jaeger Koch Krüger=krueger "
        "Müller=mueller Neumann Richter Schäfer=schaefer Schmidt Schröder=schroeder Weiß=weiss Wolf"
    ),
)
_FRENCH: Final = NamePool(
    _names(
        "Adèle=adele Antoine Camille Chloé=chloe Étienne=etienne Hélène=helene Jules Léa=lea "
        "Louis Manon Noémie=noemie Rémi=remi Solène=solene Théo=theo Zoé=zoe"
    ),
    _names(
        "Bernard Blanc Chevalier Dubois Fournier Garnier Girard Lambert Laurent Lefèvre=lefevre "
        "Moreau Perrin Renard Rousseau Roux Vidal"
    ),
)
_ITALIAN: Final = NamePool(
    _names("Alessia Bianca Carlo Davide Elena Francesca Giulia Lorenzo Luca Marta Niccolò=niccolo"),
    _names("Bianchi Bruno Colombo Conti D'Angelo Esposito Ferrari Gallo Greco Marino Ricci Rossi"),
)
_SPANISH: Final = NamePool(
    _names("Álvaro=alvaro Carmen Inés=ines Iker Javier Lucía=lucia María=maria Pablo Rocío=rocio"),
    _names("Castro Díaz=diaz García=garcia Gómez=gomez López=lopez Muñoz=munoz Núñez=nunez Ruiz"),
)
_PORTUGUESE: Final = NamePool(
    _names("Beatriz Diogo Duarte Inês=ines João=joao Leonor Matilde Rui Tomás=tomas"),
    _names("Almeida Carvalho Conceição=conceicao Fonseca Gonçalves=goncalves Magalhães=magalhaes"),
)
_POLISH: Final = NamePool(
    _names("Agnieszka Bartosz Elżbieta=elzbieta Jakub Łukasz=lukasz Małgorzata=malgorzata Zofia"),
    _names("Dąbrowska=dabrowska Jabłońska=jablonska Kowalczyk Nowak Wójcik=wojcik Zając=zajac"),
)
_ENGLISH: Final = NamePool(
    _names("Alice Ayesha Ben Charlotte Femi George Isla Kofi Niamh Oliver Priya Rhys Siân=sian"),
    _names("Ahmed Brown Davies Evans Hughes Kumar Okafor O'Connor Patel Robinson Singh Walker"),
)
_NORDIC: Final = NamePool(
    _names("Åsa=asa Astrid Elsa Freja Jens Lars Linnéa=linnea Magnus Nils Søren=soren Tove"),
    _names(
        "Åkesson=akesson Berg Dahl Hansen Holm Jørgensen=jorgensen Lindström=lindstrom "
        "Nyström=nystrom"
    ),
)
_GREEK: Final = NamePool(
    _names(
        "Αλέξης=alexis Ελένη=eleni Γιώργος=giorgos Δήμητρα=dimitra Νίκος=nikos Σοφία=sofia "
        "Ανδρέας=andreas"
    ),
    _names("Παππάς=pappas Νικολάου=nikolaou Γεωργίου=georgiou Κωστόπουλος=kostopoulos"),
)
_BULGARIAN: Final = NamePool(
    _names("Мария=maria Георги=georgi Елена=elena Николай=nikolay Десислава=desislava"),
    _names("Иванова=ivanova Димитров=dimitrov Петрова=petrova Стоянов=stoyanov"),
)
_JAPANESE: Final = NamePool(
    _names("花子=hanako 健一=kenichi 美咲=misaki 蓮=ren さくら=sakura 大輔=daisuke"),
    _names("佐藤=sato 鈴木=suzuki 高橋=takahashi 田中=tanaka 渡辺=watanabe"),
    family_first=True,
)
_CHINESE: Final = NamePool(
    _names("小明=xiaoming 娜=na 伟=wei 静=jing 丽=li 强=qiang"),
    _names("王=wang 李=li 张=zhang 陈=chen 刘=liu"),
    family_first=True,
)
_ARABIC: Final = NamePool(
    _names(
        "أحمد=ahmed فاطمة=fatima ليلى=layla يوسف=yusuf سارة=sara عمر=omar مريم=maryam كريم=karim "
        "نور=nour سلمى=salma طارق=tariq هدى=huda"
    ),
    _names(
        "حسن=hassan حداد=haddad خليل=khalil منصور=mansour عباس=abbas سالم=salem ناصر=nasser "
        "شريف=sharif العلوي=alaoui بن_علي=benali"
    ),
)
_HEBREW: Final = NamePool(
    _names("ליאור=lior נועה=noa יעל=yael דניאל=daniel"), _names("כהן=cohen לוי=levi מזרחי=mizrahi")
)
_HINDI: Final = NamePool(
    _names("अनन्या=ananya आरव=aarav प्रिया=priya रोहन=rohan"),
    _names("शर्मा=sharma वर्मा=verma गुप्ता=gupta"),
)

#: The names that come up in a country, the usual ones named more often.
NAMES: Final[dict[str, tuple[NamePool, ...]]] = {
    "AT": (_GERMAN,),
    "AU": (_ENGLISH, _ENGLISH, _HINDI),
    "BE": (_DUTCH,) * 5 + (_FRENCH,) * 4 + (_ARABIC,),
    "BG": (_BULGARIAN,),
    "CA": (_ENGLISH, _FRENCH),
    "CN": (_CHINESE,),
    "DE": (_GERMAN,) * 16 + (_GREEK, _ARABIC, _POLISH),
    "DK": (_NORDIC,),
    "ES": (_SPANISH,),
    "FR": (_FRENCH,) * 12 + (_ARABIC,),
    "GB": (_ENGLISH,) * 12 + (_HINDI, _HEBREW),
    "GR": (_GREEK,),
    "IE": (_ENGLISH,),
    "IT": (_ITALIAN,),
    "JP": (_JAPANESE,),
    "NL": (_DUTCH,) * 18 + (_ARABIC, _HEBREW),
    "PL": (_POLISH,),
    "PT": (_PORTUGUESE,),
    "SE": (_NORDIC,),
    "US": (_ENGLISH, _ENGLISH, _SPANISH),
}
