"""A packet set in parts is one packet: one tree, right numbers, links and bookmarks."""

from __future__ import annotations

import subprocess
from datetime import date

import pikepdf
import pytest
from packet.packet_material import FINDING, Cabinet, pdf

from borrower_desk.model import Channel
from borrower_desk.packet import setting
from borrower_desk.packet.assemble import assemble
from borrower_desk.packet.verify import verify


@pytest.fixture
def cabinet():
    made = Cabinet()
    for n in range(5):
        made.add(f"Mail {n}", "Words.\n" * 90, on=date(2026, 3, 2 + n),
                 files=((f"paper {n}.pdf", "application/pdf", pdf(2)),))  # fmt: skip
    made.add("Scan", channel=Channel.DOCUMENT, data=pdf(3), on=date(2026, 4, 1))
    return made


@pytest.fixture(params=["whole", "in parts"])
def made(request, cabinet, tmp_path, monkeypatch):
    """The same packet, set at once here, and in parts by a child process."""
    if request.param == "in parts":
        monkeypatch.setattr(setting, "_PAGES_A_PART", 6)
    return assemble(cabinet.plan(findings=(FINDING,)), tmp_path / "p.pdf")


def test_it_verifies_and_others_open_it(made):
    assert verify(made.path).ok
    ran = subprocess.run(["qpdf", "--check", made.path], capture_output=True, check=False)
    assert ran.returncode == 0
    assert not ran.stderr


def test_every_page_s_content_is_in_the_tree(made):
    """Each marked stretch of a page belongs to an element that stands on that page."""
    with pikepdf.open(made.path) as file:
        root = file.Root.StructTreeRoot
        nums = list(root.ParentTree.Nums)
        parents = {int(nums[n]): nums[n + 1] for n in range(0, len(nums), 2)}
        assert len(parents) == len(nums) // 2 == int(root.ParentTreeNextKey)
        for page in file.pages:
            elements = parents[int(page.obj.StructParents)]
            assert len(elements) >= 1
            for one in elements:
                assert one.Pg.objgen == page.obj.objgen or any(
                    getattr(kid, "Pg", page.obj).objgen == page.obj.objgen
                    for kid in one.K
                    if isinstance(kid, pikepdf.Dictionary)
                )
            for note in page.obj.get("/Annots", []):
                assert parents[int(note.StructParent)].S == "/Link"


def test_the_tree_is_in_the_order_of_the_pages(made):
    """A screen reader goes from the first page to the last."""
    with pikepdf.open(made.path) as file:
        numbers = {page.obj.objgen: n for n, page in enumerate(file.pages)}
        kids = file.Root.StructTreeRoot.K[0].K
        from borrower_desk.pdf.tree import page_of

        order = [page_of(kid, numbers) for kid in kids]
        assert order == sorted(order)
        figures = [kid for kid in kids if kid.S == "/Figure"]
        assert len(figures) == 13
        assert all(str(kid.Alt) for kid in figures)


def test_ids_of_table_headers_are_not_used_twice(made):
    with pikepdf.open(made.path) as file:
        names = [str(one) for one in list(file.Root.StructTreeRoot.IDTree.Names)[::2]]
    assert len(names) == len(set(names))
    assert names == sorted(names)


def test_set_in_parts_or_at_once_it_says_the_same(cabinet, tmp_path, monkeypatch):
    from pypdf import PdfReader

    whole = assemble(cabinet.plan(), tmp_path / "a.pdf")
    monkeypatch.setattr(setting, "_PAGES_A_PART", 4)
    parts = assemble(cabinet.plan(), tmp_path / "b.pdf")

    assert parts.exhibits == whole.exhibits
    texts = [[page.extract_text() for page in PdfReader(one.path).pages] for one in (whole, parts)]
    assert texts[0] == texts[1]


def test_a_child_that_dies_leaves_no_file(cabinet, tmp_path, monkeypatch):
    """Killed from outside, as by a system out of memory: a message, and nothing half written."""
    from borrower_desk.errors import DeskError

    monkeypatch.setattr(setting, "_PAGES_A_PART", 4)
    monkeypatch.setenv("PYTHONSTARTUP", "")
    monkeypatch.setattr("sys.executable", "/bin/false")
    with pytest.raises(DeskError) as caught:
        assemble(cabinet.plan(), tmp_path / "p.pdf")
    assert caught.value.hint
    assert list(tmp_path.iterdir()) == []
