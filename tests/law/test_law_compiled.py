"""The copy of the rule files: the same tables, or it is not used."""

from __future__ import annotations

import json
import shutil

import pytest

from borrower_desk.errors import RuleFileInvalid
from borrower_desk.law.compiled import COPY, compiled, copied, parse, tables
from borrower_desk.law.rules import checked_rules, rules

FOLDER = COPY.with_name("rules")


def test_the_copy_is_fresh():
    """Stale? Run `python tools/compile_rules.py`."""
    assert COPY.read_text(encoding="utf-8") == compiled(FOLDER)


def test_the_copy_gives_what_the_files_give():
    read = {file.name: parse(file.read_text("utf-8"), file.name) for file in FOLDER.glob("*.toml")}
    assert tables(FOLDER) == read


def test_a_changed_file_counts_at_once_whatever_the_copy_says(tmp_path):
    shutil.copytree(FOLDER, tmp_path / "rules")
    file = tmp_path / "rules" / "respa-12-usc-2614.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("amount = 3", "amount = 4", 1), encoding="utf-8")
    found = tables(tmp_path / "rules")["respa-12-usc-2614.toml"]["rule"][0]
    assert found["amount"] == 4


def test_a_file_more_or_less_counts_too(tmp_path):
    shutil.copytree(FOLDER, tmp_path / "rules")
    (tmp_path / "rules" / "respa-12-usc-2614.toml").unlink()
    assert "respa-12-usc-2614.toml" not in tables(tmp_path / "rules")


@pytest.mark.parametrize("kept", [None, b"", b"[]", b"{}", b"\xff", b'{"sha256": 3}'])
def test_without_a_copy_that_can_be_read_the_files_are(tmp_path, kept):
    copy = tmp_path / "rules.json"
    if kept is not None:
        copy.write_bytes(kept)
    assert tables(FOLDER, copy) == tables(FOLDER)


def test_what_is_no_toml_names_its_file():
    with pytest.raises(RuleFileInvalid, match=r"x\.toml is no TOML"):
        parse("[[rule", "x.toml")


def test_the_copy_is_one_json_document():
    told = json.loads(compiled(FOLDER))
    assert set(told) == {"sha256", "files"}
    assert len(told["files"]) == len(list(FOLDER.glob("*.toml")))


def test_the_rules_of_the_copy_are_those_that_the_files_give_when_checked():
    """Every field of every rule, with its type."""
    assert repr(dict(rules())) == repr(checked_rules())
    assert list(rules().values()) == list(checked_rules().values())


def test_a_stale_copy_gives_no_rules(tmp_path):
    (tmp_path / "rules").mkdir()
    assert copied(tmp_path / "rules") is None
