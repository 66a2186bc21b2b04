"""W1 in SimPy: M/M/1 at load 0.9, first come first served. A process for each customer, as in SimPy's bank example."""

import random

import simpy
from common import arguments, report

seed, part = arguments()
random.seed(seed)
customers = round(1_000_000 * part)
waits = []


def customer(env, counter):
    arrived = env.now
    with counter.request() as request:
        yield request
        waits.append(env.now - arrived)
        yield env.timeout(random.expovariate(1.0))


def source(env, counter):
    for _ in range(customers):
        yield env.timeout(random.expovariate(0.9))
        env.process(customer(env, counter))


env = simpy.Environment()
env.process(source(env, simpy.Resource(env, capacity=1)))
env.run()
report(waits)
