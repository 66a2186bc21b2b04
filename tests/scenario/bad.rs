//! Bad scenarios: each file of `tests/bad/` says in comments which problems it must give, and where.
