"""W1 in Ciw: M/M/1 at load 0.9, as in Ciw's first tutorial."""

import ciw
from common import arguments, report

seed, part = arguments()
network = ciw.create_network(
    arrival_distributions=[ciw.dists.Exponential(rate=0.9)],
    service_distributions=[ciw.dists.Exponential(rate=1.0)],
    number_of_servers=[1],
)
ciw.seed(seed)
simulation = ciw.Simulation(network)
simulation.simulate_until_max_customers(round(1_000_000 * part), method="Finish")
report([record.waiting_time for record in simulation.get_all_records()])
