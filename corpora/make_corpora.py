"""Makes `corpora/pdf/*.pdf` from `corpora/contracts/*.md`, and the counts in the datasheet.

    python corpora/make_corpora.py [--out FOLDER]

Promised: the same bytes each time. With `--out` only PDFs are written, into that folder, and nothing else changes.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path

import pypdfium2 as pdfium
from contract_markup import Contract, read_contract
from contract_pdf import draw_pdf
from contract_scan import scan_pdf

HERE = Path(__file__).resolve().parent
CONTRACTS = HERE / "contracts"
PDFS = HERE / "pdf"
QUESTIONS = HERE / "questions.jsonl"
DATASHEET = HERE / "DATASHEET.md"
_COUNTS_START = "<!-- counts: start, written by make_corpora.py -->"
_COUNTS_END = "<!-- counts: end -->"


def read_contracts() -> list[Contract]:
    """Read every source file, by name."""
    return [read_contract(path) for path in sorted(CONTRACTS.glob("*.md"))]


def make_pdf(contract: Contract) -> bytes:
    """Print one contract, as a scan where its layout asks for one."""
    data = draw_pdf(contract)
    return scan_pdf(data, title=contract.title) if contract.layout.scan else data


def make_pdfs(folder: Path) -> list[Path]:
    """Write every contract's PDF into a folder, which is made if it is not there; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for contract in read_contracts():
        path = folder / f"{contract.name}.pdf"
        path.write_bytes(make_pdf(contract))
        written.append(path)
    return written


def count_table() -> str:
    """The datasheet's counts as Markdown: contracts with pages, words and questions, then questions by kind."""
    questions = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    asked = Counter(question["document"] for question in questions)
    lines = ["| file | title | pages | words | questions |", "| --- | --- | ---: | ---: | ---: |"]
    total_pages = total_words = 0
    for contract in read_contracts():
        name = f"{contract.name}.pdf"
        words = sum(len(block.plain.split()) for block in contract.blocks)
        pages = _count_pages(PDFS / name)
        total_pages, total_words = total_pages + pages, total_words + words
        lines.append(f"| {name} | {contract.title} | {pages} | {words:,} | {asked[name]} |")
    lines.append(f"| the whole set | | {total_pages} | {total_words:,} | {asked[None]} |")
    lines += ["", "| kind of question | number |", "| --- | ---: |"]
    kinds = Counter(question["kind"] for question in questions)
    lines += [f"| {kind} | {number} |" for kind, number in sorted(kinds.items())]
    lines.append(f"| all | {len(questions)} |")
    return "\n".join(lines)


def fill_datasheet(text: str) -> str:
    """Put the counts between the datasheet's markers."""
    before, _, rest = text.partition(_COUNTS_START)
    _, _, after = rest.partition(_COUNTS_END)
    return f"{before}{_COUNTS_START}\n{count_table()}\n{_COUNTS_END}{after}"


def _count_pages(path: Path) -> int:
    document = pdfium.PdfDocument(path)
    pages = len(document)
    document.close()
    return pages


def main() -> None:
    """Parse the command line and make the files."""
    parser = argparse.ArgumentParser(description="Make the sample contracts' PDFs and the datasheet's counts.")
    parser.add_argument("--out", type=Path, help="write the PDFs here and leave the datasheet alone")
    folder: Path | None = parser.parse_args().out
    make_pdfs(folder or PDFS)
    if folder is None and QUESTIONS.exists() and DATASHEET.exists():
        DATASHEET.write_text(fill_datasheet(DATASHEET.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
