"""A matter made before goes on after the encoder, or the reader, has changed: with one command, and nothing silently wrong."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from lexassist import assistant as composition
from lexassist import cli
from lexassist.assistant import Assistant
from lexassist.errors import EncoderMismatch, MatterError
from lexassist.matters.folder import find_matter
from lexassist.retrieval import generations
from lexassist.settings import Settings, load_settings
from lexassist.testing import ScriptedGenerator, WordEncoder
from lexassist.types import ReadStatus
from lexassist.ui.actions import Query, Stops, ask, list_documents, read_files
from lexassist.ui.render import Ended

LETTER = "LETTER\n\n1. Term\n\n1.1 This letter lasts for two years.\n\n2. Notice\n\n2.1 Notice is given in writing.\n"
NEXT = WordEncoder(name="next@0123456789ab", dimension=64)


class Run:
    """What one command printed and how it ended."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status = status
        self.out = out
        self.err = err

    @property
    def lines(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.out.splitlines()]


Command = Callable[..., Run]


@pytest.fixture
def encoders(monkeypatch: pytest.MonkeyPatch) -> list[WordEncoder]:
    """The encoder of the settings stands last."""
    listed = [WordEncoder(name="first@ba9876543210")]

    def opened(settings: Settings | None = None, *, purpose: str = "") -> Assistant:
        return Assistant(
            settings or load_settings(),
            purpose=purpose,
            encoder=lambda: listed[-1],
            generator=lambda: ScriptedGenerator("NOT_FOUND"),
        )

    monkeypatch.setattr(composition, "open_assistant", opened)
    # The check of a sound index starts an interpreter; test_index.py is about that.
    monkeypatch.setattr(generations, "find_fault", lambda *_, **__: "")
    return listed


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], encoders: list[WordEncoder], tmp_path: Path
) -> Command:
    """Runs a command over two matters of one letter each, read with the first encoder."""

    def run_command(*arguments: str | Path) -> Run:
        monkeypatch.setattr("sys.argv", ["lexassist", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        printed = capsys.readouterr()
        return Run(int(ended.value.code or 0), printed.out, printed.err)

    (tmp_path / "letter.txt").write_text(LETTER, encoding="utf-8")
    assert run_command("ingest", tmp_path / "letter.txt", "--matter", "acme").status == 0
    root = load_settings().matters
    shutil.copytree(root / "acme", root / "beta gamma")
    return run_command


def _as_of_an_earlier_version(matter: str) -> None:
    with sqlite3.connect(find_matter(load_settings().matters, matter).store_file) as connection:
        connection.execute("UPDATE documents SET reader = ''")
    connection.close()


# Another encoder

# What needs vectors is refused, what does not goes on.
VERBS = [
    (("search", "notice", "--matter", "acme", "--json"), 3),
    (("ask", "How is notice given?", "--matter", "acme", "--json"), 3),
    (("ingest", "MORE", "--matter", "acme", "--json"), 3),
    (("reread", "--again", "--matter", "acme", "--json"), 3),
    (("documents", "--matter", "acme", "--json"), 0),
    (("show", "letter.txt", "--matter", "acme", "--json"), 0),
    (("mentions", "notice", "--matter", "acme", "--json"), 0),
]


def test_with_another_encoder_what_compares_vectors_is_refused_with_the_command(
    run: Command, encoders: list[WordEncoder], tmp_path: Path
) -> None:
    more = tmp_path / "more.txt"
    more.write_text("MORE\n\n1. Rent is due.\n", encoding="utf-8")
    encoders.append(NEXT)
    for arguments, status in VERBS:
        ended = run(*(str(more) if argument == "MORE" else argument for argument in arguments))
        assert ended.status == status, arguments
        assert "Traceback" not in ended.err
        if status:
            assert ended.out == ""
            assert "by the encoder 'first@ba9876543210', not by 'next@0123456789ab'" in ended.err
            assert "`lexassist reencode --matter acme`" in ended.err
            assert "retrieval.encoder back to 'first'" in ended.err
    encoders.pop()
    assert len(json.loads(run("documents", "--matter", "acme", "--json").out)) == 1


def test_one_command_brings_a_matter_to_the_next_encoder(run: Command, encoders: list[WordEncoder]) -> None:
    encoders.append(NEXT)
    done = run("reencode", "--matter", "acme", "--json")
    assert done.status == 0
    (line,) = done.lines
    assert set(line) == {"matter", "encoder", "before", "chunks", "encoded", "seconds"}
    assert (line["matter"], line["encoder"], line["before"]) == ("acme", NEXT.name, "first@ba9876543210")
    assert line["chunks"] == line["encoded"] != 0
    found = json.loads(run("search", "notice in writing", "--matter", "acme", "--json").out)
    assert "in writing" in found["hits"][0]["text"]
    again = run("reencode", "--matter", "acme", "--json").lines[0]
    assert (again["before"], again["chunks"], again["encoded"]) == (NEXT.name, line["chunks"], 0)
    assert run("search", "notice", "--matter", "beta gamma").status == 3, "another matter is as it was"
    encoders.pop()
    refused = run("search", "notice", "--matter", "acme")
    assert refused.status == 3
    assert "retrieval.encoder back to 'next'" in refused.err


def test_all_matters_at_once(run: Command, encoders: list[WordEncoder], monkeypatch: pytest.MonkeyPatch) -> None:
    encoders.append(NEXT)
    reencode = Assistant.reencode

    def fail(self: Assistant, matter: str, **named: object) -> object:
        if matter == "acme":
            raise MatterError("The disk is gone.", remedy="Look.")
        return reencode(self, matter, **named)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(Assistant, "reencode", fail)
        some = run("reencode", "--all", "--json")
    assert (some.status, [line["matter"] for line in some.lines]) == (1, ["beta gamma"])
    assert "acme: The disk is gone." in some.err
    every = run("reencode", "--all")
    assert every.status == 0
    assert [line.split("  ")[0] for line in every.out.splitlines()] == ["acme", "beta gamma"]
    assert "before by first@ba9876543210" in every.out.splitlines()[0]


@pytest.mark.parametrize("arguments", [(), ("--all", "--matter", "acme")])
@pytest.mark.parametrize("verb", ["reencode", "reread"])
def test_either_a_matter_or_all(run: Command, verb: str, arguments: tuple[str, ...]) -> None:
    assert run(verb, *arguments).status == 2


def test_an_interruption_says_that_it_can_be_gone_on_with(
    run: Command, encoders: list[WordEncoder], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(self: Assistant, matter: str, **named: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr(Assistant, "reencode", interrupted)
    ended = run("reencode", "--matter", "acme")
    assert ended.status == 130
    assert "goes on" in ended.err


def test_the_page_says_what_to_do(run: Command, encoders: list[WordEncoder], tmp_path: Path) -> None:
    encoders.append(NEXT)
    more = tmp_path / "upload" / "more.txt"
    more.parent.mkdir()
    more.write_text("MORE\n\n1. Rent is due.\n", encoding="utf-8")
    with composition.open_assistant(None, purpose="") as assistant:
        listed = list_documents(assistant, "acme")
        assert ([card.source for card in listed.shelf.cards], listed.problem) == (["letter.txt"], "")
        last = list(ask(assistant, Query("acme", "How is notice given?"), Stops().begin("session")))[-1]
        assert last.ended is Ended.FAILED
        assert "`lexassist reencode --matter acme`" in last.message
        with pytest.raises(EncoderMismatch, match="lexassist reencode --matter acme"):
            list(read_files(assistant, "acme", [more], temporary=tmp_path))
        # In a program of one's own, the same assistant goes on.
        assert assistant.reencode("acme").encoded
        assert assistant.search("acme", "notice").hits


# Another reader


def test_what_an_earlier_version_read_is_told_and_read_again(run: Command) -> None:
    _as_of_an_earlier_version("acme")
    listed = run("documents", "--matter", "acme", "--json")
    assert [card["outdated"] for card in json.loads(listed.out)] == [True]
    assert "`lexassist reread --matter acme` reads it again" in run("documents", "--matter", "acme").err
    done = run("reread", "--matter", "acme", "--json")
    assert done.status == 0
    fields = {"matter", "file", "document", "status", "pages", "clauses", "seconds", "message"}
    assert [set(line) for line in done.lines] == [fields]
    assert (done.lines[0]["matter"], done.lines[0]["file"], done.lines[0]["status"]) == (
        "acme",
        "letter.txt",
        "indexed",
    )
    assert [card["outdated"] for card in json.loads(run("documents", "--matter", "acme", "--json").out)] == [False]
    assert run("documents", "--matter", "acme").err == ""
    found = json.loads(run("search", "notice in writing", "--matter", "acme", "--json").out)
    assert "in writing" in found["hits"][0]["text"]


def test_only_what_is_older_is_read_again_unless_it_is_asked_for(run: Command) -> None:
    assert run("reread", "--matter", "acme", "--json").lines == []
    assert len(run("reread", "--matter", "acme", "--document", "letter.txt", "--json").lines) == 1
    assert len(run("reread", "--matter", "acme", "--again", "--json").lines) == 1
    assert [line["matter"] for line in run("reread", "--all", "--again", "--json").lines] == ["acme", "beta gamma"]
    _as_of_an_earlier_version("beta gamma")
    assert [line["matter"] for line in run("reread", "--all", "--json").lines] == ["beta gamma"]
    assert run("reread", "--matter", "acme", "--document", "nothing.txt").status == 2
    assert run("reread", "--all", "--document", "letter.txt").status == 2


def test_a_file_that_can_no_longer_be_read_needs_attention_and_stays(run: Command) -> None:
    folder = find_matter(load_settings().matters, "acme")
    next(folder.originals.iterdir()).write_bytes(b"%PDF-1.7 and nothing more")
    ended = run("reread", "--again", "--matter", "acme", "--json")
    assert ended.status == 1
    assert ended.lines[0]["status"] == ReadStatus.DAMAGED.value
    assert str(ended.lines[0]["message"]).endswith("Its earlier reading is kept.")
    assert run("search", "notice", "--matter", "acme").status == 0
