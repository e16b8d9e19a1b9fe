from __future__ import annotations

import hashlib
import shutil
import unicodedata
from pathlib import Path
from typing import NamedTuple

import pytest

from lexassist.errors import DiskFull, MatterError, MatterInUse, UnknownDocument, UnknownMatter, UsageError
from lexassist.matters import folder as folder_module
from lexassist.matters.folder import (
    MatterFolder,
    check_name,
    create_matter,
    delete_matter,
    find_matter,
    keep_original,
    keep_rendition,
    list_matters,
    original,
    page_file,
    remove_files,
    rendition,
    suffix_of,
    unpack,
    unpacking,
)
from lexassist.matters.lock import own
from lexassist.types import DocumentId

REFUSED = [
    "",
    ".",
    "..",
    "../acme",  # leads out
    "a/b",
    "a\\b",
    "/etc",
    ".hidden",  # how matters are marked that are being made or deleted
    "acme.",  # lost on other systems
    " acme",
    "acme ",
    "a\0b",
    "a\nb",
    "a:b",
    "a*b",
    "x" * 81,
    "\U00020000" * 80,  # letters, and too many bytes for a file name
    "\udc80",  # no text
]


@pytest.mark.parametrize("name", REFUSED)
def test_a_name_that_could_do_harm_is_refused(root: Path, name: str) -> None:
    with pytest.raises(UsageError):
        create_matter(root, name)
    assert not root.exists()


@pytest.mark.parametrize("name", ["acme", "2024-117 Lease_v1.2", "Müller Co", "日本 7", "x" * 80])
def test_a_plain_name_is_kept_as_it_is(root: Path, name: str) -> None:
    assert create_matter(root, name).name == name
    assert list_matters(root) == (name,)
    assert find_matter(root, name).path == root / name


def test_accents_typed_in_two_ways_mean_one_matter(root: Path) -> None:
    create_matter(root, unicodedata.normalize("NFD", "Müller"))
    assert find_matter(root, unicodedata.normalize("NFC", "Müller")).name == check_name("Müller")


def test_names_that_differ_only_in_case_clash(root: Path) -> None:
    create_matter(root, "Acme")
    with pytest.raises(UsageError, match="'Acme' already"):
        create_matter(root, "aCME")


def test_only_the_owner_may_look_into_a_matter(folder: MatterFolder) -> None:
    inside = [path for path in folder.path.iterdir() if path.is_dir()]
    assert {path.name for path in inside} == {"originals", "pages", "index", "quarantine"}
    assert {path.stat().st_mode & 0o777 for path in [folder.path.parent, folder.path, *inside]} == {0o700}


def test_an_unknown_matter_is_named_with_those_there_are(root: Path, folder: MatterFolder) -> None:
    for name in ("Acme", "..", "acme/originals"):
        with pytest.raises(UnknownMatter, match="'acme'"):
            find_matter(root, name)


def test_deleting_takes_the_whole_folder(root: Path, folder: MatterFolder) -> None:
    (folder.originals / "x").write_text("secret")
    create_matter(root, "other")
    delete_matter(root, "acme")
    assert [path.name for path in root.iterdir()] == ["other"]


def test_a_matter_in_use_is_not_deleted(root: Path, folder: MatterFolder) -> None:
    with own(folder, purpose="test"), pytest.raises(MatterInUse):
        delete_matter(root, "acme")
    assert list_matters(root) == ("acme",)


SUFFIXES = [
    ("Lease (final).PDF", ".pdf"),
    ("a.tar.gz", ".gz"),
    ("none", ""),
    (".pdf", ""),  # a name without a suffix
    ("x.p/df", ""),
    ("x.käse", ""),
    ("x.abcdefghijk", ""),  # too long to be one
]


@pytest.mark.parametrize(("source", "suffix"), SUFFIXES)
def test_suffix_of(source: str, suffix: str) -> None:
    assert suffix_of(source) == suffix


@pytest.fixture
def contract(tmp_path: Path) -> tuple[Path, str]:
    file = tmp_path / "lease.pdf"
    file.write_bytes(b"%PDF " + bytes(range(256)) * 9000)
    return file, hashlib.sha256(file.read_bytes()).hexdigest()


def test_an_original_is_kept_byte_for_byte_and_once(folder: MatterFolder, contract: tuple[Path, str]) -> None:
    file, digest = contract
    kept = keep_original(folder, file, digest, ".pdf")
    assert kept == original(folder, digest, ".pdf") == folder.originals / f"{digest}.pdf"
    assert kept.read_bytes() == file.read_bytes()
    assert kept.stat().st_mode & 0o777 == 0o600
    before = kept.stat().st_ino
    assert keep_original(folder, file, digest, ".pdf").stat().st_ino == before
    assert list(folder.originals.iterdir()) == [kept]


def test_a_file_that_changed_since_it_was_read_is_not_kept(folder: MatterFolder, contract: tuple[Path, str]) -> None:
    with pytest.raises(MatterError, match="changed while"):
        keep_original(folder, contract[0], "0" * 64, ".pdf")
    assert list(folder.originals.iterdir()) == []


def test_a_file_that_has_gone_is_named(folder: MatterFolder, tmp_path: Path) -> None:
    with pytest.raises(MatterError, match=r"gone\.pdf"):
        keep_original(folder, tmp_path / "gone.pdf", "0" * 64, ".pdf")


@pytest.mark.parametrize(("digest", "suffix"), [("../../x", ".pdf"), ("0" * 64, "/../x"), ("0" * 63, "")])
def test_an_original_cannot_lead_out_of_its_folder(folder: MatterFolder, digest: str, suffix: str) -> None:
    with pytest.raises(ValueError, match="not a hash"):
        original(folder, digest, suffix)


class Usage(NamedTuple):
    total: int
    used: int
    free: int


def test_nothing_is_stored_on_a_disk_that_is_nearly_full(
    folder: MatterFolder, contract: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(2**40, 2**40, 499 * 2**20))
    with pytest.raises(DiskFull, match="499 MiB free; 500 MiB are needed"):
        keep_original(folder, *contract, ".pdf")
    assert list(folder.originals.iterdir()) == []


def test_a_large_file_needs_three_times_its_size(folder: MatterFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(2**40, 2**40, 600 * 2**20))
    folder_module.check_space(folder.path, 200 * 2**20)
    with pytest.raises(DiskFull, match="603 MiB are needed"):
        folder_module.check_space(folder.path, 201 * 2**20)


def test_a_pdf_made_of_an_original_is_kept_beside_it(folder: MatterFolder, contract: tuple[Path, str]) -> None:
    assert rendition(folder, contract[1]) is None
    keep_original(folder, *contract, ".pdf")
    made = keep_rendition(folder, b"%PDF made", contract[1])
    assert rendition(folder, contract[1]) == made
    assert made.read_bytes() == b"%PDF made"
    assert made.stat().st_mode & 0o777 == 0o600
    assert original(folder, contract[1], ".pdf").read_bytes() == contract[0].read_bytes()
    assert len(list(folder.originals.iterdir())) == 2


def test_what_came_inside_a_file_is_there_only_while_it_is_read(folder: MatterFolder) -> None:
    folder.incoming.mkdir()
    (folder.incoming / "left by a killed process").touch()
    with unpacking(folder):
        assert not folder.incoming.exists()
        path = unpack(folder, b"1. Term.", "a.txt")
        assert path.read_bytes() == b"1. Term."
        assert folder.incoming.stat().st_mode & 0o777 == 0o700
    assert not folder.incoming.exists()


def test_a_document_s_files_go_together(folder: MatterFolder, contract: tuple[Path, str]) -> None:
    document = DocumentId(contract[1][:16])
    kept = keep_original(folder, *contract, ".pdf")
    made = keep_rendition(folder, b"%PDF made", contract[1])
    image = page_file(folder, document, 3, 1.5)
    other = page_file(folder, DocumentId("f" * 16), 3, 1.5)
    for path in (image, other):
        path.write_bytes(b"PNG")
    remove_files(folder, document, contract[1], ".pdf")
    assert (kept.exists(), made.exists(), image.exists(), other.exists()) == (False, False, False, True)
    with pytest.raises(UnknownDocument):
        original(folder, contract[1], ".pdf")
