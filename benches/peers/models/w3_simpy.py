"""W3 in SimPy: 20,000 waiting, 2,000 referrals a week, 2,000 slots every Monday, by class and then clock start. The list is a
store of items by priority, as SimPy's shared resources have it; a clinic takes from it every Monday."""

import random

import simpy
from common import CLASSES, GROUPS, arguments, report

seed, part = arguments()
random.seed(seed)
size = round(2000 * part)
waits = []
by_group = dict.fromkeys(GROUPS, 0)


def person(clock_start):
    group = random.choices(list(GROUPS), GROUPS.values())[0]
    urgency = random.choices(range(3), CLASSES)[0]
    return simpy.PriorityItem((urgency, clock_start), group)


def referrals(env, waiting):
    while True:
        yield env.timeout(random.expovariate(size / 7))
        yield waiting.put(person(env.now))


def clinic(env, waiting):
    while True:
        for _ in range(min(size, len(waiting.items))):
            item = yield waiting.get()
            waits.append(env.now - item.priority[1])
            by_group[item.item] += 1
        yield env.timeout(7)


def backlog(waiting):
    for _ in range(10 * size):
        yield waiting.put(person(-random.randrange(71)))


env = simpy.Environment()
waiting = simpy.PriorityStore(env)
env.process(backlog(waiting))
env.run()
env.process(referrals(env, waiting))
env.process(clinic(env, waiting))
env.run(until=7 * 104)
report(waits)
