"""`demo`: a made-up household's eight months, told on a desk of its own.

Follows `borrower_desk/demo/story.toml`, calling the same actions as the faces,
so that what it shows is what the program does.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from borrower_desk.actions import (
    analysis,
    clock,
    desks,
    importing,
    letters,
    matters,
    packets,
    people,
    reading,
)
from borrower_desk.config import keys_path, write_secret_file
from borrower_desk.model import (
    Address,
    Channel,
    CorrespondenceId,
    Direction,
    DutyStatus,
    EventKind,
    ImportItem,
    ImportStatus,
    Loan,
    LoanType,
    Matter,
    Purpose,
    Receipt,
    Servicer,
)

if TYPE_CHECKING:
    from borrower_desk.desk.store import Store

MARK = ".borrower-desk-demo"  # says that a folder holds an earlier demo and may be made anew
PACKET = "late-fee packet.pdf"
LETTER = "notice of error.pdf"
Story = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """What the demo did, as figures for `--json` and as a short account to read."""

    desk: Path
    packet: Path
    imported: int
    duplicates: int
    quarantined: int
    matters: int
    deadlines: int
    drafts: int
    account: tuple[str, ...]

    def shape(self) -> dict[str, Any]:
        """The JSON of `cli.md`."""
        return {
            "desk": str(self.desk),
            "packet": str(self.packet),
            "imported": self.imported,
            "duplicates": self.duplicates,
            "quarantined": self.quarantined,
            "matters": self.matters,
            "deadlines": self.deadlines,
            "drafts": self.drafts,
        }


def samples() -> Path:
    """The folder of the shipped sample mail, papers and story."""
    with as_file(files("borrower_desk") / "demo") as folder:
        return folder


def run(place: Path, talk: Callable[[str], None]) -> Told:
    """Build the demo in `place`; `talk` hears what is being done."""
    story = tomllib.loads((samples() / "story.toml").read_text(encoding="utf-8"))
    _clear(place)
    desk = place / "demo.desk"
    talk("Making an encrypted desk (its passphrase is `demo`).")
    write_secret_file(place / "passphrase.txt", (story["passphrase"] + "\n").encode())
    ways = desks.Ways(passphrase_file=place / "passphrase.txt", keyring=False)
    desks.make_desk(desk, ways, None)
    with desks.open_desk(desk, ways) as store:
        return _Teller(store, story, place, talk).tell()


def _clear(place: Path) -> None:
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    desk = place / "demo.desk"
    made = (desk, keys_path(desk), place / "passphrase.txt", place / PACKET, place / LETTER)
    wal = [desk.with_name(desk.name + ending) for ending in ("-wal", "-shm")]
    for one in (*made, *wal):
        one.unlink(missing_ok=True)
    (place / MARK).touch()


class _Teller:
    """Tells the story once; keys of the story stand for the ids that the desk gave."""

    def __init__(
        self, store: Store, story: Story, place: Path, talk: Callable[[str], None]
    ) -> None:
        self.store = store
        self.story = story
        self.place = place
        self.talk = talk
        self.root = samples()
        self.as_of: date = story["as_of"]
        self.ids: dict[str, str] = {}  # keys and sources of the story to ids
        self.items: list[ImportItem] = []

    def tell(self) -> Told:
        self._people()
        self._matters()
        self._mail()
        self._papers()
        self._calls()
        self._what_happened()
        self._promises()
        return self._shown()

    def _people(self) -> None:
        me = self.story["me"]
        people.edit_sender(
            self.store,
            name=me["name"],
            address=me["address"],
            phone=me["phone"],
            emails=me["emails"],
        )
        for one in self.story["servicers"]:
            self.ids[one["key"]] = self._servicer(one).id
        for one in self.story["loans"]:
            facts = people.LoanFacts(
                number=one["number"],
                property_address=one["property"],
                borrowers=one["borrowers"],
                type=LoanType(one["type"]),
                principal_residence=one["principal_residence"],
                first_payment=one["first_payment"],
                late_fee=one["late_fee"],
            )
            servicer = self._servicer_of(one["servicer"])
            self.ids[one["key"]] = people.add_loan(self.store, servicer, facts).id

    def _servicer(self, one: Story) -> Servicer:
        added = people.add_servicer(
            self.store,
            people.ServicerFacts(
                name=one["name"],
                domains=one["domains"],
                emails=one["emails"],
                portal=one["portal"],
                phone=one["phone"],
                sla_hours=one["sla_hours"],
                business_hours=one["business_hours"],
            ),
        )
        addresses = tuple(
            Address(Purpose(a["purpose"]), a["text"], a["source"], a["checked"])
            for a in one["addresses"]
        )
        with self.store.change("servicer edit"):
            return self.store.save_servicer(replace(added, addresses=addresses))

    def _servicer_of(self, key: str) -> Servicer:
        return next(one for one in self.store.servicers() if one.id == self.ids[key])

    def _loan_of(self, key: str) -> Loan:
        return next(one for one in self.store.loans() if one.id == self.ids[key])

    def _matter_of(self, key: str) -> Matter:
        return next(one for one in self.store.matters() if one.id == self.ids[key])

    def _matters(self) -> None:
        for one in self.story["matters"]:
            matter = matters.open_matter(
                self.store, one["title"], self._loan_of(one["loan"]), one["issue"], one["opened"]
            )
            self.ids[one["key"]] = matter.id

    def _mail(self) -> None:
        self.talk("Importing her saved mail.")
        told = tomllib.loads((self.root / "items.toml").read_text(encoding="utf-8"))["items"]
        by_source = {one["source"]: one for one in told}
        self._met(
            importing.bring_in(self.store, [self.root / "mail"], importing.Manner(), self.as_of)
        )
        for source, one in by_source.items():
            if "key" in one and source in self.ids:
                self.ids[one["key"]] = self.ids[source]
                self.ids[f"mail/Maildir-sent#{one['key']}"] = self.ids[source]
            if one["status"] == "imported" and one.get("matter"):
                matter = self._matter_of(one["matter"])
                reading.file(self.store, [self.ids[source]], matter, self.as_of)

    def _papers(self) -> None:
        self.talk("Importing the papers: letters, statements, photographs.")
        for one in self.story["papers"]:
            manner = importing.Manner(
                matter=self._matter_of(one["matter"]),
                direction=Direction(one["direction"]),
                received=one.get("received"),
                dated=one.get("dated"),
                postmarked=one.get("postmarked"),
                via=Channel(one["via"]),
            )
            self._met(
                importing.bring_in(self.store, [self.root / one["source"]], manner, self.as_of)
            )
            if one["direction"] == "received" and one.get("kind"):
                reading.classify(self.store, self.ids[one["source"]], one["kind"])

    def _met(self, report: Any) -> None:
        for one in report.items:
            self.items.append(one)
            source = one.source.removeprefix(f"{self.root}/")
            if one.id:
                self.ids[source] = one.id

    def _calls(self) -> None:
        for one in self.story["calls"]:
            reading.log(
                self.store,
                Channel(one["channel"]),
                one["text"],
                one["on"],
                with_whom=one["with"],
                reference=one.get("reference", ""),
                matter=self._matter_of(one["matter"]),
            )

    def _what_happened(self) -> None:
        """The events as they happened, the letter and the transfer among them."""
        acts: list[tuple[date, int, Callable[[], None]]] = []
        for n, one in enumerate(self.story["events"]):
            acts.append((one["on"], 1000 + n, partial(self._event, one)))
        for n, one in enumerate(self.story["letters"]):
            acts.append((one["written"], n, partial(self._letter, one)))
        for n, one in enumerate(self.story["analyses"]):
            acts.append((one["on"], n, partial(self._analysis, one)))
        for n, one in enumerate(self.story["transfers"]):
            acts.append((one["effective"], n, partial(self._transfer, one)))
        for _, _, act in sorted(acts, key=lambda each: each[:2]):
            act()

    def _event(self, one: Story) -> None:
        params = dict(one.get("params", {}))
        if "by" in one:
            params["by"] = self.ids[one["by"]]
        facts = matters.EventFacts(
            of=self.ids[one["of"]] if "of" in one else None,
            letter=one.get("letter"),
            errors=one.get("errors", ()),
            starts=one.get("starts", ()),
            amount=_cents(one["amount"]) if "amount" in one else None,
            channel=Channel(one["channel"]) if "channel" in one else None,
            receipt=Receipt(one["receipt"]) if "receipt" in one else None,
            note=one.get("note", ""),
            params=params,
        )
        matter = self._matter_of(one["matter"])
        event = matters.add_event(self.store, matter, EventKind(one["kind"]), one["on"], facts)
        self.ids[one["key"]] = event.id
        self._settle_proposals(params.get("by"))

    def _settle_proposals(self, by: str | None) -> None:
        """The desk's own proposal from the same message is taken back: the fact is on record."""
        for proposed in self.store.events():
            if by and proposed.params.get("by") == by and proposed.status.value == "proposed":
                matters.undo_event(self.store, proposed.id)

    def _letter(self, one: Story) -> None:
        self.talk("Drafting a notice of error, and checking it.")
        matter = self._matter_of(one["matter"])
        attach = [
            self.store.correspondence(CorrespondenceId(self.ids[e["source"]])).attachments[0].id
            for e in one["enclosures"]
        ]
        draft = letters.draft(
            self.store,
            one["kind"],
            one["written"],
            matter=matter,
            fields={**one["fields"], "tracking": one["tracking"]},
            attach=attach,
            titles=[e["title"] for e in one["enclosures"]],
            channel=Channel(one["channel"]),
        )
        self.ids[f"draft:{one['key']}"] = draft.id
        report = letters.check(self.store, draft, one["written"])
        self.talk(f"Checked {draft.id}: {_findings(report.findings)}.")
        (self.place / LETTER).write_bytes(letters.render(self.store, draft, "pdf", one["written"]))
        gone = letters.sent(
            self.store,
            draft.id,
            Channel(one["channel"]),
            one["sent"],
            one["sent"],
            tracking=one["tracking"],
        )
        self.ids[one["key"]] = gone.event.id
        letters.delivered(
            self.store, draft.id, one["delivered"], one["delivered"], kept=self.ids[one["proof"]]
        )

    def _analysis(self, one: Story) -> None:
        self.talk("Checking the servicer's arithmetic.")
        matter = self._matter_of(one["matter"])
        wishes = analysis.Wishes(settings=one["settings"])
        outcome = analysis.analyze(
            one["kind"], [], one["on"], wishes, store=self.store, matter=matter
        )
        for found in analysis.keep(self.store, matter, outcome, one["on"]).findings:
            self.talk(f"{found.id}: {found.title}, {found.difference}.")

    def _transfer(self, one: Story) -> None:
        people.transfer_loan(
            self.store,
            self._loan_of(one["loan"]),
            self._servicer_of(one["to"]),
            one["effective"],
            one["number"],
        )

    def _promises(self) -> None:
        for one in self.story["promises"]:
            clock.promise(self.store, self._matter_of(one["matter"]), one["text"], one["by"])
        for one in self.story["reminders"]:
            clock.remind(self.store, one["text"], one["on"], self._matter_of(one["matter"]))

    def _shown(self) -> Told:
        self.talk("Making the dispute packet.")
        matter = self._matter_of(self.story["letters"][0]["matter"])
        made = packets.make(self.store, matter, self.place / PACKET, self.as_of)
        checked = packets.verify(made.path, self.store)
        found = clock.due(self.store, self.as_of)
        counts = {
            status: sum(one.status is status for one in self.items) for status in ImportStatus
        }
        desk = self.place / "demo.desk"
        late = [one for one in found if one.status in clock.LATE_STATES]
        account = (
            "",
            self.story["title"],
            "",
            f"{len(self.items)} messages and papers met: {counts[ImportStatus.IMPORTED]} imported,"
            f" {counts[ImportStatus.DUPLICATE]} duplicate,"
            f" {counts[ImportStatus.QUARANTINED]} quarantined.",
            f"{len(self.store.matters())} matters; as of {self.as_of},"
            f" {len(found)} deadlines are open:",
            *(_line(one) for one in found),
            "",
            f"{len(late)} of them {'is' if len(late) == 1 else 'are'} late or perhaps late."
            " Why, and what next: borrower-desk escalate M1",
            "",
            f"The letter:  {self.place / LETTER}",
            f"The packet:  {made.path}  ({made.pages} pages, {len(made.exhibits)} exhibits;"
            f" verify: {'ok' if checked.ok else 'NOT ok'})",
            f"The desk:    {desk}  (passphrase `demo`, in {self.place / 'passphrase.txt'})",
            "",
            "Look around in the app:",
            f"  borrower-desk --desk '{desk}' --passphrase-file '{self.place / 'passphrase.txt'}'"
            f" --as-of {self.as_of}",
        )
        return Told(
            desk=desk,
            packet=made.path,
            imported=counts[ImportStatus.IMPORTED],
            duplicates=counts[ImportStatus.DUPLICATE],
            quarantined=counts[ImportStatus.QUARANTINED],
            matters=len(self.store.matters()),
            deadlines=len(found),
            drafts=len(self.store.drafts()),
            account=account,
        )


def _line(one: Any) -> str:
    words = {
        DutyStatus.OVERDUE: "OVERDUE",
        DutyStatus.PERHAPS_LATE: "perhaps late",
        DutyStatus.DUE_TODAY: "due today",
        DutyStatus.DUE_SOON: "due soon",
    }
    return f"  {one.due}  {words.get(one.status, one.status.value):<12}  {one.matter}  {one.title}"


def _findings(findings: Sequence[Any]) -> str:
    if not findings:
        return "no findings"
    return ", ".join(f"{one.severity.value} {one.code}" for one in findings)


def _cents(amount: str) -> int:
    whole, _, part = amount.partition(".")
    return int(whole) * 100 + int(part or 0)
