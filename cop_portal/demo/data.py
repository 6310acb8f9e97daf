"""Reading the files of the demo."""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent


def load(name: str) -> Any:
    """What `<name>.json` holds."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
