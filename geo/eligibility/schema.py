"""``python -m geo.eligibility.schema``: the JSON Schema of a rule file, for editors."""

from __future__ import annotations

import json
import sys

from geo.eligibility.model import schema_json


def main() -> int:
    """Print the schema; 0 always."""
    sys.stdout.write(json.dumps(schema_json(), ensure_ascii=False, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
