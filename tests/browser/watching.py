"""What every page of ours is held to, whichever test opens it: quiet console, own host only, strict headers."""

from urllib.parse import urlsplit

STRICT = {
    "content-security-policy": (
        "default-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ),
    "x-content-type-options": ("nosniff",),
    "x-frame-options": ("DENY",),
    "referrer-policy": ("same-origin",),
    "cross-origin-opener-policy": ("same-origin",),
}
LOOSE = ("unsafe-inline", "unsafe-eval", "http:", "https:", "*")


class Watch:
    """Collects what pages complain of."""

    def __init__(self, url: str):
        self.host = urlsplit(url).netloc
        self.faults: list[str] = []

    def over(self, context) -> None:
        context.on("console", self._console)
        context.on("weberror", lambda fault: self.faults.append(f"script: {fault.error}"))
        context.on("request", self._request)
        context.on("response", self._response)

    def _console(self, message) -> None:
        """A refused page (4xx) is an answer, and Chromium's remark about it no fault; all else is."""
        is_answer = message.text.startswith(
            "Failed to load resource: the server responded with a status of 4"
        )
        if message.type in ("error", "warning") and not is_answer:
            where = urlsplit(message.page.url).path if message.page else ""
            self.faults.append(f"{where} console: {message.text}")

    def _request(self, request) -> None:
        found = urlsplit(request.url)
        if found.scheme in ("http", "https", "ws", "wss") and found.netloc != self.host:
            self.faults.append(f"another host: {request.url}")

    def _response(self, response) -> None:
        path, headers = urlsplit(response.url).path, response.headers
        if path.startswith("/static/"):
            if response.status >= 400:
                self.faults.append(f"{path}: {response.status}")
            return
        if not headers.get("content-type", "").startswith("text/html"):
            return
        for name, words in STRICT.items():
            lacking = [word for word in words if word not in headers.get(name, "")]
            self.faults.extend(f"{path}: {name} lacks {word}" for word in lacking)
        policy = headers.get("content-security-policy", "").split()
        self.faults.extend(f"{path}: the policy allows {word}" for word in LOOSE if word in policy)
