"""The labels of automatic numbers, as Word shows them: a table of schemes."""

from __future__ import annotations

import pytest

from lexassist.parsing.word.numerals import write_number
from lexassist.parsing.word.reader import read_docx
from tests.parsing.wordfiles import abstract, level, num, para, start_at, style, word_file

_LEGAL = abstract(1, level(0, "decimal", "%1."), level(1, "decimal", "%1.%2"), level(2, "decimal", "%1.%2.%3"))
_OUTLINE = abstract(
    1,
    level(0, "decimal", "%1."),
    level(1, "lowerLetter", "(%2)"),
    level(2, "lowerRoman", "(%3)"),
    level(3, "upperLetter", "(%4)"),
)
_ARTICLES = abstract(
    1,
    level(0, "upperRoman", "Article %1."),
    level(1, "decimalZero", "Section %1.%2", more="<w:isLgl/>"),
    level(2, "lowerLetter", "(%3)"),
)
_LINKED = abstract(
    1,
    level(0, "decimal", "%1.", more='<w:pStyle w:val="One"/>'),
    level(1, "decimal", "%1.%2", more='<w:pStyle w:val="Two"/>'),
)


def labels(numbering: str, *paragraphs: str, styles: str = "") -> list[str]:
    data = word_file("".join(paragraphs), {"numbering": numbering, "styles": styles})
    lines = [line.text for page in read_docx(data).pages for line in page.lines if line.text]
    return [line.removesuffix("x").strip() for line in lines]


def at(*levels: int, list_id: str = "1") -> list[str]:
    return [para("x", list_id=list_id, level=depth) for depth in levels]


@pytest.mark.parametrize(
    ("numbering", "levels", "expected"),
    [
        # A flat list goes on.
        (_LEGAL + num(1, 1), (0, 0, 0), ["1.", "2.", "3."]),
        # Deeper levels start anew behind a higher one.
        (_LEGAL + num(1, 1), (0, 1, 1, 2, 1, 0, 1), ["1.", "1.1", "1.2", "1.2.1", "1.3", "2.", "2.1"]),
        # Every level in its own style.
        (_OUTLINE + num(1, 1), (0, 1, 2, 2, 3, 1), ["1.", "(a)", "(i)", "(ii)", "(A)", "(b)"]),
        # Legal numbering writes the level above in digits, its own with its zero.
        (
            _ARTICLES + num(1, 1),
            (0, 1, 1, 2, 0, 1),
            ["Article I.", "Section 1.01", "Section 1.02", "(a)", "Article II.", "Section 2.01"],
        ),
        # A level that starts elsewhere, and its override.
        (abstract(1, level(0, "decimal", "%1.", start=3)) + num(1, 1), (0, 0), ["3.", "4."]),
        (_LEGAL + num(1, 1, start_at(0, 5)), (0, 1, 0), ["5.", "5.1", "6."]),
        # lvlRestart 0: the level never starts anew.
        (
            abstract(1, level(0, "decimal", "%1."), level(1, "decimal", "%1.%2", more='<w:lvlRestart w:val="0"/>'))
            + num(1, 1),
            (0, 1, 0, 1),
            ["1.", "1.1", "2.", "2.2"],
        ),
        # lvlRestart 1: only behind the first level, not the second.
        (
            abstract(
                1,
                level(0, "decimal", "%1."),
                level(1, "decimal", "%1.%2"),
                level(2, "lowerLetter", "(%3)", more='<w:lvlRestart w:val="1"/>'),
            )
            + num(1, 1),
            (0, 1, 2, 1, 2, 0, 1, 2),
            ["1.", "1.1", "(a)", "1.2", "(b)", "2.", "2.1", "(a)"],
        ),
        # A level that is skipped shows its start; when it comes it has that number.
        (_LEGAL + num(1, 1), (0, 1, 0, 2, 1), ["1.", "1.1", "2.", "2.1.1", "2.1"]),
        # A list that begins with its second level.
        (_LEGAL + num(1, 1), (1, 1, 0), ["1.1", "1.2", "2."]),
        # A level without a number of its own adds nothing where it is named.
        (abstract(1, level(0, "none", "Recital"), level(1, "decimal", "%1%2.")) + num(1, 1), (0, 1), ["Recital", "1."]),
        (abstract(1, level(0, "bullet", "\uf0b7"), level(1, "decimal", "%1%2.")) + num(1, 1), (0, 1), ["•", "1."]),
        # A level that the definition lacks has no number.
        (abstract(1, level(0, "decimal", "%1.")) + num(1, 1), (0, 5), ["1.", ""]),
    ],
)
def test_labels_of_one_list(numbering: str, levels: tuple[int, ...], expected: list[str]) -> None:
    assert labels(numbering, *at(*levels)) == expected


def test_lists_over_one_definition_go_on_with_one_count() -> None:
    numbering = _LEGAL + num(1, 1) + num(2, 1)
    assert labels(numbering, *at(0, 0), *at(0, list_id="2"), *at(0)) == ["1.", "2.", "3.", "4."]


def test_a_start_override_takes_effect_once() -> None:
    numbering = _LEGAL + num(1, 1) + num(2, 1, start_at(0, 1))
    assert labels(numbering, *at(0, 0), *at(0, 0, list_id="2"), *at(0)) == ["1.", "2.", "1.", "2.", "3."]


def test_text_between_does_not_end_a_list() -> None:
    assert labels(_LEGAL + num(1, 1), *at(0), para("x"), *at(0)) == ["1.", "", "2."]


def test_a_replaced_level_keeps_the_shared_count() -> None:
    override = f'<w:lvlOverride w:ilvl="0">{level(0, "upperRoman", "%1)")}</w:lvlOverride>'
    numbering = _LEGAL + num(1, 1) + num(2, 1, override)
    assert labels(numbering, *at(0), *at(0, list_id="2"), *at(0)) == ["1.", "II)", "3."]


def test_a_style_brings_its_number_and_level() -> None:
    styles = (
        style("One", numbers='<w:numId w:val="1"/>')
        + style("Two", based="One", numbers='<w:ilvl w:val="1"/>')
        + style("Three", based="Two")
    )
    paragraphs = [para("x", style=name) for name in ("One", "Two", "Three", "One", "Two")]
    assert labels(_LINKED + num(1, 1), *paragraphs, styles=styles) == ["1.", "1.1", "1.2", "2.", "2.1"]


def test_list_zero_switches_a_styles_number_off() -> None:
    styles = style("One", numbers='<w:numId w:val="1"/>')
    paragraphs = [para("x", style="One"), para("x", style="One", list_id="0"), para("x", style="One")]
    assert labels(_LINKED + num(1, 1), *paragraphs, styles=styles) == ["1.", "", "2."]


def test_a_numbering_style_lends_its_levels_but_not_its_count() -> None:
    linked = '<w:abstractNum w:abstractNumId="2"><w:numStyleLink w:val="Listed"/></w:abstractNum>'
    styles = '<w:style w:type="numbering" w:styleId="Listed"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    numbering = abstract(1, level(0, "upperLetter", "%1)")) + linked + num(1, 1) + num(2, 2)
    assert labels(numbering, *at(0, 0, list_id="2"), *at(0), styles=styles) == ["A)", "B)", "A)"]


def test_styles_that_are_based_on_each_other_end() -> None:
    styles = style("One", based="Two") + style("Two", based="One")
    assert labels(_LINKED + num(1, 1), para("x", style="One"), styles=styles) == [""]


def test_what_stands_behind_the_label() -> None:
    close = abstract(1, level(0, "decimal", "Clause %1", more='<w:suff w:val="nothing"/>')) + num(1, 1)
    data = word_file(para(". Term", list_id="1", level=0), {"numbering": close})
    assert read_docx(data).pages[0].lines[0].text == "Clause 1. Term"


def test_capitals_of_the_level_and_of_the_paragraphs_style() -> None:
    numbering = abstract(1, level(0, "upperRoman", "Article %1")) + num(1, 1)
    styles = style("Head", numbers='<w:numId w:val="1"/>', look="<w:caps/>")
    data = word_file(para("Term", style="Head"), {"numbering": numbering, "styles": styles})
    assert read_docx(data).pages[0].lines[0].text == "ARTICLE I TERM"


@pytest.mark.parametrize(
    ("count", "form", "written"),
    [
        (27, "lowerLetter", "aa"),
        (53, "upperLetter", "AAA"),
        (28, "lowerColumn", "ab"),
        (49, "lowerRoman", "xlix"),
        (1994, "upperRoman", "MCMXCIV"),
        (11, "ordinal", "11th"),
        (22, "ordinal", "22nd"),
        (21, "ordinalText", "Twenty-first"),
        (20, "ordinalText", "Twentieth"),
        (342, "cardinalText", "Three hundred forty-two"),
        (7, "decimalZero", "07"),
        (10, "decimalZero", "10"),
        (6, "chicago", "††"),
        (3, "bullet", ""),
        (3, "none", ""),
        (3, "hebrew1", "3"),  # a form that is not known here
        (0, "lowerLetter", ""),
        (0, "upperRoman", ""),
        (-4, "lowerRoman", "-4"),
        (10**9, "cardinalText", "1000000000"),  # nobody writes that out
    ],
)
def test_number_forms(count: int, form: str, written: str) -> None:
    assert write_number(count, form) == written
