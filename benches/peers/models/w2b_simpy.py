"""W2b in SimPy: three classes in strict order, 15 servers, people who give up, missed appointments. A process for each patient
who waits for the server or for the end of patience, as in SimPy's examples of priorities and of reneging."""

import random

import simpy
from common import CLASSES, GROUPS, arguments, report

seed, part = arguments()
random.seed(seed)
days = round(3650 * part)
waits = []
by_group = dict.fromkeys(GROUPS, 0)


def patient(env, clinic):
    group = random.choices(list(GROUPS), GROUPS.values())[0]
    urgency = random.choices(range(3), CLASSES)[0]
    clock_start = env.now
    while True:
        with clinic.request(priority=urgency) as request:
            outcome = yield request | env.timeout(random.expovariate(1 / 730))
            if request not in outcome:
                return
            luck = random.random()
            if luck >= 0.10:
                waits.append(env.now - clock_start)
                by_group[group] += 1
            yield env.timeout(0.15)
        if luck >= 0.05:  # treated, or missed and discharged
            return


def referrals(env, clinic):
    while True:
        yield env.timeout(random.expovariate(100))
        env.process(patient(env, clinic))


env = simpy.Environment()
env.process(referrals(env, simpy.PriorityResource(env, capacity=15)))
env.run(until=days)
report(waits)
