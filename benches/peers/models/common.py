"""What the models share: the mix of people, the command line, and what each of them prints."""

import json
import sys

GROUPS = {"a": 0.30, "b": 0.25, "c": 0.20, "d": 0.15, "e": 0.10}
CLASSES = [0.2, 0.3, 0.5]  # P1, P2, P3: most urgent first


def cells():
    """Each group and class with its share."""
    for group, of_group in GROUPS.items():
        for urgency, of_class in enumerate(CLASSES):
            yield group, urgency, of_group * of_class


def arguments():
    """Seed, and the part of the full workload that is run."""
    return int(sys.argv[1]), float(sys.argv[2])


def report(waits):
    """Days from clock start to treatment, of everybody treated."""
    print(json.dumps({"treated": len(waits), "mean_wait_days": float(sum(waits) / len(waits))}))
