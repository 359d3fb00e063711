"""The verbs that the faces call: one module a noun, each opening the change and calling the rooms in order."""
