"""`make audit`: what the program is made of, and whether the package can be built again.

Writes to `dist/`: the wheel and the source, built twice and compared byte for
byte; `sbom.json` (CycloneDX) and `licences.md` of what the program needs; and
asks, where the network allows, for known faults of each part.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
DIST = ROOT / "dist"
RUN = ROOT / "requirements" / "run.txt"
TOOLS = ROOT / ".venv" / "audit" / "bin"
EPOCH = "1767225600"  # the day that the files of a package are stamped with


def main() -> int:
    """Each part in turn; 1 when a package differs or a fault is known."""
    DIST.mkdir(exist_ok=True)
    same = _built_twice()
    _parts()
    _licences()
    return 0 if same and not _faults() else 1


def _built_twice() -> bool:
    digests = []
    for _ in range(2):
        with tempfile.TemporaryDirectory() as place:
            subprocess.run(
                [sys.executable, "-m", "build", "--no-isolation", "-q", "-o", place, str(ROOT)],
                env=os.environ | {"SOURCE_DATE_EPOCH": EPOCH},
                check=True,
                stdout=subprocess.DEVNULL,
            )
            made = sorted(Path(place).iterdir())
            digests.append({one.name: hashlib.sha256(one.read_bytes()).hexdigest() for one in made})
            for one in made:
                (DIST / one.name).write_bytes(one.read_bytes())
    same = digests[0] == digests[1]
    for name, digest in digests[0].items():
        print(f"{'same' if digests[1].get(name) == digest else 'DIFFERS'}  {digest}  dist/{name}")
    return same


def _parts() -> None:
    target = DIST / "sbom.json"
    subprocess.run(
        [TOOLS / "cyclonedx-py", "requirements", RUN, "--pyproject", ROOT / "pyproject.toml",
         "--output-reproducible", "--of", "JSON", "-o", target],
        check=True, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    print(f"{len(json.loads(target.read_text())['components'])} parts  dist/sbom.json")


def _licences() -> None:
    names = [line.partition("==")[0] for line in RUN.read_text().splitlines() if "==" in line]
    target = DIST / "licences.md"
    subprocess.run(
        [TOOLS / "pip-licenses", "--python", sys.executable, "--format", "markdown", "--order",
         "license", "--output-file", target, "--packages", *names],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    print(f"{len(target.read_text().splitlines()) - 2} licences  dist/licences.md")


def _faults() -> int:
    """How many known faults the parts have; what could not be asked is said, not passed over."""
    done = subprocess.run(
        [TOOLS / "pip-audit", "-r", RUN, "--require-hashes", "--disable-pip", "-f", "json",
         "--progress-spinner", "off"],
        capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    try:
        told = json.loads(done.stdout)["dependencies"]
    except ValueError:
        print(f"NOT ASKED for known faults: {done.stderr.strip().splitlines()[-1:]}")
        return 0
    asked = [one for one in told if "skip_reason" not in one]
    known = [(one["name"], bad["id"]) for one in asked for bad in one["vulns"]]
    print(
        f"{len(asked)} of {len(told)} parts could be asked for; {len(known)} known faults {known}"
    )
    return len(known)


if __name__ == "__main__":
    sys.exit(main())
