"""When a page has to be read from its image, and when its text layer is garbage."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lexassist.parsing.pages import RawLine, RawPage
from lexassist.parsing.scans.scanned import Area, better, is_bad_layer, needs_recognition

WIDTH, HEIGHT = 612.0, 792.0
PAGE: Area = (0, 0, WIDTH, HEIGHT)
STAMP = "Case 1:24-cv-01234-ABC   Document 17-3   Filed 05/06/24   Page 9 of 31"
PROSE = (
    "The Supplier shall deliver the Goods to the Buyer at the place and on the date named in the Order. Title to the "
    "Goods passes on payment; risk passes on delivery. The Buyer shall inspect the Goods within ten days and tell the "
    "Supplier of any defect that it finds, failing which the Goods are deemed to have been accepted as they are. "
)


def line(text: str, top: float, *, x: float = 72) -> RawLine:
    starts, ends, edges = array("I"), array("I"), array("f")
    place = 0
    for word in text.split(" "):
        starts.append(place)
        ends.append(place + len(word))
        edges.extend((x + 5 * place, top, x + 5 * (place + len(word)), top + 11))
        place += len(word) + 1
    return RawLine(text, starts, ends, edges)


def body(first: float, last: float) -> list[RawLine]:
    return [line("shall deliver the Goods to the Buyer on the date", top) for top in range(int(first), int(last), 14)]


@pytest.mark.parametrize(
    ("lines", "images", "wanted"),
    [
        pytest.param([], [PAGE], True, id="a scan without any text"),
        pytest.param([], [], False, id="an empty page"),
        pytest.param([], [(72, 72, 112, 92)], False, id="nothing but a speck"),
        pytest.param([line(STAMP, 12)], [PAGE], True, id="a scan with a court's stamp"),
        pytest.param([line(STAMP, 12), line("ABC000123", 770)], [PAGE], True, id="a stamp and a page number"),
        pytest.param([line(STAMP, 12), line("CONFIDENTIAL", 400)], [PAGE], True, id="a stamp and a watermark"),
        pytest.param(body(72, 720), [PAGE], False, id="a scan whose text layer covers it"),
        pytest.param(body(72, 200), [PAGE], False, id="a short last page with its text layer"),
        pytest.param(body(72, 720), [(72, 30, 200, 70)], False, id="a letterhead over text"),
        pytest.param(body(72, 600), [(72, 620, 250, 700)], False, id="a signature under text"),
        pytest.param(body(72, 380), [(60, 400, 560, 740)], True, id="half text, half a scanned exhibit"),
        pytest.param(
            [line(STAMP, 12)],
            [(0, y, WIDTH, y + 33) for y in range(0, 792, 33)],
            True,
            id="a scan that comes in strips, with a stamp",
        ),
        pytest.param(body(72, 720), [(-900, -900, 3000, 3000)], False, id="an image larger than the page"),
    ],
)
def test_whether_images_show_more_than_the_text(lines: Sequence[RawLine], images: Sequence[Area], wanted: bool) -> None:
    assert needs_recognition(lines, images, width=WIDTH, height=HEIGHT) is wanted


def test_a_page_without_size_asks_for_nothing() -> None:
    assert not needs_recognition([], [PAGE], width=0, height=0)


def shifted(text: str, by: int) -> str:
    return "".join(chr(ord(c) + by) if c.isalpha() else c for c in text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(PROSE, id="English"),
        pytest.param(PROSE.upper(), id="capitals"),
        pytest.param("", id="nothing"),
        pytest.param("12,345.67 (1,200.00) 88.1% " * 60, id="a table of figures"),
        pytest.param("Q1 Q2 Q3 FY24 EBITDA 12.5 CAPEX 3.1 " * 20, id="a table of abbreviations"),
        pytest.param(
            "Der Auftragnehmer haftet nur für Vorsatz und grobe Fahrlässigkeit. Kündigungsschutzklauseln bleiben unberührt, "
            "soweit nichts anderes schriftlich vereinbart worden ist; der Gerichtsstand richtet sich nach den gesetzlichen Vorschriften.",
            id="German",
        ),
        pytest.param(
            "Strony zgodnie postanawiają, że wszelkie spory wynikłe z niniejszej umowy będą rozstrzygane przez sąd właściwy "
            "dla siedziby Zamawiającego, a w sprawach nieuregulowanych stosuje się przepisy kodeksu cywilnego o zleceniu.",
            id="Polish",
        ),
        pytest.param(
            "Le présent contrat est régi par la loi française; les parties s'engagent à l'exécuter de bonne foi. "
            "Tout différend relatif à son exécution sera porté devant le tribunal compétent du siège du défendeur.",
            id="French",
        ),
        pytest.param(
            "Aceste părți convin că prezentul contract intră în vigoare la data semnării lui și rămâne valabil până la "
            "îndeplinirea tuturor obligațiilor asumate de către fiecare dintre părțile semnatare ale acestuia.",
            id="Romanian",
        ),
        pytest.param(
            "Стороны договорились " * 30,
            id="Cyrillic",
        ),
        pytest.param("甲方乙方双方合同 " * 40, id="Chinese"),
        pytest.param("See https://www.example.org/a1/b2?x=3 and mail legal@example.org. " + PROSE, id="addresses"),
    ],
)
def test_what_people_write_is_no_garbage(text: str) -> None:
    assert not is_bad_layer(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(shifted(PROSE, 3), id="letters shifted by a font without its table"),
        pytest.param(shifted(PROSE, -29), id="letters shifted into signs"),
        pytest.param("\ufffd\ufffd\ufffd the \ufffd\ufffd " * 20, id="replacement characters"),
        pytest.param("".join(chr(0xE000 + ord(c)) if c.isalpha() else c for c in PROSE), id="private characters"),
        pytest.param(
            "Стороны договорились о следующем ".encode("cp1251").decode("latin-1") * 10,
            id="Cyrillic bytes taken for Latin ones",
        ),
        pytest.param(
            "Tl1c Suppl:cr sha!l dcl1vcr t}1c Goo<ls to t|1c B uy cr a1 thc pl*cc n11d 0n tl~c d;ltc n<1mcd i n th c 0r~lcr "
            * 5,
            id="noise of a poor recognition",
        ),
    ],
)
def test_garbage_is_known_as_such(text: str) -> None:
    assert is_bad_layer(text)


@given(st.text(max_size=600))
def test_any_text_can_be_judged(text: str) -> None:
    assert is_bad_layer(text) in (True, False)


def page(*texts: str) -> RawPage:
    return RawPage(1, WIDTH, HEIGHT, tuple(RawLine(text) for text in texts), ocr=True, quality=0.99)


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        pytest.param([STAMP], page(STAMP, PROSE), True, id="a stamp, then the whole page"),
        pytest.param([], page(PROSE), True, id="nothing, then something"),
        pytest.param([PROSE], page(), False, id="recognition found nothing"),
        pytest.param([], page(), False, id="nothing on either side"),
        pytest.param([PROSE], page(PROSE + " Fig. 1"), False, id="a few words more do not weigh up what is exact"),
        pytest.param([shifted(PROSE, 3)], page(PROSE), True, id="garbage, then text"),
        pytest.param([PROSE], page(shifted(PROSE, 3) * 2), False, id="text, then garbage"),
    ],
)
def test_a_new_reading_replaces_a_layer_only_where_it_says_more(old: list[str], new: RawPage, wanted: bool) -> None:
    assert better([RawLine(text) for text in old], new) is wanted
