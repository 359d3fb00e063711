"""The Textual app: a screen shows what the actions say and sends what the user did."""
