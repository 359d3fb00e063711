"""The desk tells when somebody else has changed it."""

from __future__ import annotations

from pathlib import Path

from borrower_desk.actions.desks import Ways, make_desk, open_desk


def test_a_change_by_another_connection_is_counted(tmp_path: Path) -> None:
    ways = Ways(key_file=tmp_path / "desk.key", keyring=False)
    make_desk(tmp_path / "home.desk", ways, None)
    here, there = (open_desk(tmp_path / "home.desk", ways) for _ in range(2))
    before = here.outside()
    with there.change("elsewhere"):
        there.remember("a", "b")

    assert here.outside() != before
    here.close()
    there.close()


def test_a_change_of_its_own_is_not(tmp_path: Path) -> None:
    ways = Ways(key_file=tmp_path / "desk.key", keyring=False)
    make_desk(tmp_path / "home.desk", ways, None)
    here = open_desk(tmp_path / "home.desk", ways)
    before = here.outside()
    with here.change("here"):
        here.remember("a", "b")

    assert here.outside() == before
    here.close()
