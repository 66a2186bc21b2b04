"""W3 in pandas: 20,000 waiting, 2,000 referrals a week, 2,000 slots every Monday; the list as a table, sorted every week."""

import numpy as np
import pandas as pd
from common import CLASSES, GROUPS, arguments, report

seed, part = arguments()
random = np.random.default_rng(seed)
size = round(2000 * part)


def people(clock_start):
    n = len(clock_start)
    return pd.DataFrame(
        {
            "clock_start": clock_start,
            "urgency": random.choice(3, n, p=CLASSES),
            "group": random.choice(list(GROUPS), n, p=list(GROUPS.values())),
        }
    )


treated = []
waiting = people(-random.integers(0, 71, 10 * size).astype(float))
for week in range(104):
    waiting = waiting.sort_values(["urgency", "clock_start"])
    treated.append(waiting.iloc[:size].assign(waited=lambda seen: 7 * week - seen["clock_start"]))
    new = people(7 * week + random.uniform(0, 7, random.poisson(size)))
    waiting = pd.concat([waiting.iloc[size:], new], ignore_index=True)
report(pd.concat(treated)["waited"].to_numpy())
