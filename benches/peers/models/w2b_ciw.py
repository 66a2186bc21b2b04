"""W2b in Ciw: three classes in strict order, 15 servers, people who give up, missed appointments. Customer classes with
priorities, reneging and probabilistic routing, as in Ciw's guides. Who leaves after a service was treated (90 of 95) or missed
the appointment (5 of 95): that has nothing to do with the wait and is drawn afterwards."""

import random

import ciw
from common import arguments, cells, report

seed, part = arguments()
mix = {f"{group}{urgency}": (urgency, share) for group, urgency, share in cells()}
network = ciw.create_network(
    arrival_distributions={name: [ciw.dists.Exponential(rate=100 * share)] for name, (_, share) in mix.items()},
    service_distributions={name: [ciw.dists.Deterministic(value=0.15)] for name in mix},
    reneging_time_distributions={name: [ciw.dists.Exponential(rate=1 / 730)] for name in mix},
    priority_classes={name: urgency for name, (urgency, _) in mix.items()},
    routing={name: [[0.05]] for name in mix},
    number_of_servers=[15],
)
ciw.seed(seed)
simulation = ciw.Simulation(network)
simulation.simulate_until_max_time(round(3650 * part))

luck = random.Random(seed)
waits = []
for person in simulation.nodes[-1].all_individuals:
    last = person.data_records[-1]
    if last.record_type == "service" and luck.random() < 90 / 95:
        waits.append(last.service_start_date - person.data_records[0].arrival_date)
report(waits)
