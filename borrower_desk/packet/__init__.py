"""The dispute packet: exhibits, numbering, assembly, verification."""
