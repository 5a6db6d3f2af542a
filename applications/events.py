"""News this app tells; a payload is the case's id, nothing else."""

ACCEPTED = "applications.accepted"
VISITED = "applications.visited"
REVIEWED = "applications.reviewed"
NOTICE_POSTED = "applications.notice_posted"
CONFIRMED = "applications.confirmed"
REFUSED = "applications.refused"
