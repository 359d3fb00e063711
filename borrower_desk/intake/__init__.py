"""Bytes from outside to correspondence: what it says, what it is, whether it is genuine."""
