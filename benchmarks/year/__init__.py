"""A simulated year of a workspace: the real schedule, crawls and backups, with a clock that jumps.

python -m benchmarks.year                       150 sites, 366 days
python -m benchmarks.year --sites 12 --days 30  the short form
"""
