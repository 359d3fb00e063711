"""`due --ics`: a calendar that can be imported again, read back here by a parser of its own.

`vobject`-like reading by hand: unfolded lines, as RFC 5545 3.1 has them, so
that the library that wrote the file is not the one that judges it.
"""

from __future__ import annotations

import re

import pytest
from icalendar import Calendar


def unfolded(path):
    """Every content line of the file, and each within the 75 octets of RFC 5545 3.1."""
    raw = path.read_bytes()
    assert raw.endswith(b"\r\n")
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    return raw.decode("utf-8").replace("\r\n ", "").split("\r\n")


def events(path):
    """The events by title: name to value, parameters left out; alarms as a list."""
    found, now, alarm = {}, None, False
    for line in unfolded(path):
        name, _, value = line.partition(":")
        name = name.partition(";")[0]
        if line == "BEGIN:VEVENT":
            now = {"alarms": []}
        elif line == "END:VEVENT":
            found[now["SUMMARY"]] = now
            now = None
        elif name in ("BEGIN", "END") and value == "VALARM":
            alarm = name == "BEGIN"
        elif alarm and name == "TRIGGER":
            now["alarms"].append(value)
        elif now is not None and not alarm:
            now[name] = value
    return found


ANSWER = "They owe: Answer to your notice of error (M1)"
RECEIPT = "They owe: Acknowledgment of your notice of error (M1)"


@pytest.fixture
def owed(desk, tmp_path):
    """A notice of error mailed on 4 December 2026; exports as of the day that is asked."""
    desk("event", "add", "M1", "sent", "2026-12-04", "--letter", "notice-of-error")

    def export(as_of, *more):
        file = tmp_path / "duties.ics"
        ran = desk("due", "--ics", file, "--as-of", as_of, *more)
        assert ran.code == 0, ran.err
        return events(file)

    return export


def test_the_file_is_a_calendar_that_a_library_reads(desk, owed, tmp_path):
    owed("2026-12-08")
    calendar = Calendar.from_ical((tmp_path / "duties.ics").read_bytes())
    assert (calendar["VERSION"], calendar["METHOD"]) == ("2.0", "PUBLISH")
    for one in calendar.walk("VEVENT"):
        assert {"UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "SUMMARY"} <= set(one)


def test_each_duty_is_one_day_with_an_alarm(owed):
    found = owed("2026-12-08")
    assert found[ANSWER]["DTSTART"] == "20270127"
    assert found[ANSWER]["DTEND"] == "20270128"
    assert found[ANSWER]["STATUS"] == "TENTATIVE"  # receipt is an estimate
    assert found[ANSWER]["alarms"] == ["P1DT9H"]
    assert "12 CFR 1024.35" in found[ANSWER]["DESCRIPTION"]


def test_what_did_not_change_is_the_same_to_the_byte(desk, owed, tmp_path):
    owed("2026-12-08")
    first = (tmp_path / "duties.ics").read_bytes()
    owed("2026-12-09")
    assert (tmp_path / "duties.ics").read_bytes() == first


def test_a_proof_of_delivery_moves_the_same_event(desk, owed):
    before = owed("2026-12-08")[ANSWER]
    desk("event", "add", "M1", "delivered", "2026-12-07", "--of", "E1")
    after = owed("2026-12-08")[ANSWER]
    assert after["UID"] == before["UID"]
    assert (after["DTSTART"], after["STATUS"]) == ("20270121", "CONFIRMED")
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])


def test_what_was_done_is_cancelled_and_loses_its_alarm(desk, owed):
    before = owed("2026-12-08")[RECEIPT]
    desk("event", "add", "M1", "acknowledged", "2026-12-10")
    after = owed("2026-12-11")[RECEIPT]
    assert (after["UID"], after["STATUS"], after["alarms"]) == (before["UID"], "CANCELLED", [])
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])


def test_what_was_done_before_the_first_export_never_enters_the_calendar(desk, owed):
    desk("event", "add", "M1", "acknowledged", "2026-12-10")
    assert RECEIPT not in owed("2026-12-11")
    assert RECEIPT not in owed("2026-12-11", "--all")


def test_what_an_undo_took_away_is_cancelled(desk, owed):
    assert owed("2026-12-08")[ANSWER]["STATUS"] == "TENTATIVE"
    desk("event", "undo", "E1")
    assert owed("2026-12-08")[ANSWER]["STATUS"] == "CANCELLED"


def test_without_the_earlier_file_the_sequence_still_grows(desk, owed, tmp_path):
    """A calendar keeps the highest number that it saw, and takes no lower one."""
    before = owed("2026-12-08")[ANSWER]
    (tmp_path / "duties.ics").unlink()
    desk("event", "add", "M1", "delivered", "2026-12-07", "--of", "E1")
    after = owed("2026-12-08")[ANSWER]
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])


def test_looking_less_far_ahead_cancels_nothing(owed):
    before = owed("2026-12-08")
    after = owed("2026-12-08", "--within", "3")
    assert {key: one["STATUS"] for key, one in after.items()} == {
        key: one["STATUS"] for key, one in before.items()
    }


def test_titles_name_nobody_unless_asked(desk, owed, tmp_path):
    desk("promise", "Ana will refund Maria Lopez", "--by", "2026-12-18", "--matter", "M1")
    owed("2026-12-08")
    text = "\n".join(unfolded(tmp_path / "duties.ics"))
    assert not re.search("Maria|Lopez|Ana |Oak Street|0001234567|Lakeshore|September", text)
    assert "They owe: what they promised (M1)" in owed("2026-12-08")
    told = owed("2026-12-08", "--detail")
    assert "They owe: Ana will refund Maria Lopez (M1\\, Late fee of September)" in told


def test_a_file_that_is_not_ours_is_not_written_over(desk, owed, tmp_path):
    theirs = tmp_path / "family.ics"
    kept = (
        b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:birthday@home\r\n"
        b"DTSTAMP:20260101T000000Z\r\nDTSTART;VALUE=DATE:20260102\r\nEND:VEVENT\r\n"
        b"END:VCALENDAR\r\n"
    )
    broken = kept.replace(b"birthday@home", b"x@borrower-desk.invalid").replace(b":20260102", b":z")
    nested = b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 3000
    for data in (kept, b"no calendar at all", b"", b"BEGIN:VCALENDAR", broken, nested):
        theirs.write_bytes(data)
        ran = desk("due", "--ics", theirs)
        assert ran.code == 2
        assert "not written over" in ran.err
        assert theirs.read_bytes() == data


def test_the_list_is_printed_all_the_same(desk, owed, tmp_path):
    plain = desk("due", "--json", "--as-of", "2026-12-08").json
    both = desk("due", "--json", "--as-of", "2026-12-08", "--ics", tmp_path / "x.ics").json
    assert both == plain
    assert (tmp_path / "x.ics").stat().st_mode & 0o077 == 0
