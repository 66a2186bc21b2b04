"""W3 in Ciw: 20,000 waiting, 2,000 referrals a week, 2,000 slots every Monday, by class and then clock start. Slotted services
with priorities, as in Ciw's guides. The clock of the simulation begins 70 days before the first Monday, when those who wait
at the start are referred; nobody is seen before. Ten weeks of referrals at ten times two thousand make the backlog as a Poisson
number instead of a fixed one."""

import ciw
from common import arguments, cells, report

seed, part = arguments()
size = round(2000 * part)
BEFORE = 71
end = BEFORE + 7 * 104
mix = {f"{group}{urgency}": (urgency, share) for group, urgency, share in cells()}
ciw.seed(seed)
network = ciw.create_network(
    arrival_distributions={
        name: [
            ciw.dists.PoissonIntervals(
                rates=[10 * size * share / BEFORE, size * share / 7],
                endpoints=[BEFORE, end],
                max_sample_date=end,
            )
        ]
        for name, (_, share) in mix.items()
    },
    service_distributions={name: [ciw.dists.Deterministic(value=0.0)] for name in mix},
    priority_classes={name: urgency for name, (urgency, _) in mix.items()},
    number_of_servers=[ciw.Slotted(slots=[7.0], slot_sizes=[size], offset=float(BEFORE - 7))],
)
simulation = ciw.Simulation(network)
simulation.simulate_until_max_time(end)
report([record.waiting_time for record in simulation.get_all_records() if record.service_start_date < end])
