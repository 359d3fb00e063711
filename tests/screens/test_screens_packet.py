"""The Packet screen: tick, order, redact, estimate, make, stop, verify."""

from __future__ import annotations

from pathlib import Path

import pikepdf
from screen_steps import go, press, said, seen, settled
from textual.widgets import Input, Select

from borrower_desk.packet.verify import manifest
from borrower_desk.screens.widgets.rows import Rows


async def ready(pilot, path: Path) -> Rows:
    """The screen, its list focused, writing to `path`."""
    await settled(pilot)
    await go(pilot, "packet")
    screen = pilot.app.screen
    screen.query_one("#packet-path", Input).value = str(path)
    rows = screen.query_one("#exhibits", Rows)
    rows.focus()
    await settled(pilot)
    return rows


async def test_what_is_ticked_goes_in_in_the_order_given(full, app_of, tmp_path):
    async with app_of(full).run_test(size=(120, 40)) as pilot:
        rows = await ready(pilot, tmp_path / "p.pdf")
        ids = [one.id for one in pilot.app.screen.documents]
        assert rows.count == len(ids) >= 2

        await press(pilot, "J")
        await press(pilot, "ctrl+s")

        exhibits = manifest(tmp_path / "p.pdf")["exhibits"]
        assert [one["source"] for one in exhibits] == [ids[1], ids[0], *ids[2:]]
        assert "Wrote" in said(pilot, "#packet-said")


async def test_the_estimate_follows_the_ticks(full, app_of, tmp_path):
    async with app_of(full).run_test(size=(120, 40)) as pilot:
        await ready(pilot, tmp_path / "p.pdf")
        before = said(pilot, "#packet-said")

        await press(pilot, "space")

        after = said(pilot, "#packet-said")
        assert "about" in before
        assert "1 left out" in after
        assert before != after
        assert "out" in seen(pilot)


async def test_redaction_and_profile_reach_the_packet(full, app_of, tmp_path):
    async with app_of(full).run_test(size=(120, 40)) as pilot:
        await ready(pilot, tmp_path / "p.pdf")
        pilot.app.screen.query_one("#packet-profile", Select).value = "public"
        await press(pilot, "ctrl+s")
        assert "Removed:" in seen(pilot), "said before a file is written"
        assert not (tmp_path / "p.pdf").exists()
        await press(pilot, "y")

    with pikepdf.open(tmp_path / "p.pdf") as made:
        assert "Redactions" in [str(one.title) for one in made.open_outline().root]


async def test_a_misspelt_rule_is_said_and_makes_no_file(full, app_of, tmp_path):
    async with app_of(full).run_test(size=(120, 40)) as pilot:
        await ready(pilot, tmp_path / "p.pdf")
        pilot.app.screen.query_one("#packet-redact", Input).value = "snn"
        await press(pilot, "ctrl+s")

        assert "Did you mean" in seen(pilot)
        assert not (tmp_path / "p.pdf").exists()


async def test_stopping_leaves_no_file(full, app_of, tmp_path):
    async with app_of(full).run_test(size=(120, 40)) as pilot:
        await ready(pilot, tmp_path / "p.pdf")
        # As quick as can be: what ctrl+s and ctrl+x call, in one turn of the loop.
        pilot.app.screen.action_make()
        pilot.app.screen.action_stop()
        await settled(pilot)

        assert "Stopped" in seen(pilot)
        assert not (tmp_path / "p.pdf").exists()
        assert not pilot.app.busy

        await press(pilot, "ctrl+s")
        assert (tmp_path / "p.pdf").exists()


async def test_what_was_made_is_verified_by_a_key(full, app_of, tmp_path):
    async with app_of(full).run_test(size=(120, 40)) as pilot:
        await ready(pilot, tmp_path / "p.pdf")
        await press(pilot, "ctrl+s")
        await press(pilot, "V")
        assert "as it was written" in said(pilot, "#packet-said")

        (tmp_path / "p.pdf").write_bytes((tmp_path / "p.pdf").read_bytes() + b"x")
        await press(pilot, "V")
        assert "NOT as it was written" in said(pilot, "#packet-said")


async def test_attorney_client_material_is_out_until_it_is_ticked(full, app_of, tmp_path):
    from borrower_desk.actions.desks import open_desk
    from borrower_desk.actions.redacting import privilege

    with open_desk(full.path, full.ways) as store:
        privilege(store, next(iter(store.rows(matter="M1"))).id)
    async with app_of(full).run_test(size=(120, 40)) as pilot:
        await ready(pilot, tmp_path / "p.pdf")

        assert "kept back" in seen(pilot)
        assert len(pilot.app.screen.left_out) == 1
