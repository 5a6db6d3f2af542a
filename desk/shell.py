"""What the frame around every page shows: who, where, and the sections open to that person."""


def shell(request) -> dict:
    return {}
