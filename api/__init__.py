"""The REST interface: thin, no models, the same verbs as the pages. Part 3 opens it with assessments."""
