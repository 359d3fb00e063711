"""Kinds of one's own and a servicer's own words: files, no code."""

from __future__ import annotations

from dataclasses import replace

import pytest
from letters_samples import SERVICER

from borrower_desk.errors import TemplateInvalid, UsageError
from borrower_desk.letters import sections
from borrower_desk.letters.own import make, servicer_words
from borrower_desk.letters.templates import kinds, parse, template


def test_a_new_kind_is_a_template_that_holds(tmp_path):
    path, text = make(tmp_path, "insurance-question")
    made = parse(text, path.name)
    assert made.kind == "insurance-question"
    assert made.title == "Insurance question"
    assert [one.name for one in made.fields if one.required] == ["topic", "question_asked"]


@pytest.mark.parametrize("like", kinds())
def test_a_new_kind_can_begin_from_any_other(tmp_path, like):
    path, text = make(tmp_path, "my-own", like)
    assert parse(text, path.name).sections == template(like).sections


@pytest.mark.parametrize(
    "name", ["", "../evil", "a/b", "Upper", "a b", "-a", "a-", "x" * 61, "con.en", "a--b", "é"]
)
def test_a_name_that_can_be_no_kind_is_refused(tmp_path, name):
    with pytest.raises(UsageError):
        make(tmp_path, name)


def test_a_template_of_one_s_own_comes_before_the_shipped_one(tmp_path):
    path, text = make(tmp_path, "late-fee-dispute", "owner-identity")
    path.write_text(text, encoding="utf-8")
    assert template("late-fee-dispute", folder=tmp_path).title == template("owner-identity").title
    assert template("late-fee-dispute").title != template("owner-identity").title


def test_the_shipped_courtesy_copy_does_not_stand_for_a_letter_of_one_s_own(tmp_path):
    path, text = make(tmp_path, "late-fee-dispute", "owner-identity")
    path.write_text(text, encoding="utf-8")
    assert template("late-fee-dispute", "es", folder=tmp_path).lang == "en"
    copy = tmp_path / "late-fee-dispute.es.md"
    copy.write_text('+++\ntitle = "Mi carta"\n+++\n## issue\nHola.\n', encoding="utf-8")
    mine = template("late-fee-dispute", "es", folder=tmp_path)
    assert (mine.lang, mine.title) == ("es", "Mi carta")


def test_a_courtesy_copy_that_is_not_right_says_so(tmp_path):
    path, text = make(tmp_path, "my-own")
    path.write_text(text, encoding="utf-8")
    (tmp_path / "my-own.es.md").write_text("Hola", encoding="utf-8")
    with pytest.raises(TemplateInvalid, match=r"my-own\.es\.md"):
        template("my-own", "es", folder=tmp_path)


def test_a_servicer_s_own_words_stand_in_the_letter(tmp_path, letter_of):
    (tmp_path / "words.toml").write_text(
        '["Sample Home Servicing"]\nloan_number = "Account number"\n'
        'salutation = "Dear Customer Advocacy Team"\n[S9]\nproperty = "House"\n',
        encoding="utf-8",
    )
    words = servicer_words(tmp_path, SERVICER)

    body = letter_of("owner-identity", words=words).body

    assert "Account number: 0001234567" in body
    assert "Dear Customer Advocacy Team:" in body
    assert "Property: 12 Elm Street" in body


def test_the_words_of_another_servicer_are_another_s(tmp_path):
    (tmp_path / "words.toml").write_text('[S9]\nproperty = "House"\n', encoding="utf-8")
    assert servicer_words(tmp_path, replace(SERVICER, name="Other")) == {}
    assert servicer_words(None, SERVICER) == {}
    assert servicer_words(tmp_path / "none", SERVICER) == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("loan_number = 'x'", "is no table"),
        ("[S1]\nloan = 'x'", "is none of loan_number"),
        ("[S1", "is not right"),
        ("\xff", "is not right"),
    ],
)
def test_words_that_are_not_right_say_what(tmp_path, text, said):
    (tmp_path / "words.toml").write_bytes(text.encode("latin-1"))
    with pytest.raises(TemplateInvalid) as told:
        servicer_words(tmp_path, SERVICER)
    assert said in told.value.message
    assert "[S1]" in told.value.hint


BROKEN = {
    "bytes": b"\xff",
    "no front": b"Hello",
    "a number for a title": b'+++\nkind = "x"\ntitle = 3\ngroup = "follow-up"\nsubject = "s"\n'
    b'[[channel]]\nuse = "email"\nwhy = "w"\n+++\n## issue\nHello.\n',
    "a limit of no field": b'+++\nkind = "x"\ntitle = "t"\ngroup = "follow-up"\nsubject = "s"\n'
    b'within = [{ day = "nope", since = "written", days = 3, else = "e" }]\n'
    b'[[channel]]\nuse = "email"\nwhy = "w"\n+++\n## issue\nHello.\n',
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN)
def test_a_broken_template_says_so_and_stops_no_other_letter(tmp_path, data):
    (tmp_path / "x.en.md").write_bytes(data)

    with pytest.raises(TemplateInvalid, match=r"x\.en\.md"):
        template("x", folder=tmp_path)
    assert template("notice-of-error", folder=tmp_path).kind == "notice-of-error"
    assert set(kinds(tmp_path)) == {*kinds(), "x"}


def test_what_is_no_file_is_no_template(tmp_path):
    """A folder, or a pipe that nobody writes to."""
    import os

    (tmp_path / "x.en.md").mkdir()
    os.mkfifo(tmp_path / "y.en.md")
    assert kinds(tmp_path) == kinds()


class TestAHostileTemplate:
    """A file that a stranger gave ends with a clear error, soon, and takes no memory of ours."""

    @pytest.mark.parametrize(
        ("words", "why"),
        [
            ("{{ 'a' * 2000000000 }}", "too much memory"),
            ("{{ ('a' * 99999) ~ ('b' * 99999) ~ 'cccccc' }}", "200,000 characters"),
            ("{% for a in range(99999) %}abcdefgh{% endfor %}", "200,000 characters"),
            ("{{ '%2000000000d' % 1 }}", "too much memory"),
            ("{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
             "more than 1 seconds"),
            ("{{ range(10**9) | list }}", "Range too big"),
            ("{{ ''.__class__.__mro__ }}", "unsafe|undefined"),
        ],
    )  # fmt: skip
    def test_is_stopped_and_named(self, tmp_path, monkeypatch, words, why):
        monkeypatch.setattr(sections, "_SECONDS", 1.0)
        path, text = make(tmp_path, "my-own")
        path.write_text(text.replace("## facts", f"{words}\n## facts"), encoding="utf-8")
        one = template("my-own", folder=tmp_path)

        with pytest.raises(TemplateInvalid, match=why) as told:
            sections.render_section(one, "issue", {"topic": "x", "question_asked": "y"})

        assert "my-own fails in its issue" in told.value.message


def test_only_what_the_user_wrote_is_the_user_s_own(tmp_path):
    path, text = make(tmp_path, "late-fee-dispute")
    assert not template("late-fee-dispute", folder=tmp_path).own
    path.write_text(text, encoding="utf-8")
    assert template("late-fee-dispute", folder=tmp_path).own
    assert not template("late-fee-dispute").own
