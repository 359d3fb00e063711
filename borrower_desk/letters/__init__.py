"""Templates as data, composition, checks and renderings of letters."""
