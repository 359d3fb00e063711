"""The verbs that the faces call: one module a noun, each calling the rooms in order."""
