"""Answers that code composes: what each kind of question gets from what is known and from what was found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lexassist.generation.answerable import FEATURES, AnswerModel, Weights
from lexassist.generation.asking import Asked
from lexassist.generation.bearing import bearing
from lexassist.generation.chain import Answerer
from lexassist.generation.composing import Composed, Inquiry
from lexassist.generation.composition import compose_found, compose_known
from lexassist.generation.context import build_context
from lexassist.generation.judging import CLASSES, Judge, Judgement, Says
from lexassist.generation.prompts import load_prompt
from lexassist.generation.sentence_order import SentenceRanker
from lexassist.particulars.amending import Amending
from lexassist.particulars.quantities import Kind
from lexassist.settings import GenerationSettings
from lexassist.testing import ScriptedGenerator, WordEncoder
from lexassist.types import (
    Answer,
    Answered,
    Definition,
    DocumentId,
    Mode,
    Presence,
    QuestionKind,
    Reference,
    SentenceStatus,
    Span,
    Support,
    TypedPlace,
    TypePresence,
    Value,
    ValueKind,
    ValueStep,
    YesNo,
)

from .one_contract import DOCUMENT, TEXT, OneContract

CONTRACT = OneContract()
IDS = {clause.label: clause.id for clause in CONTRACT.clauses(DOCUMENT)}


def at(words: str) -> Span:
    return Span(TEXT.index(words), TEXT.index(words) + len(words))


@dataclass(frozen=True)
class Library(OneContract):
    """The contract with a definition, which it has none of."""

    defined: tuple[Definition, ...] = ()

    def definitions(self, document: DocumentId, /) -> tuple[Definition, ...]:
        return self.defined

    def references(self, document: DocumentId, /) -> tuple[Reference, ...]:
        return ()


@dataclass(frozen=True)
class Given:
    """Particulars as a test gives them."""

    known_types: tuple[TypePresence, ...] = ()
    known_values: tuple[Value, ...] = ()
    known_changes: tuple[Amending, ...] = ()

    def types(self, document: DocumentId, /) -> tuple[TypePresence, ...]:
        return self.known_types

    def values(self, document: DocumentId, /) -> tuple[Value, ...]:
        return self.known_values

    def changes_to(self, document: DocumentId, /) -> tuple[Amending, ...]:
        return self.known_changes


@dataclass(frozen=True)
class Sure:
    """A judge that reads a passage with ``word`` as it is told to, and every other one as saying nothing."""

    says: Says
    sure: bool = True
    word: str = "invoice"

    @property
    def settles(self) -> frozenset[Says]:
        return frozenset(Says)

    def judge(self, asked: str, passages: Sequence[str], /) -> tuple[Judgement, ...]:
        return tuple(self._of(self.says if self.word in passage else Says.NOTHING) for passage in passages)

    def _of(self, says: Says) -> Judgement:
        shares = {each: 0.91 if each is says else 0.03 for each in CLASSES}
        return Judgement(shares, frozenset({says} if self.sure else ()))


def inquiry(
    question: str,
    asked: Asked,
    particulars: Given | None = None,
    library: Library | None = None,
    judge: Judge | None = None,
) -> Inquiry:
    library = library or Library()
    search = library.search(question, k=8)
    return Inquiry(
        question, question, asked, search, library, particulars or Given(), lambda _, items: tuple(items), judge
    )


def known(made: Inquiry) -> Composed | None:
    return compose_known(made, lambda _: None)


def found(made: Inquiry) -> Composed | None:
    ranker = SentenceRanker(WordEncoder())
    context = build_context(made.question, made.search.hits, made.library, ranker, count_tokens=lambda _: 0, budget=1)
    return compose_found(made, context, bearing(made, context))


def presence(kind: Presence, label: str, words: str, probability: float) -> TypePresence:
    place = TypedPlace(IDS[label], at(words), probability)
    return TypePresence("Anti-Assignment", kind, probability, (place,), 6, 6, 0.4, 0.02)


ASKED = Asked(QuestionKind.YES_NO, "Anti-Assignment", 0.9, only=True)
ASSIGN = "The Supplier may not assign this Agreement"


def test_a_type_that_is_present_is_a_yes_with_the_words_of_its_clause() -> None:
    given_ = Given((presence(Presence.PRESENT, "4", ASSIGN, 0.97),))
    made = known(inquiry("Is assignment restricted?", ASKED, given_))
    assert made is not None
    assert (made.verdict, made.proven, made.lines[0].lead) == (YesNo.YES, True, "Yes: ")
    assert made.lines[0].items[0].label == "4"


def test_a_type_that_is_absent_is_a_no_with_its_certificate_and_nothing_to_quote() -> None:
    lacking = presence(Presence.ABSENT, "4", ASSIGN, 0.31)
    made = known(inquiry("Is assignment restricted?", ASKED, Given((lacking,))))
    assert made is not None
    assert (made.verdict, made.lines, made.certificate) == (YesNo.NO, (), lacking)
    assert made.note == "No clause of this kind was found: 6 of 6 clauses checked; nearest: cl. 4, p. 1 (0.31)."


@pytest.mark.parametrize(
    ("question", "asked", "kind", "probability"),
    [
        # not known whether there is one
        ("Is assignment restricted?", ASKED, Presence.UNCERTAIN, 0.3),
        # counts as present, but more likely is not
        ("Is assignment restricted?", ASKED, Presence.PRESENT, 0.4),
        # asks what is allowed, not whether there is a clause
        ("May a party assign?", ASKED, Presence.PRESENT, 0.97),
        # asks for more than the type
        ("Is assignment restricted?", Asked(QuestionKind.YES_NO, "Anti-Assignment", 0.9), Presence.PRESENT, 0.97),
    ],
)
def test_no_verdict_by_type(question: str, asked: Asked, kind: Presence, probability: float) -> None:
    assert known(inquiry(question, asked, Given((presence(kind, "4", ASSIGN, probability),)))) is None


def value(kind: ValueKind, told: str, normal: str, words: str, label: str, **more: object) -> Value:
    return Value(kind, normal, told, words, IDS[label], at(words), probability=0.9, **more)  # type: ignore[arg-type]


def test_a_value_is_told_with_its_sentence_and_its_steps() -> None:
    steps = (
        ValueStep("1 March 2025", IDS["1"], at("1 March 2025")),
        ValueStep("+ 24 months = 28 February 2027", IDS["1"], at("twenty-four (24) months")),
    )
    ends = value(ValueKind.EXPIRY_DATE, "28 February 2027", "2027-02-28", "1 March 2025", "1", steps=steps)
    asked = Asked(QuestionKind.VALUE, "Expiration Date", 0.9, ValueKind.EXPIRY_DATE, only=True)
    made = known(inquiry("When does it end?", asked, Given(known_values=(ends,))))
    assert made is not None
    (line,) = made.lines
    assert line.status is SentenceStatus.SUPPORTED
    assert line.text == (
        "The agreement ends on 28 February 2027. Worked out: 1 March 2025 (cl. 1); + 24 months = 28 February 2027 (cl. 1)."
    )
    assert made.values == (ends,)
    assert any(span.contains(at("twenty-four (24) months")) for item in line.items for span in item.sentence.spans)


def test_all_parties_are_told_and_of_other_values_the_best() -> None:
    parties = tuple(value(ValueKind.PARTY, who, who, who, "4", role="") for who in ("The Supplier", "the Customer")[:1])
    laws = tuple(value(ValueKind.GOVERNING_LAW, law, law, "1 March 2025", "1") for law in ("Utopia", "Erewhon"))
    ask = Asked(QuestionKind.VALUE, "Governing Law", 0.9, ValueKind.GOVERNING_LAW, only=True)
    made = known(inquiry("Which law governs?", ask, Given(known_values=parties + laws)))
    assert made is not None
    assert made.lines[0].text == "The agreement is governed by the law of Utopia."


def test_the_one_figure_of_the_best_evidence_goes_before_its_words() -> None:
    period = value(ValueKind.PERIOD, "30 days", "P30D", "thirty (30) days", "2")
    asked = Asked(QuestionKind.VALUE, figures=(Kind.PERIOD,))
    made = found(
        inquiry("Within how many days must the Customer pay each invoice?", asked, Given(known_values=(period,)))
    )
    assert made is not None
    assert (made.lines[0].lead, made.lines[0].status) == ("30 days: ", SentenceStatus.QUOTED)


@dataclass(frozen=True)
class Unsure(Sure):
    """A judge that is never sure of a yes or a no, and must not be asked for one."""

    @property
    def settles(self) -> frozenset[Says]:
        return frozenset({Says.TOLD})

    def judge(self, asked: str, passages: Sequence[str], /) -> tuple[Judgement, ...]:
        raise AssertionError


def test_a_judge_that_is_never_sure_is_not_asked() -> None:
    made = found(inquiry("Must the Customer pay each invoice?", Asked(QuestionKind.YES_NO), judge=Unsure(Says.YES)))
    assert made is not None
    assert made.verdict is YesNo.NONE


def test_what_is_compared_within_one_document_is_for_the_evidence() -> None:
    asked = Asked(QuestionKind.COMPARISON)
    assert known(inquiry("What is the difference between an invoice and late sums?", asked)) is None


def test_a_list_is_given_whole_with_its_number() -> None:
    made = found(
        inquiry("Which things shall the Recipient not disclose?", Asked(QuestionKind.LIST), library=Library(("3(b)",)))
    )
    assert made is not None
    assert [line.items[0].label for line in made.lines] == ["3(a)", "3(b)"]
    assert made.note == "The list has 2 items."
    assert made.lines[0].items[0].sentence.text.startswith("3 Confidentiality. The Recipient shall: (a) use")
    assert made.lines[1].items[0].sentence.text.startswith("(b) not disclose")


def test_a_term_is_told_as_defined_and_else_where_it_stands() -> None:
    asked = Asked(QuestionKind.DEFINITION, term="Fees in the lease")
    library = Library(defined=(Definition("Fee", IDS["2"], at("The Customer shall pay each invoice")),))
    made = known(inquiry("What does Fees mean?", asked, library=library))
    assert made is not None
    assert made.proven
    assert made.lines[0].items[0].sentence.text == "The Customer shall pay each invoice"
    mentioned = known(inquiry("What does Purpose mean?", Asked(QuestionKind.DEFINITION, term="Purpose")))
    assert mentioned is not None
    assert not mentioned.proven
    assert mentioned.note == "“Purpose” is not defined there; it stands in 1 place."


@pytest.mark.parametrize(
    ("judge", "verdict", "lead"),
    [
        (Sure(Says.YES), YesNo.YES, "Yes: "),
        (Sure(Says.NO), YesNo.NO, "No: "),
        (Sure(Says.TOLD), YesNo.NONE, ""),  # it answers, but neither with yes nor with no
        (Sure(Says.NOTHING), YesNo.NONE, ""),
        (Sure(Says.YES, sure=False), YesNo.NONE, ""),  # likely, and not sure enough
        (None, YesNo.NONE, ""),
    ],
)
def test_a_judge_settles_a_question_where_it_is_sure(judge: Judge | None, verdict: YesNo, lead: str) -> None:
    made = found(inquiry("Must the Customer pay each invoice?", Asked(QuestionKind.YES_NO), judge=judge))
    assert made is not None
    assert (made.verdict, made.lines[0].lead) == (verdict, lead)
    assert {line.status for line in made.lines} == {SentenceStatus.QUOTED}
    assert ("one in ten" in made.note) is bool(lead)


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        (
            "May the Supplier assign this Agreement?",
            YesNo.NONE,
        ),  # "may not assign", which a judge may read as if it could
        ("May the Supplier not assign this Agreement?", YesNo.YES),  # what it asks is that it may not
    ],
)
def test_words_that_deny_settle_no_yes(question: str, verdict: YesNo) -> None:
    asked, judge = Asked(QuestionKind.YES_NO), Sure(Says.YES, word="assign")
    made = found(inquiry(question, asked, library=Library(("4",)), judge=judge))
    assert made is not None
    assert made.verdict is verdict


def test_a_judge_settles_no_question_for_a_known_type() -> None:
    asked = Asked(QuestionKind.YES_NO, "Audit Rights")
    made = found(inquiry("Must the Customer pay each invoice?", asked, judge=Sure(Says.YES)))
    assert made is not None
    assert made.verdict is YesNo.NONE


def test_where_names_the_places() -> None:
    made = found(inquiry("Where does it say that the Customer shall pay?", Asked(QuestionKind.WHERE)))
    assert made is not None
    assert made.lines[0].lead == "Cl. 2, p. 1: "


@dataclass
class Fixed:
    """An answerer over the contract whose parts are fixed."""

    particulars: Given = field(default_factory=Given)
    answers: bool = True

    def ask(self, question: str) -> Answer:
        never = Weights((0.0,) * len(FEATURES), 0.0, 0.0 if self.answers else 0.9)
        library = Library()
        *_, answered = Answerer(
            searcher=library,
            library=library,
            encoder=WordEncoder(),
            ranker=SentenceRanker(WordEncoder()),
            generator=ScriptedGenerator("NOT_FOUND\n"),
            prompt=load_prompt(Path(__file__).parents[2] / "prompts", "answer"),
            settings=GenerationSettings(),
            mode=Mode.EVIDENCE,
            answerable=AnswerModel(never, never, {}),
            particulars=self.particulars,
        ).stream(question)
        assert isinstance(answered, Answered)
        return answered.answer


WORDS = st.sampled_from(
    "which what how long may the Customer Supplier pay list where does it say mean invoice assign compare contracts hello ?".split()
)


@settings(deadline=None, max_examples=60)
@given(st.lists(WORDS, min_size=1, max_size=9), st.booleans())
def test_whatever_is_asked_quotes_are_copied_and_what_is_shown_is_cited(words: list[str], answers: bool) -> None:
    answer = Fixed(answers=answers).ask(" ".join(words))
    for citation in (*answer.citations, *answer.nearest):
        assert TEXT[citation.span.start : citation.span.end] == citation.quote
    assert all(sentence.citations for sentence in answer.sentences)
    assert (answer.support is Support.ABSTAINED) == (not answer.sentences)
    assert answer.support is not Support.ABSTAINED or not answer.citations


def test_evidence_that_does_not_answer_is_shown_as_nearest() -> None:
    answer = Fixed(answers=False).ask("How long is the notice?")
    assert (answer.support, answer.kind) == (Support.ABSTAINED, QuestionKind.VALUE)
    assert answer.nearest
