"""Reads a Python package index the way pip is configured to: its address, certificates, proxies and credentials."""

import json
import os
import time

from pip._internal.commands import create_command

PAGE = "application/vnd.pypi.simple.v1+json"


class IndexError_(Exception):
    """The index did not answer as expected."""


class Index:
    """One index. Counts what it asks and pauses between requests."""

    def __init__(self, pause=0.1, log=print):
        command = create_command("download")
        options, _ = command.parse_args([])
        if not options.index_url:
            raise IndexError_("pip is configured without an index")
        self._address = options.index_url.rstrip("/")
        self._session = command._build_session(options)
        self._timeout = options.timeout
        self._pause = pause
        self._last = 0.0
        self._log = log
        self.requests = 0
        self.bytes = 0

    def page(self, package):
        """The files of a package, each as the index describes it; None if it has no such package."""
        answer = self._get(f"{self._address}/{package}/", {"Accept": PAGE, "Cache-Control": "max-age=0"})
        if answer.status_code == 404:
            return None
        self._expect(answer, 200, package)
        if not answer.headers.get("Content-Type", "").startswith("application/vnd.pypi.simple.v1+json"):
            raise IndexError_(f"{package}: the index has no JSON page (PEP 691)")
        self.bytes += len(answer.content)
        return json.loads(answer.content)["files"]

    def read(self, url, first, last):
        """The bytes first..last of a file."""
        answer = self._get(url, {"Range": f"bytes={first}-{last}", "Accept-Encoding": "identity"})
        self._expect(answer, 206, os.path.basename(url))
        self.bytes += len(answer.content)
        return answer.content

    def tail(self, url, size):
        """The last bytes of a file and the file's length."""
        answer = self._get(url, {"Range": f"bytes=-{size}", "Accept-Encoding": "identity"})
        if answer.status_code == 200:
            self.bytes += len(answer.content)
            return answer.content, len(answer.content)
        self._expect(answer, 206, os.path.basename(url))
        self.bytes += len(answer.content)
        return answer.content, int(answer.headers["Content-Range"].rsplit("/", 1)[1])

    def stream(self, url, first, last):
        """The bytes first..last in pieces, for members too large to keep."""
        answer = self._get(url, {"Range": f"bytes={first}-{last}", "Accept-Encoding": "identity"}, stream=True)
        self._expect(answer, 206, os.path.basename(url))
        for piece in answer.iter_content(1 << 20):
            self.bytes += len(piece)
            yield piece

    def _get(self, url, headers, stream=False):
        for attempt in range(4):
            wait = self._last + self._pause - time.monotonic()
            if wait > 0:
                time.sleep(wait)
            self.requests += 1
            try:
                answer = self._session.get(url, headers=headers, timeout=self._timeout, stream=stream)
            except OSError as problem:
                self._last = time.monotonic()
                if attempt == 3:
                    raise IndexError_(f"{os.path.basename(url.rstrip('/'))}: {type(problem).__name__}") from problem
            else:
                self._last = time.monotonic()
                if answer.status_code not in (429, 500, 502, 503, 504) or attempt == 3:
                    return answer
            time.sleep(5 * 2**attempt)
        raise AssertionError("unreachable")

    @staticmethod
    def _expect(answer, status, what):
        if answer.status_code != status:
            raise IndexError_(f"{what}: status {answer.status_code} instead of {status}")
