"""The names of states and countries as contracts write them, and the one name that each is compared by. Pure.

Knows the states of the United States, the provinces of Canada, and the countries and territories whose law contracts choose.
"""

from __future__ import annotations

import re

_STATES = """
Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|District of Columbia|Florida|Georgia|Hawaii|Idaho
Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana
Nebraska|Nevada|New Hampshire|New Jersey|New Mexico|New York|North Carolina|North Dakota|Ohio|Oklahoma|Oregon|Pennsylvania
Puerto Rico|Rhode Island|South Carolina|South Dakota|Tennessee|Texas|Utah|Vermont|Virginia|Washington|West Virginia
Wisconsin|Wyoming
"""
_PROVINCES = "Alberta|British Columbia|Manitoba|New Brunswick|Newfoundland|Nova Scotia|Ontario|Quebec|Saskatchewan"
# The name that is compared, then other ways to write it.
_COUNTRIES = """
Argentina|Argentine Republic
Australia
Austria
Bahamas
Bahrain
Bangladesh
Barbados
Belgium
Bermuda
Brazil
British Virgin Islands|BVI
Bulgaria
Canada
Cayman Islands
Chile
China|People's Republic of China|Peoples Republic of China|PRC|P.R.C.|PR China|P.R. China|P. R. China|Mainland China
Colombia
Costa Rica
Croatia
Cyprus
Czech Republic|Czechia
Denmark
Dubai
Egypt
England and Wales|England & Wales|English law|English|England|Wales
Estonia
Finland
France|French law|French
Germany|Federal Republic of Germany|German law|German
Ghana
Gibraltar
Greece|Hellenic Republic
Guernsey
Hong Kong|Hong Kong SAR|Hong Kong Special Administrative Region
Hungary
Iceland
India
Indonesia
Ireland|Republic of Ireland|Irish law
Isle of Man
Israel
Italy|Italian law
Jamaica
Japan|Japanese law
Jersey
Jordan
Kazakhstan
Kenya
Korea|Republic of Korea|South Korea
Kuwait
Latvia
Lebanon
Liechtenstein
Lithuania
Luxembourg
Macau
Malaysia
Malta
Marshall Islands
Mauritius
Mexico|United Mexican States
Monaco
Morocco
Netherlands|The Netherlands|Kingdom of the Netherlands|Holland|Dutch law
New Zealand
Nigeria
Northern Ireland
Norway|Norwegian law
Oman
Pakistan
Panama
Peru
Philippines
Poland
Portugal
Qatar
Romania
Russia|Russian Federation
Saudi Arabia
Scotland|Scots law
Serbia
Singapore
Slovakia|Slovak Republic
Slovenia
South Africa|Republic of South Africa
Spain
Sri Lanka
Sweden|Swedish law
Switzerland|Swiss Confederation|Swiss law|Swiss
Taiwan|R.O.C.|Republic of China
Thailand
Tunisia
Turkey
Ukraine
United Arab Emirates|UAE|U.A.E.
United Kingdom|UK|U.K.|Great Britain
United States|United States of America|USA|U.S.A.|U.S.|federal law of the United States
Uruguay
Venezuela
Vietnam
"""


def _names() -> dict[str, str]:
    names = {name.lower(): name for name in re.split(r"[|\n]", _STATES) if name}
    names |= {name.lower(): f"{name}, Canada" for name in _PROVINCES.split("|")}
    for line in filter(None, _COUNTRIES.split("\n")):
        first, *_ = forms = line.split("|")
        names |= {form.lower(): first for form in forms}
    return names


_NAMES = _names()
_FORMS = sorted(_NAMES, key=len, reverse=True)
_SPACED = [r"[\s,]+".join(map(re.escape, form.split())) for form in _FORMS]
JURISDICTION = re.compile(rf"(?<!\w)(?:{'|'.join(_SPACED)})(?!\w)", re.IGNORECASE)
"""A name of a state, province or country; the longest that fits."""


def jurisdiction_of(words: str) -> str:
    """The name that a jurisdiction is compared by, "" where the words are none.

    >>> jurisdiction_of("People's  Republic of China"), jurisdiction_of("england"), jurisdiction_of("Ontario")
    ('China', 'England and Wales', 'Ontario, Canada')
    """
    plain = " ".join(words.replace(",", " ").split()).lower()
    return _NAMES.get(plain, "")


def is_state(name: str) -> bool:
    """Whether a compared name is that of a state of the United States."""
    return name in _STATES.replace("\n", "|").split("|")
