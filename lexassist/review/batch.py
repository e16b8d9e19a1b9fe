"""A review: the documents of a folder or a matter against a playbook, row by row, each cell worked out once.

Promises that a review which was interrupted and begun again gives the same rows as one that was not; that what has not changed
(contract, rule, models, amendments) is not worked out again; that a file which could not be read is a row with its reason.
Rows come as soon as they are known. A contract that another document of the review amends is known only when all are read: its
row comes again at the end, and amendments come there.
"""

from __future__ import annotations

import hashlib
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from lexassist import __version__
from lexassist.errors import LexAssistError
from lexassist.matters.store import MatterStore
from lexassist.particulars.amending import OPENING, Links, Opening, is_amendment, link_amendments
from lexassist.particulars.values import read_values
from lexassist.review.amendments import as_amended
from lexassist.review.asking import ask_in
from lexassist.review.cells import Cells, Row
from lexassist.review.contract import ReadContract
from lexassist.review.defects import find_defects
from lexassist.review.grading import VERSION, grade
from lexassist.review.playbook import Playbook
from lexassist.telling import source_words
from lexassist.types import (
    DocumentId,
    Finding,
    Provenance,
    ReadStatus,
    Review,
    ReviewedDocument,
    Searcher,
    TypePresence,
    Verdict,
    WholeDocument,
)


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file of a review as it was named; ``document`` is None where it could not be read, and ``message`` says why."""

    file: str
    document: DocumentId | None
    status: ReadStatus
    message: str


@dataclass(frozen=True)
class Desk:
    """What a review works with: the matter's documents, the models, and the cells that are kept.

    ``types``, ``whole`` and ``searcher`` are asked only where a cell has to be worked out. ``models`` names the encoder and
    what was learned about types for it: another name, other cells.
    """

    store: MatterStore
    cells: Cells
    models: str
    encoder: str
    types: Callable[[WholeDocument], Sequence[TypePresence]]
    whole: Callable[[DocumentId], WholeDocument]
    searcher: Callable[[], Searcher]


@dataclass
class Reviewing:
    """One review as it is made. Take all of :meth:`rows`, then :meth:`finish`."""

    desk: Desk
    playbook: Playbook
    title: str
    _rows: list[ReviewedDocument] = field(default_factory=list)
    _places: dict[DocumentId, int] = field(default_factory=dict)
    _openings: dict[DocumentId, Opening] = field(default_factory=dict)
    _computed: int = 0

    @property
    def computed(self) -> int:
        """How many cells had to be worked out; the others were kept from before."""
        return self._computed

    def rows(self, incoming: Iterable[Incoming]) -> Iterator[ReviewedDocument]:
        """A row for each file, as soon as it is known; those that amendments concern at the end, for the second time."""
        for item in incoming:
            row = self._row(item)
            self._rows.append(row)
            if row.document is None or row.status is ReadStatus.DUPLICATE or not self._amends(row.document):
                yield row
        yield from self._amended(link_amendments(tuple(self._openings.values())))

    def finish(self) -> Review:
        """The whole review, its rows in the order in which the files were named."""
        made = Provenance(
            playbook=self.playbook.name,
            version=self.playbook.version,
            playbook_sha256=self.playbook.sha256,
            encoder=self.desk.encoder,
            lexassist=__version__,
            settings=(("grading", VERSION), ("models", self.desk.models)),
        )
        return Review(self.title, self.playbook.columns, tuple(self._rows), made)

    def _row(self, item: Incoming) -> ReviewedDocument:
        if item.document is None:
            return ReviewedDocument(item.file, None, "", item.status, item.message)
        if (first := self._places.get(item.document)) is not None:
            said = f"The same file as {source_words(self._rows[first].file)}: its findings are there."
            return ReviewedDocument(item.file, item.document, "", ReadStatus.DUPLICATE, said)
        self._places[item.document] = len(self._rows)
        document = self.desk.store.document(item.document)
        opening = Opening(document.id, document.title, document.source, document.text[:OPENING])
        self._openings[item.document] = opening
        row = ReviewedDocument(item.file, item.document, document.title, item.status, item.message)
        return row if is_amendment(opening) else self._tried(row, ())

    def _amends(self, document: DocumentId) -> bool:
        return is_amendment(self._openings[document])

    def _amended(self, links: Links) -> Iterator[ReviewedDocument]:
        for document, changed_by in links.amended_by.items():
            row = replace(self._rows[self._places[document]], amended_by=changed_by)
            yield self._put(document, self._tried(row, changed_by))
        for document in (d for d in self._openings if self._amends(d)):
            row, amends = self._rows[self._places[document]], links.amends(document)
            if amends:
                named = " and ".join(source_words(self._openings[base].source) for base in amends)
                said = f"{row.message} It amends {named}: its changes are counted there.".strip()
                yield self._put(document, replace(row, message=said, amends=amends))
            else:
                said = f"{row.message} {links.doubts[document]}".strip()
                graded = self._tried(replace(row, message=said), ())
                yield self._put(document, replace(graded, findings=tuple(map(_of_amendment, graded.findings))))

    def _put(self, document: DocumentId, row: ReviewedDocument) -> ReviewedDocument:
        self._rows[self._places[document]] = row
        return row

    def _tried(self, row: ReviewedDocument, changed_by: Sequence[DocumentId]) -> ReviewedDocument:
        """The row graded, or with what went wrong: a contract that nobody foresaw does not cost the rest of the night."""
        try:
            return self._graded(row, changed_by)
        except LexAssistError:
            raise
        except Exception as error:  # noqa: BLE001 - the boundary of one contract: told in its row and in the exit status
            frame = traceback.extract_tb(error.__traceback__)[-1]
            where = f"{type(error).__name__} in {Path(frame.filename).name}, line {frame.lineno}"
            said = f"{row.message} It could not be graded, by a fault of LexAssist ({where}). Report it.".strip()
            return replace(row, message=said)

    def _graded(self, row: ReviewedDocument, changed_by: Sequence[DocumentId]) -> ReviewedDocument:
        """The row with its findings and defects: those that are kept, and those that are worked out and kept now."""
        assert row.document is not None, "only a document can be graded"
        base = self._basis(row.document, changed_by)
        bases = {rule.id: _digest(base, rule.digest) for rule in self.playbook.rules}
        kept = self.desk.cells.findings(row.document, tuple(bases.values()))
        own = _digest(self._basis(row.document, ()), "defects")
        defects = self.desk.cells.defects(row.document, own)
        lacking = [rule for rule in self.playbook.rules if bases[rule.id] not in kept]
        if lacking or defects is None:
            contract = self._contract(row.document, changed_by)
            checked = min((seen.checked for seen in contract.types.values()), default=len(contract.leaves))
            ask = ask_in(self.desk.searcher, row.document, checked, len(contract.leaves))
            made = {bases[rule.id]: grade(rule, contract, ask) for rule in lacking}
            found = None if defects is not None else (own, find_defects(contract.whole, contract.values))
            self.desk.cells.keep(row.document, Row(made, found))
            self._computed += len(made)
            kept, defects = {**kept, **made}, found[1] if found is not None else defects
        findings = tuple(kept[bases[rule.id]] for rule in self.playbook.rules)
        return replace(row, findings=findings, defects=defects or ())

    def _contract(self, document: DocumentId, changed_by: Sequence[DocumentId]) -> ReadContract:
        contract, *amendments = (self._read(one) for one in (document, *changed_by))
        return as_amended(contract, amendments) if amendments else contract

    def _read(self, document: DocumentId) -> ReadContract:
        whole = self.desk.whole(document)
        types = self.desk.types(whole)
        values = read_values(whole, types) if whole.document.text.strip() else ()
        return ReadContract(whole, {seen.type: seen for seen in types}, values)

    def _basis(self, document: DocumentId, changed_by: Sequence[DocumentId]) -> str:
        """All that a cell follows from but its rule: the readings of the contract and its amendments, the models, the grading."""
        readings = [self._reading(one) for one in (document, *changed_by)]
        return _digest(VERSION, __version__, self.desk.models, *readings)

    def _reading(self, document: DocumentId) -> str:
        read = self.desk.store.document(document)
        clauses = [(c.label, c.heading, c.span.start, c.span.end) for c in self.desk.store.clauses(document)]
        return _digest(read.text, repr(clauses), repr(read.remarks))


def _of_amendment(finding: Finding) -> Finding:
    """What an amendment lacks may stand in the agreement that it amends."""
    if finding.verdict is not Verdict.MISSING:
        return finding
    said = f"{finding.reason.rstrip('.')}, but an amendment need not have one."
    return replace(finding, verdict=Verdict.UNCERTAIN, reason=said)


def _digest(*parts: str) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(f"{len(part)}:".encode() + part.encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
