"""Calendars, rules as data, and the count from a start to a due date.

Pure: no clock, no disk writes.
"""
