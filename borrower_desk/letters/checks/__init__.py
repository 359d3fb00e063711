"""One small checker for each finding code of `letters.md`."""
