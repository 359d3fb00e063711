"""Search finds what people type, and takes whatever they type."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date

import pytest
from desk_samples import keep, message
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from borrower_desk.desk.search import parsed
from borrower_desk.desk.store import Store
from borrower_desk.errors import UsageError
from borrower_desk.model import OCR_MARK, CorrespondenceId, Direction, IncomingFile, Matter

Find = Callable[[str], list[str]]


@pytest.fixture
def find(store: Store, matter: Matter) -> Find:
    """The ids that a query finds among a handful of messages."""
    table = IncomingFile("Escrow Analysis.pdf", "application/pdf", b"%PDF", text="Shortage 412.00")
    with store.change("import"):
        keep(store, message(1, subject="Late fee", text="A late fee of $45 was charged."))
        keep(
            store,
            message(2, subject="Re: Late fee", text="We removed the fee: Señor Núñez agrees."),
            matter=matter.id,
            kind="correction",
            on=date(2026, 4, 1),
        )
        keep(
            store,
            message(3, subject="Escrow", text="Please see attached.", files=(table,), cc=("Zoë",)),
            on=date(2026, 5, 1),
        )
        other = keep(
            store,
            message(4, sender="Ana <ana@home.example>", to=("care@oakline.example",), text="Hi."),
            direction=Direction.SENT,
        )
        store.save_correspondence(replace(other, tags=("to do",)))
    return lambda query: [one.id for one in store.search(query)]


@pytest.mark.parametrize(
    ("query", "found", "because"),
    [
        ("late fee", {"C1", "C2"}, "every word must be there"),
        ("fee removed", {"C2"}, "in any part of the message"),
        ("remo", {"C2"}, "the last word may be unfinished"),
        ("remo fee", set(), "only the last one"),
        ('"late fee of"', {"C1"}, "words that stand together"),
        ('"fee late"', set(), "in this order"),
        ("fee -removed", {"C1"}, "and without this one"),
        ("-fee -escrow", {"C4"}, "without alone is a query too"),
        ("-fee", {"C3", "C4"}, "likewise"),
        ("nunez", {"C2"}, "accents do not matter"),
        ("SEÑOR", {"C2"}, "nor does case"),
        ("shortage", {"C3"}, "the text of an attachment"),
        ("analysis.pdf", {"C3"}, "the name of an attachment"),
        ("zoe", {"C3"}, "who got a copy"),
        ("$45", {"C1"}, "an amount"),
        ("from:ana", {"C4"}, "the sender"),
        ("from:care@oakline.example", {"C1", "C2", "C3"}, "by address"),
        ("to:oakline", {"C4"}, "a recipient"),
        ("subject:escrow", {"C3"}, "the subject alone"),
        ("subject:escrow -from:ana", {"C3"}, "filters join, and are turned round"),
        ("matter:M1", {"C2"}, "filed in a matter"),
        ("matter:m1 fee", {"C2"}, "and with words"),
        ("-matter:M1 fee", {"C1"}, "not in it"),
        ("matter:none fee", {"C1"}, "filed nowhere"),
        ("-matter:none", {"C2"}, "filed somewhere"),
        ("loan:L1", {"C2"}, "through its matter"),
        ("kind:correction", {"C2"}, "by kind"),
        ("-kind:correction fee", {"C1"}, "a message without a kind is not of it"),
        ("before:2026-04-01", {"C1", "C4"}, "that day is out"),
        ("after:2026-04-01", {"C2", "C3"}, "that day is in"),
        ("-after:2026-04-01 fee", {"C1"}, "turned round"),
        ("has:attachment", {"C3"}, "with a file"),
        ("has:pdfs", {"C3"}, "with a file of a kind"),
        ("has:photo", set(), "by the name that one thinks of"),
        ("has:ocr", set(), "nothing was read off a picture"),
        ('tag:"To Do"', {"C4"}, "by tag"),
        ("fee NOT removed", set(), "words of other query languages are words"),
        ("fee OR escrow", set(), "likewise"),
        ("http://escrow", set(), "an unknown filter is only a word"),
        ("", set(), "nothing asked, nothing found"),
        ('!!! --- ""', set(), "nor by signs"),
    ],
)
def test_what_a_query_finds(find: Find, query: str, found: set[str], because: str) -> None:
    """The query language, case by case."""
    assert set(find(query)) == found, because


@pytest.mark.parametrize(
    "query",
    [
        *("before:yesterday", "after:", "before:2026-02-30", "matter:L1", "matter:", "loan:x"),
        *("from:", "from:!!!", 'subject:""', "kind:", "tag:", "has:wings"),
    ],
)
def test_a_filter_that_makes_no_sense_is_told(find: Find, query: str) -> None:
    """Exit 2 and an example, rather than an empty answer."""
    with pytest.raises(UsageError) as said:
        find(query)
    assert said.value.hint
    assert said.value.exit_code == 2


def test_the_best_comes_first_and_a_page_is_enough(store: Store) -> None:
    """A message about nothing else goes before one that mentions it; `limit` cuts."""
    with store.change("import"):
        keep(store, message(1, text="payoff " + "other words follow here " * 80))
        keep(store, message(2, subject="Payoff", text="payoff payoff"))
    found = store.search("payoff")
    assert [one.id for one in found] == ["C2", "C1"]
    assert store.search("payoff", limit=1) == found[:1]


def test_a_snippet_shows_the_words_found(store: Store) -> None:
    """Plain text around the first hit, on one line, without marks."""
    with store.change("import"):
        keep(
            store, message(1, text="word " * 300 + "\nthe hidden\nescrow shortage\n" + "tail " * 99)
        )
    (row,) = store.search("shortage")
    assert "escrow shortage" in row.snippet
    assert len(row.snippet) < 300


def test_a_snippet_finds_the_accented_word_too(store: Store) -> None:
    """The index folds accents; what is shown is as it was written, in the text or in a file."""
    file = IncomingFile("a.pdf", "application/pdf", b"%PDF", text="intro " * 40 + "El señor Núñez")
    with store.change("import"):
        keep(store, message(1, text="palabra " * 60 + "Añadió José una línea"))
        keep(store, message(2, text="Please see attached.", files=(file,)))

    assert "Añadió José una línea" in store.search("jose")[0].snippet
    assert "El señor Núñez" in store.search("nunez")[0].snippet


def test_many_matches_are_ranked_among_the_newest_and_all_are_given(store, monkeypatch):
    """A word that stands in every letter costs no more than a frame; nothing is left out."""
    monkeypatch.setattr("borrower_desk.desk.search._RANKED", 3)
    with store.change("import"):
        for number in range(8):
            keep(store, message(number, subject="fee" if number in (1, 6) else "x", text="fee y"))

    assert [one.id for one in store.search("fee", limit=1)] == ["C7"]
    assert [one.id for one in store.search("fee")][3:] == ["C5", "C4", "C3", "C2", "C1"]
    assert len(store.search("fee subject:fee")) == 2


def test_of_very_many_those_with_the_words_in_their_subjects_come_first(store, monkeypatch):
    """The more of the words the better; then the newest day, in whatever order they came in."""
    monkeypatch.setattr("borrower_desk.desk.search._RANKED", 6)
    subjects = ["x", "late", "fee, late", "x", "fee", "x"]
    with store.change("import"):
        for number, subject in enumerate(subjects):
            day = date(2026, 3, 9 - number)
            keep(store, message(number, subject=subject, text="late fee"), on=day)

    found = [one.id for one in store.search("late fe")]
    assert found == ["C3", "C2", "C5", "C1", "C4", "C6"]
    for most in range(1, 7):
        assert [one.id for one in store.search("late fe", limit=most)] == found[:most]


def test_what_was_read_off_a_picture_is_found_and_told(store: Store) -> None:
    """`has:ocr`: whoever quotes it looks at the picture first."""
    scan = IncomingFile("a.jpg", "image/jpeg", b"x", text=f"{OCR_MARK}\nEscrow shortage")
    logo = IncomingFile("l.png", "image/png", b"y", inline=True)
    with store.change("import"):
        keep(store, message(1, files=(scan,)))
        keep(store, message(2, files=(logo,)))

    assert [one.id for one in store.search("has:ocr shortage")] == ["C1"]
    assert [one.id for one in store.search("has:picture")] == ["C1"], "a logo is no picture"


def test_the_index_forgets_what_was_rolled_back(store: Store) -> None:
    """The index is part of the same transaction."""
    with suppress(ZeroDivisionError), store.change("import"):
        keep(store, message(1, text="unmistakable"))
        assert store.search("unmistakable")
        raise ZeroDivisionError
    assert store.search("unmistakable") == []


def test_a_broken_index_is_seen_and_made_again(store: Store) -> None:
    """The index can be rebuilt from the texts, and then fits them."""
    with store.change("import"):
        keep(store, message(1, text="unmistakable", files=(IncomingFile("a.pdf", "a/b", b"x"),)))
    store._db.run("INSERT INTO search (search) VALUES ('delete-all')")
    found = {one.name: one.ok for one in store.verify(full=True).checks}
    assert found == {**dict.fromkeys(found, True), "search index": False}
    store.repair()
    assert store.verify(full=True).ok
    assert store.search("unmistakable")


@given(
    st.one_of(
        st.text(max_size=80),
        st.lists(
            st.sampled_from(
                [
                    *'"()*:^-+,{}[]\\%_文é',
                    *("NEAR(", "AND", "OR", "NOT", "late", "fee", "from:", "to:a"),
                    *("has:file", "kind:x", "tag:'", "\0", "\udc80", ";--"),
                ]
            ),
            max_size=12,
        ).map("".join),
    )
)
@example('"' * 999)
@example("-" * 999)
@example("a " * 5000)
@example("from:" * 300)
@settings(
    deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_text_is_a_safe_query(store: Store, query: str) -> None:
    """Whatever is typed, there is an answer or a UsageError."""
    if store.count() == 0:
        with store.change("import"):
            keep(store, message(1, text="late fee"))
    with suppress(UsageError):
        assert {one.id for one in store.search(query, limit=5)} <= {"C1"}


@given(
    st.lists(st.sampled_from(["late", "fee", "escrow", "payment", "of"]), min_size=1, max_size=4)
)
@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_words_are_joined_by_and(store: Store, words: list[str]) -> None:
    """A message is found exactly when it has every word (the last as a beginning)."""
    texts = ["late fee of payment", "escrow payment", "offer late", ""]
    if store.count() == 0:
        with store.change("import"):
            for number, text in enumerate(texts):
                keep(store, message(number, subject="s", text=text))
    *whole, last = words
    expected = {
        f"C{at}"
        for at, text in enumerate(texts, 1)
        if set(whole) <= set(text.split()) and any(one.startswith(last) for one in text.split())
    }
    assert {one.id for one in store.search(" ".join(words))} == expected


def test_parsing_keeps_operators_out() -> None:
    """What reaches FTS5 is quoted strings and our own column names."""
    query = parsed('late* NEAR("fee") from:"x) OR (y" -subject:a"b')
    assert query.find == ['"late*"', '"NEAR("', '"fee"', '{sender} : "x) OR (y"*']
    assert query.leave_out[0] == '{subject} : "a""b"*' or query.leave_out[0].startswith("{subject}")


# ── lists ────────────────────────────────────────────────────────────────────


def test_lists_are_newest_first_and_by_page(store: Store) -> None:
    """Pages join without gap or overlap; the count is of all."""
    with store.change("import"):
        for number in range(7):
            keep(store, message(number), on=date(2026, 3, 1 + number // 2))
    whole = store.rows()
    assert [one.id for one in whole] == ["C7", "C6", "C5", "C4", "C3", "C2", "C1"]
    pages = [store.rows(limit=3, offset=at) for at in (0, 3, 6)]
    assert [row for page in pages for row in page] == whole
    assert store.count() == 7


def test_lists_are_filtered(store: Store, matter: Matter) -> None:
    """By matter, loan, days, direction, kind, or not filed yet; `count` agrees."""
    with store.change("import"):
        keep(store, message(1), on=date(2026, 3, 1))
        keep(store, message(2), on=date(2026, 3, 2), matter=matter.id, kind="response")
        keep(store, message(3), on=date(2026, 3, 3), direction=Direction.SENT)
    cases: list[tuple[dict[str, object], list[str]]] = [
        ({"matter": matter.id}, ["C2"]),
        ({"loan": matter.loan}, ["C2"]),
        ({"since": date(2026, 3, 2)}, ["C3", "C2"]),
        ({"until": date(2026, 3, 2)}, ["C2", "C1"]),
        ({"direction": Direction.SENT}, ["C3"]),
        ({"kind": "response"}, ["C2"]),
        ({"unfiled": True}, ["C3", "C1"]),
        ({"unfiled": True, "direction": Direction.SENT, "matter": None}, ["C3"]),
    ]
    for only, found in cases:
        assert [one.id for one in store.rows(**only)] == found  # type: ignore[arg-type]  # cases
        assert store.count(**only) == len(found)  # type: ignore[arg-type]  # cases


def test_a_list_reads_by_index(store: Store) -> None:
    """No list sorts or scans the whole desk."""
    for where in ("", "WHERE c.matter=1", "WHERE c.loan=1", "WHERE c.matter IS NULL"):
        order = "ORDER BY on_day DESC, id DESC LIMIT 50"
        sql = f"EXPLAIN QUERY PLAN SELECT * FROM correspondence c {where} {order}"
        plan = " ".join(str(row[3]) for row in store._db.all(sql))
        assert "INDEX" in plan, where
        assert "TEMP B-TREE" not in plan, where


# ── threads ──────────────────────────────────────────────────────────────────


def test_a_thread_holds_in_any_order_of_arrival(store: Store) -> None:
    """Replies found before their root join it when it comes; oldest first."""
    root = message(1, message_id="<1@x.example>")
    reply = message(2, message_id="<2@x.example>", in_reply_to="<1@x.example>")
    answer = message(3, message_id="<3@x.example>", references=("<1@x.example>", "<2@x.example>"))
    with store.change("import"):
        three = keep(store, answer, on=date(2026, 3, 3)).id
        two = keep(store, reply, on=date(2026, 3, 2)).id
        one = keep(store, root, on=date(2026, 3, 1)).id
        alone = keep(store, message(9)).id
    for asked in (one, two, three):
        assert store.thread(asked) == [one, two, three]
    assert store.thread(alone) == [alone]


def test_a_middle_message_joins_two_ends(store: Store) -> None:
    """A reply that knows only its parent, and the parent that knows the root."""
    last = message(3, message_id="<3@x.example>", in_reply_to="<2@x.example>")
    root = message(1, message_id="<1@x.example>")
    middle = message(2, message_id="<2@x.example>", in_reply_to="<1@x.example>")
    with store.change("import"):
        ids = [keep(store, one).id for one in (last, root, middle)]
    assert set(store.thread(ids[0])) == set(ids)


def test_without_ids_subject_and_counterpart_join(store: Store) -> None:
    """The last resort; paper without either stands alone."""
    with store.change("import"):
        ids = [
            keep(store, message(number, message_id=None, subject=subject)).id
            for number, subject in enumerate(["Your loan", "RE: Fwd: your  loan", "Other"])
        ]
    assert store.thread(ids[0]) == [ids[0], ids[1]]
    assert store.thread(ids[2]) == [ids[2]]
    with pytest.raises(UsageError):
        store.thread(CorrespondenceId("C99"))
