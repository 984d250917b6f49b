import json
from pathlib import Path

import pytest

from app.__main__ import main
from domain.questions import KnowledgeEntry
from services.questions.search import KnowledgeIndex
from tests.vectors import needs_the_model

ENTRY = {
    "id": "e1",
    "question": "孩子挑食怎么办",
    "answer": "不追着喂。",
    "variants": ["娃不爱吃菜"],
    "category": "饮食",
}
OTHER = {"id": "e2", "question": "孩子磨蹭怎么办", "answer": "定好时间。", "variants": [], "category": "学习"}


class Batch:
    def __init__(self, folder: Path) -> None:
        self.kb, self.asked, self.out = folder / "kb.jsonl", folder / "q.jsonl", folder / "a.jsonl"
        self.put(self.kb, ENTRY, OTHER)
        self.put(self.asked, {"id": "q1", "text": "孩子挑食"})

    def put(self, file: Path, *rows: object) -> None:
        file.write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows), encoding="utf-8")

    def run(self, *more: str) -> int:
        return main(["ask", "--kb", str(self.kb), "--in", str(self.asked), "--out", str(self.out), *more])

    def answers(self) -> list[dict]:
        return [json.loads(line) for line in self.out.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def batch(tmp_path: Path) -> Batch:
    return Batch(tmp_path)


def test_every_question_is_answered_in_its_place(batch: Batch) -> None:
    batch.put(
        batch.asked,
        {"id": "b", "text": "孩子挑食怎么办"},
        {"id": "a", "text": "比特币"},
        {"id": "c", "text": "我想自杀"},
    )
    assert batch.run() == 0
    first, second, third = batch.answers()
    assert [first["id"], second["id"], third["id"]] == ["b", "a", "c"]
    assert set(first) == {"id", "tier", "ids", "score", "crisis"}
    assert (first["tier"], first["ids"][0], first["crisis"]) == ("answer", "e1", None)
    assert 0 <= first["score"] <= 1
    assert second["tier"] == "expert"
    assert third["crisis"] == "self_harm"


def test_a_mark_at_the_beginning_blank_lines_and_windows_lines_are_fine(batch: Batch) -> None:
    batch.kb.write_bytes(b"\xef\xbb\xbf" + batch.kb.read_bytes().replace(b"\n", b"\r\n\r\n"))
    batch.asked.write_bytes(b"\xef\xbb\xbf\n" + batch.asked.read_bytes() + b"\n  \n")
    assert batch.run() == 0
    assert len(batch.answers()) == 1


def test_empty_files_give_an_empty_file(batch: Batch) -> None:
    batch.kb.write_text("")
    batch.asked.write_text("")
    assert batch.run() == 0
    assert batch.out.read_text() == ""


def test_an_entry_needs_only_id_and_question(batch: Batch) -> None:
    batch.put(batch.kb, {"id": "e1", "question": "孩子挑食怎么办"}, {"id": "e3", "question": "x", "variants": None})
    assert batch.run() == 0
    assert batch.answers()[0]["ids"][:1] == ["e1"]


def test_characters_cut_in_half_come_through(batch: Batch) -> None:
    batch.asked.write_text('{"id": "\\ud800", "text": "\\ud800挑食"}\n')
    assert batch.run() == 0
    assert batch.answers()[0]["id"] == "\ud800"


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("kb", "{\n", "kb.jsonl: line 1 is not JSON"),
        ("kb", "[]\n", "line 1 is not a JSON object"),
        ("kb", '{"id": "e", "question": "x"}\n{"id": "e", "question": "y"}\n', "line 2: the id 'e' stands twice"),
        ("kb", '{"id": "e"}\n', "line 1 has no question"),
        ("kb", '{"id": "e", "question": "x", "variants": "y"}\n', "variants must be a list"),
        ("asked", '\n{"id": "q"}\n', "line 2 has no text"),
        ("asked", '{"text": "x"}\n', "line 1 has no id"),
        ("asked", '{"id": true, "text": "x"}\n', "line 1 has no id"),
        ("asked", "\udcff", "is not UTF-8"),
        ("asked", None, "cannot be read"),
    ],
)
def test_a_wrong_file_is_told_in_one_line_and_nothing_is_written(
    batch: Batch, capsys: pytest.CaptureFixture[str], name: str, content: str | None, complaint: str
) -> None:
    batch.out.write_text("before")
    file: Path = getattr(batch, name)
    if content is None:
        file.unlink()
    else:
        file.write_text(content, encoding="utf-8", errors="surrogateescape")
    assert batch.run() == 2
    told = capsys.readouterr().err
    assert complaint in told
    assert told.count("\n") == 1
    assert batch.out.read_text() == "before"
    assert sorted(each.name for each in batch.out.parent.iterdir()) == sorted(
        each.name for each in (batch.kb, batch.asked, batch.out) if each.exists()
    )


def test_a_place_that_cannot_be_written_is_told(batch: Batch, capsys: pytest.CaptureFixture[str]) -> None:
    batch.out = batch.out.parent / "nowhere" / "a.jsonl"
    assert batch.run() == 2
    assert "cannot be written" in capsys.readouterr().err


@needs_the_model
def test_the_sentences_of_a_base_are_read_where_it_is_small_and_the_same_is_said_each_time(
    batch: Batch, capsys: pytest.CaptureFixture[str]
) -> None:
    batch.put(batch.asked, {"id": "q", "text": "饭桌上老是剩一大堆"}, {"id": "p", "text": "娃一到写字就拖"})
    assert batch.run() == 0
    assert "sentences of 2 entries" in capsys.readouterr().err
    read = batch.out.read_bytes()
    assert batch.run() == 0
    assert batch.out.read_bytes() == read
    capsys.readouterr()
    assert batch.run("--read", "1") == 0
    assert capsys.readouterr().err == ""
    entries = [
        KnowledgeEntry(each["id"], each["category"], each["question"], each["answer"], tuple(each["variants"]))
        for each in (ENTRY, OTHER)
    ]
    found = [KnowledgeIndex(entries).answer(text) for text in ("饭桌上老是剩一大堆", "娃一到写字就拖")]
    assert [each["score"] for each in batch.answers()] == [round(each.score, 4) for each in found]
    assert batch.out.read_bytes() != read
