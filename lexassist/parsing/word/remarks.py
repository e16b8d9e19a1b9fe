"""What a lawyer has to know about a Word document besides its text: changes, comments, hidden words, active content.

Everything is told, nothing is run or fetched. Names of authors are those that the file gives.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from lexassist.parsing.word.package import Element, Package, Relationship, W
from lexassist.parsing.word.runs import deleted_text
from lexassist.types import Remark, RemarkKind

_MOST_TEXT = 20_000
"""Characters of one remark: it is read by people."""
_MOST_NAMES = 5
_FETCHING = re.compile(r"\s*(DDEAUTO|DDE|INCLUDETEXT|INCLUDEPICTURE|IMPORT|RD)\b", re.IGNORECASE)
_FETCHES = re.compile(r"\b(?:DDE|DDEAUTO|RD)\b|INCLUDETEXT|INCLUDEPICTURE|IMPORT", re.IGNORECASE)
_REMOTE = re.compile(r"(?:https?|ftps?|smb|webdavs?):|//|file:////|file://[^/]", re.IGNORECASE)
_CHANGES = {
    "ins": "insertion",
    "del": "deletion",
    "moveTo": "move",
    "rPrChange": "change of format",
    "pPrChange": "change of format",
    "tblPrChange": "change of format",
    "trPrChange": "change of format",
    "tcPrChange": "change of format",
    "sectPrChange": "change of format",
    "cellIns": "insertion",
    "cellDel": "deletion",
}
_LINKS = frozenset({"hyperlink"})


def hidden(words: Sequence[str]) -> Remark | None:
    """A remark that holds the hidden words, None where there are none."""
    found = [text for text in words if text.strip()]
    if not found:
        return None
    places = _count(len(found), "place")
    message = f"Words that Word does not show stand at {places}; they are left out of the text."
    return Remark(RemarkKind.HIDDEN_TEXT, message, text=_cut("\n".join(found)))


def tracked_changes(roots: Iterable[Element]) -> Remark | None:
    """How many tracked changes there are and by whom, with the words that they delete; None where there are none."""
    counts: Counter[str] = Counter()
    authors: Counter[str] = Counter()
    deleted: list[str] = []
    for root in roots:
        for node in root.iter(*(W + name for name in _CHANGES)):
            author = str(node.get(f"{W}author", ""))
            name = node.tag.removeprefix(W)
            if name == "del" and len(node):
                deleted.append(deleted_text(node))
            if _goes_on(node, author):
                continue
            counts[_CHANGES[name]] += 1
            authors[author] += 1
    if not counts:
        return None
    told = ", ".join(_count(count, kind) for kind, count in counts.items())
    message = f"The document holds tracked changes ({told}){_by(authors)}; it is read as if all were accepted."
    return Remark(RemarkKind.TRACKED_CHANGES, message, text=_cut("\n".join(filter(str.strip, deleted))))


def comments(root: Element | None) -> Remark | None:
    """The comments, each on a line with its author; None where there are none."""
    found = [] if root is None else root.findall(f"{W}comment")
    if not found:
        return None
    authors = Counter(str(comment.get(f"{W}author", "")) for comment in found)
    lines = []
    for comment in found:
        words = " ".join(" ".join(deleted_text(paragraph).split()) for paragraph in comment.iter(f"{W}p"))
        lines.append(f"{comment.get(f'{W}author', '') or 'unknown'}: {words.strip()}")
    message = f"The document holds {_count(len(found), 'comment')}{_by(authors)}; they are not part of its text."
    return Remark(RemarkKind.COMMENTS, message, text=_cut("\n".join(lines)))


def active_content(package: Package, codes: Iterable[str]) -> Iterator[Remark]:
    """Macros, controls, links to outside data and files inside the file; ``codes`` are those of its fields."""
    names = [name.lower() for name in package.names()]
    if any(name.endswith(("vbaproject.bin", "vbadata.xml")) for name in names):
        yield _active("The document holds macros; they were not run.")
    if any("/activex/" in name for name in names):
        yield _active("The document holds ActiveX controls; they were not run.")
    outside = [tie for name in package.names() if name.endswith(".rels") for tie in _outside(package, name)]
    if outside:
        targets = "\n".join(f"{tie.kind}: {tie.target}" for tie in outside)
        message = f"The document draws on {_count(len(outside), 'source')} outside itself; nothing was fetched."
        yield Remark(RemarkKind.ACTIVE_CONTENT, message, text=_cut(targets))
    fetching = [" ".join(code.split()) for code in codes if _FETCHING.match(code)]
    if fetching:
        message = f"{_count(len(fetching), 'field')} of the document would fetch or start something; none was followed."
        yield Remark(RemarkKind.ACTIVE_CONTENT, message, text=_cut("\n".join(fetching)))
    inside = [name for name in package.names() if "/embeddings/" in name.lower() and not name.endswith(("/", ".rels"))]
    if inside:
        message = f"The document holds {_count(len(inside), 'embedded file')}, which {_was(len(inside))} not read."
        files = "\n".join(name.rpartition("/")[2] for name in inside)
        yield Remark(RemarkKind.EMBEDDED_FILE, message, text=_cut(files))


def draws_on_outside(package: Package) -> bool:
    """Whether opening the document in an office program could fetch something, from the network or the disk."""
    if any(True for name in package.names() if name.endswith(".rels") for _ in _outside(package, name)):
        return True
    parts = [name for name in package.names() if name.startswith("word/") and name.endswith(".xml")]
    return any(_FETCHES.search(_codes(root)) for root in map(package.xml, parts) if root is not None)


def _outside(package: Package, rels: str) -> Iterator[Relationship]:
    folder, _, name = rels.rpartition("_rels/")
    for tie in package.relationships(folder + name.removesuffix(".rels")):
        # Nearly every document names the template on its author's disk: Word itself goes on without it.
        own_template = tie.kind == "attachedTemplate" and not _REMOTE.match(tie.target.replace("\\", "/"))
        if tie.external and tie.kind not in _LINKS and not own_template:
            yield tie


def _codes(root: Element) -> str:
    """The codes of all fields: Word may cut one into several elements."""
    written = (node.text or "" for node in root.iter(f"{W}instrText"))
    return "".join(written) + "".join(f" {node.get(f'{W}instr', '')}" for node in root.iter(f"{W}fldSimple"))


def _goes_on(node: Element, author: str) -> bool:
    """Whether a change goes on from the element before it: Word cuts one change at each change of format."""
    before = node.getprevious()
    return before is not None and before.tag == node.tag and before.get(f"{W}author", "") == author


def _by(authors: Counter[str]) -> str:
    names = [name for name, _ in authors.most_common() if name.strip()]
    if not names:
        return ""
    shown = ", ".join(names[:_MOST_NAMES])
    return f" by {shown}{' and others' if len(names) > _MOST_NAMES else ''}"


def _active(message: str) -> Remark:
    return Remark(RemarkKind.ACTIVE_CONTENT, message)


def _count(count: int, what: str) -> str:
    if count == 1:
        return f"1 {what}"
    return f"{count} {what.replace('change of', 'changes of')}" if "change of" in what else f"{count} {what}s"


def _was(count: int) -> str:
    return "was" if count == 1 else "were"


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_TEXT else f"{text[:_MOST_TEXT].rstrip()} ..."
