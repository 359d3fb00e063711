"""A matter's events folded into its state: duties, timeline, the ladder, the scorecard.

Pure: no clock, no disk.
"""
