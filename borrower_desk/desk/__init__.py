"""The encrypted file: the only room with SQL."""
