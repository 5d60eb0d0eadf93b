"""Says which events match a pattern of EventBridge, as moto judges it: JSON in, JSON out."""

import json
import sys

from moto.events.models import EventPattern

given = json.load(sys.stdin)
pattern = EventPattern(json.dumps(given["pattern"]), given["pattern"])
print(json.dumps([pattern.matches_event(event) for event in given["events"]]))
