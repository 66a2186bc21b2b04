"""W3 in numpy: 20,000 waiting, 2,000 referrals a week, 2,000 slots every Monday; the list as arrays, ordered every week."""

import numpy as np
from common import CLASSES, GROUPS, arguments, report

seed, part = arguments()
random = np.random.default_rng(seed)
size = round(2000 * part)


def people(clock_start):
    n = len(clock_start)
    return clock_start, random.choice(3, n, p=CLASSES), random.choice(5, n, p=list(GROUPS.values()))


waits = []
start, urgency, group = people(-random.integers(0, 71, 10 * size).astype(float))
for week in range(104):
    order = np.lexsort((start, urgency))
    seen, rest = order[:size], order[size:]
    waits.append(7 * week - start[seen])
    new = people(7 * week + random.uniform(0, 7, random.poisson(size)))
    start, urgency, group = (np.concatenate([old[rest], more]) for old, more in zip((start, urgency, group), new))
report(np.concatenate(waits))
