"""The servicer's arithmetic recomputed; money is whole cents.  Pure."""
