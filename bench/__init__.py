"""Speed, as ratios against a peer in the same run (`make bench`); never a timed test."""
