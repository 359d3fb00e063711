"""Make the sample mail and papers of `borrower-desk demo`: `python tools/make_demo_samples.py`.

Writes `borrower_desk/demo/mail`, `borrower_desk/demo/papers` and
`borrower_desk/demo/items.toml`; the story itself (`story.toml`) is written by
hand.  The same bytes each time: no clock, no chance, no name of the machine.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from demo_samples import (
    mail_january,
    mail_october,
    mail_summer,
    mail_winter,
    notes,
    papers_accounts,
    papers_letters,
    papers_statements,
    pictures,
)
from demo_samples import mail_sent as sent
from demo_samples.mime import Mail, mbox

DEMO = Path(__file__).parents[1] / "borrower_desk" / "demo"


def attached() -> dict[str, bytes]:
    """The PDFs that travel inside messages."""
    return {
        "documents-checklist": papers_accounts.documents_checklist(),
        "declarations": papers_accounts.declarations(),
        "payoff-statement": papers_accounts.payoff_statement(),
        "bank-statement": papers_accounts.bank_statement(),
    }


def paper_files(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The papers as she scanned, photographed or saved them, by file name."""
    return {
        "2026-06-18 mortgage statement.pdf": papers_statements.june_statement(),
        "2026-09-08 certified mail receipt.jpg": pictures.certified_receipt(),
        "2026-09-18 mortgage statement.pdf": papers_statements.september_statement(),
        "2026-09-30 bank statement.pdf": files["bank-statement"],
        "2026-10-06 portal history.png": pictures.portal_history(),
        "2026-11-02 return receipt card.jpg": pictures.return_card(),
        "2026-11-06 acknowledgment.pdf": papers_letters.acknowledgment(),
        "2026-11-09 escrow analysis.pdf": papers_accounts.escrow_analysis(),
        "2026-11-17 notice of error escrow.pdf": papers_letters.escrow_notice(),
        "2026-12-14 extension notice.pdf": papers_letters.extension_notice(),
        "2026-12-15 transfer notice Lakeshore.pdf": papers_letters.goodbye_letter(),
        "2026-12-18 response escrow.pdf": papers_letters.escrow_refusal(),
        "2026-12-29 request for documents.pdf": papers_letters.documents_request(),
        "2027-01-07 transfer notice Pinecrest.pdf": papers_letters.hello_letter(),
        "2027-01-19 Pinecrest statement.pdf": papers_statements.pinecrest_statement(),
        "phone log.txt": notes.PHONE_LOG.encode(),
    }


def correspondence(files: Mapping[str, bytes]) -> tuple[list[Mail], list[Mail], list[Mail]]:
    """Her inbox in the order of arrival, what she sent, and three messages saved one by one."""
    question = sent.polite_question()
    courtesy = mail_october.courtesy_answer(question)
    again = sent.second_question(courtesy)
    escalation = sent.asks_a_supervisor()
    wanted = mail_october.papers_wanted(files)
    payoff = sent.asks_for_payoff()
    where = sent.asks_where_it_stands()
    moved = sent.tells_pinecrest()
    past_due = mail_january.pinecrest_past_due()
    claim = sent.claims_the_sixty_days(past_due)
    acknowledged = mail_winter.escrow_acknowledged()
    inbox = [
        mail_summer.equity_offer(),
        mail_summer.statement_ready(),
        mail_summer.portal_upgrade(pictures.logo()),
        mail_summer.spanish_courtesy(),
        mail_summer.fee_posted(),
        mail_october.automated_reply(question),
        courtesy,
        mail_october.secure_message_waits(),
        mail_october.bounce(escalation),
        mail_october.out_of_office(escalation),
        wanted,
        mail_october.credit_union_confirms(),
        mail_winter.escrow_ready(),
        acknowledged,
        mail_winter.payoff_receipt(payoff),
        mail_winter.payoff_statement(payoff, files),
        mail_winter.loan_is_moving(),
        mail_winter.lookalike(),
        mail_january.pinecrest_welcome(),
        mail_january.not_ours_any_more(where),
        mail_january.pinecrest_auto(moved),
        mail_january.damaged(),
        past_due,
        mail_january.pinecrest_looks(claim),
        mail_january.form_1098(),
    ]
    outbox = [
        question,
        again,
        escalation,
        sent.sends_papers(wanted, files),
        payoff,
        where,
        moved,
        claim,
    ]
    saved = [mail_october.daniel_forwards(), mail_winter.renewal_from_agent(files), acknowledged]
    return inbox, outbox, saved


def _maildir_name(mail: Mail, number: int) -> str:
    assert mail.at is not None
    return f"{int(mail.at.timestamp())}.M{number:06d}P2211.oakstreet"


def _quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _item(source: str, mail: Mail, status: str) -> str:
    lines = [
        "[[items]]",
        f"key = {_quoted(mail.key)}",
        f"source = {_quoted(source)}",
        f"status = {_quoted(status)}",
    ]
    if mail.at:
        lines.append(f"on = {mail.at.date().isoformat()}")
    for name in ("direction", "message_id", "subject", "matter", "kind", "note"):
        value = getattr(mail, name)
        if value and not (name == "direction" and status == "quarantined"):
            lines.append(f"{name} = {_quoted(value)}")
    return "\n".join(lines) + "\n"


def samples() -> dict[str, bytes]:
    """Every sample file by its path below `borrower_desk/demo`."""
    files = attached()
    inbox, outbox, saved = correspondence(files)
    made: dict[str, bytes] = {"mail/inbox.mbox": mbox(inbox)}
    items = [
        _item(f"mail/inbox.mbox#{n}", mail, mail.status) for n, mail in enumerate(inbox, start=1)
    ]
    for n, mail in enumerate(outbox, start=1):
        where = "new" if mail is outbox[-1] else "cur"
        path = f"mail/Maildir-sent/{where}/{_maildir_name(mail, n)}"
        made[path] = mail.raw
        items.append(_item(path, mail, mail.status))
    for mail in saved:
        assert mail.at is not None
        path = f"mail/saved/{mail.at.date().isoformat()} {mail.key}.eml"
        again = mail in inbox
        made[path] = mail.raw if again else mail.raw.replace(b"\n", b"\r\n")
        items.append(_item(path, mail, "duplicate" if again else mail.status))
    made["items.toml"] = (
        "# Made by tools/make_demo_samples.py: every message of the sample mail, in the order\n"
        "# of import, and what the story knows about it.  The papers are in story.toml.\n\n"
        + "\n".join(items)
    ).encode()
    for name, data in paper_files(files).items():
        made[f"papers/{name}"] = data
    return made


def main() -> None:
    """Write the samples in place of the old ones."""
    made = samples()
    for folder in ("mail", "papers"):
        shutil.rmtree(DEMO / folder, ignore_errors=True)
    for path, data in made.items():
        target = DEMO / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    total = sum(len(data) for data in made.values())
    print(f"{len(made)} files, {total:,} bytes, in {DEMO}")


if __name__ == "__main__":
    main()
