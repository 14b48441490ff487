"""Where the files of an inbox go when they are dealt with."""

from __future__ import annotations

import errno
import hashlib
import os
from pathlib import Path

import pytest

from hengliang.publish.filing import file_away
from hengliang.read import discover
from hengliang.report.summary import PUBLISHED, Filed

REASON = "文件是空的（0 字节）"


def put(folder: Path, name: str, text: str = "甲") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def hashes(*paths: Path) -> dict[Path, str]:
    return {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def file_all(inbox: Path, files: dict[Path, str], outcome: str = PUBLISHED) -> tuple[Filed, ...]:
    return file_away(inbox, files, dict.fromkeys(files.values(), outcome))


def under(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() and path.name[0] != ".")


def test_what_is_published_goes_to_the_day_with_its_sub_folders(tmp_path: Path) -> None:
    files = hashes(put(tmp_path, "a.txt"), put(tmp_path, "区/街/b.txt"))
    first = file_all(tmp_path, files)
    day = Path(first[0].to).parts[1]
    assert [(file.path, file.to, file.reason) for file in first] == [
        ("a.txt", f"processed/{day}/a.txt", ""), ("区/街/b.txt", f"processed/{day}/区/街/b.txt", ""),
    ]  # fmt: skip
    assert under(tmp_path) == [f"processed/{day}/a.txt", f"processed/{day}/区/街/b.txt"]
    again = file_all(tmp_path, hashes(put(tmp_path, "a.txt", "乙")))
    assert again[0].to == f"processed/{day}/a-2.txt", "nothing is overwritten"
    assert (tmp_path / f"processed/{day}/a.txt").read_text(encoding="utf-8") == "甲"
    assert discover([tmp_path]) == [], "what is dealt with is not looked for again"


def test_what_is_quarantined_has_its_reason_beside_it(tmp_path: Path) -> None:
    for number, name in enumerate(("x.pdf", "x-2.pdf"), start=1):
        file_all(tmp_path, hashes(put(tmp_path, "甲/x.pdf", str(number))), REASON)
        note = tmp_path / "quarantine" / "甲" / f"{name}.原因.txt"
        assert note.read_text(encoding="utf-8") == f"{REASON}\n"
        assert note.with_name(name).read_text(encoding="utf-8") == str(number)
    assert discover([tmp_path]) == []
    named = tmp_path / "quarantine"
    assert [path.name for path in discover([named])] == ["x-2.pdf", "x.pdf"], (
        "named, it is looked through; notes are not"
    )


def test_what_cannot_be_opened_goes_only_while_that_is_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(tmp_path, "closed.pdf")
    (stays,) = file_away(tmp_path, {}, {}, {path: "没有权限"})
    assert stays.to == ""
    assert path.exists()

    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    (goes,) = file_away(tmp_path, {}, {}, {path: "没有权限"})
    assert goes.to == "quarantine/closed.pdf"


def test_what_is_not_released_changed_gone_linked_or_elsewhere_stays(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    new, changed, gone = (put(inbox, name, name) for name in ("new.txt", "changed.txt", "gone.txt"))
    elsewhere = put(tmp_path, "elsewhere.txt")
    link = inbox / "link.txt"
    link.symlink_to(elsewhere)
    files = hashes(new, changed, gone, elsewhere, link)
    outcomes = {id_: PUBLISHED for path, id_ in files.items() if path != new}
    changed.write_text("changed and longer")
    gone.unlink()
    filed = {file.path: file for file in file_away(inbox, files, outcomes)}
    assert set(filed) == {"new.txt", "changed.txt", "link.txt"}
    assert all(file.reason and not file.to for file in filed.values())
    assert under(inbox) == ["changed.txt", "link.txt", "new.txt"]
    assert elsewhere.exists()


def test_files_of_a_linked_inbox_are_moved_and_filed_ones_stay(tmp_path: Path) -> None:
    inbox, alias = tmp_path / "inbox", tmp_path / "alias"
    put(inbox, "a.txt")
    alias.symlink_to(inbox)
    (filed,) = file_all(inbox, hashes(alias / "a.txt"))
    assert file_all(inbox, hashes(inbox / filed.to)) == ()
    assert (inbox / filed.to).exists()


def test_across_file_systems_it_is_copied_whole_and_then_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.rename

    def rename(self: Path, target: Path) -> Path:
        if self.parent != target.parent:
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        return real(self, target)

    monkeypatch.setattr(Path, "rename", rename)
    path = put(tmp_path, "a.txt")
    os.utime(path, (1e9, 1e9))
    (filed,) = file_all(tmp_path, hashes(path))
    assert under(tmp_path) == [filed.to]
    assert (tmp_path / filed.to).stat().st_mtime == 1e9


def test_a_file_that_cannot_be_moved_is_told_and_costs_the_others_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.rename

    def rename(self: Path, target: Path) -> Path:
        if self.name == "a.txt":
            raise OSError(errno.EACCES, "Permission denied")
        return real(self, target)

    monkeypatch.setattr(Path, "rename", rename)
    a, b = file_all(tmp_path, hashes(put(tmp_path, "a.txt"), put(tmp_path, "b.txt")))
    assert (a.to, a.reason) == ("", "移不走：Permission denied")
    assert b.to.endswith("/b.txt")


def test_a_kill_between_note_and_file_leaves_no_second_note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(tmp_path, "x.pdf")

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", killed)
        with pytest.raises(KeyboardInterrupt):
            file_all(tmp_path, hashes(path), REASON)
    assert path.exists()
    file_all(tmp_path, hashes(path), REASON)
    assert under(tmp_path) == ["quarantine/x.pdf", "quarantine/x.pdf.原因.txt"]
