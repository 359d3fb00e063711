"""How tests put figures into an analysis: by the same door as files."""

from __future__ import annotations

from types import ModuleType

from borrower_desk.analysis.finding import Outcome
from borrower_desk.analysis.material import read
from borrower_desk.analysis.reading import Reading, gather


def reading(module: ModuleType, *files: tuple[str, str | bytes], **settings: object) -> Reading:
    """What these files and settings say to an analysis."""
    materials = [
        read(name, data.encode() if isinstance(data, str) else data) for name, data in files
    ]
    told = {name: str(value) for name, value in settings.items()}
    columns = getattr(module, "COLUMNS", module.FIGURES)
    return gather(materials, module.FIGURES, columns, settings=told)


def outcome(module: ModuleType, *files: tuple[str, str | bytes], **settings: object) -> Outcome:
    """What an analysis finds in these files and settings."""
    result: Outcome = module.analyze(reading(module, *files, **settings))
    return result
