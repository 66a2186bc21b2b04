#!/usr/bin/env bash
# What one decision of `by wait` costs among a thousand people and among a million, in instructions counted by callgrind: clinics of five days, which see a tenth of
# the list, against the same week without a clinic. It may grow by half; looking at everybody would be a thousand times.
#
#   benches/by_wait.sh [path of queuity]
set -euo pipefail
export LC_ALL=C
cd "$(dirname "$0")/.."
readonly QUEUITY=${1:-${CARGO_TARGET_DIR:-target}/release/queuity} GROWTH=150
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# People on the list, slots a day, days with clinics.
count() {
  cat >"$scratch/list.toml" <<TOML
queuity = 1
[scenario]
start = 2026-01-05
horizon = "6 days"
follow_up = "1 day"
audit = "none"
replications = 1
[[service]]
name = "list"
waiting = { part = [{ count = $1, from = "0 days", to = "300 days" }] }
slots = { per_session = $2, days = [$3] }
urgency = [{ name = "P2", share = 0.1, target = "4 weeks" }, { name = "P4", share = 0.9, target = "52 weeks" }]
[discipline]
kind = "by wait"
weeks = [0, 8, 13, 36, 52, 65]
tickets = [10, 5.5, 3.4, 3.4, 9, 40]
by_urgency = { P2 = 4 }
TOML
  valgrind --tool=callgrind --callgrind-out-file=/dev/null "$QUEUITY" run "$scratch/list.toml" --threads 1 --quiet 2>&1 >/dev/null |
    sed -n 's/.*Collected : \([0-9]*\).*/\1/p'
}

# Instructions of one decision among so many people.
decision() {
  local daily=$(($1 / 50)) with without
  with=$(count "$1" "$daily" '"mon", "tue", "wed", "thu", "fri"')
  without=$(count "$1" "$daily" '"sun"')
  echo $(((with - without) / (5 * daily)))
}

few=$(decision 1000)
many=$(decision 1000000)
echo "a thousand: $few instructions a decision; a million: $many"
if ((many * 100 > few * GROWTH)); then
  echo "a decision grows more than it may" >&2
  exit 1
fi
