"""Superset's REST interface, as much of it as is needed: log in, import, ask a chart's data."""

from __future__ import annotations

import http.cookiejar
import json
import time
import urllib.error
import urllib.request
import uuid
from typing import Any

from serving.superset.bundle import chart_query
from serving.superset.definitions import Chart


class SupersetError(Exception):
    """Superset did not answer, or refused; the text is its own."""


class Client:
    """A session with one Superset on this machine."""

    def __init__(self, address: str) -> None:
        """`address` such as http://127.0.0.1:8088; nothing is asked yet."""
        self.address = address
        self._cookies = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(self._cookies)
        )
        self._headers: dict[str, str] = {}

    def _send(self, method: str, path: str, body: bytes | None, content_type: str) -> Any:
        headers = {**self._headers, "Content-Type": content_type, "Referer": self.address}
        request = urllib.request.Request(f"{self.address}{path}", data=body, headers=headers, method=method)
        try:
            with self._opener.open(request, timeout=120) as answer:
                text = answer.read().decode("utf-8")
        except urllib.error.HTTPError as error:
            raise SupersetError(f"{method} {path}: {error.code} {error.read().decode('utf-8')[:500]}") from error
        except OSError as error:
            raise SupersetError(f"{method} {path}: {error}") from error
        return json.loads(text) if text.lstrip().startswith(("{", "[")) else text

    def get(self, path: str) -> Any:
        """What the interface answers to a GET."""
        return self._send("GET", path, None, "application/json")

    def post(self, path: str, content: Any) -> Any:
        """What the interface answers to a POST of JSON."""
        return self._send("POST", path, json.dumps(content).encode(), "application/json")

    def wait(self, seconds: float) -> None:
        """Until the server answers. Raises SupersetError when it does not in time."""
        until = time.monotonic() + seconds
        while True:
            try:
                self.get("/health")
                return
            except SupersetError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.5)

    def log_in(self, user: str, password: str) -> None:
        """Log in; later calls carry the session's tokens."""
        answer = self.post(
            "/api/v1/security/login", {"username": user, "password": password, "provider": "db", "refresh": True}
        )
        self._headers["Authorization"] = f"Bearer {answer['access_token']}"
        self._headers["X-CSRFToken"] = self.get("/api/v1/security/csrf_token/")["result"]

    def import_dashboards(self, bundle: bytes) -> None:
        """Import a bundle over what an earlier import left: another file, changed charts, all of it.

        The import of dashboards would leave databases, datasets and charts that are there already as they are.
        """
        boundary = uuid.uuid4().hex
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="bundle"; filename="jixiao.zip"\r\n'.encode(),
            b"Content-Type: application/zip\r\n\r\n" + bundle + f"\r\n--{boundary}--\r\n".encode(),
        ]
        self._send("POST", "/api/v1/assets/import/", b"".join(parts), f"multipart/form-data; boundary={boundary}")

    def datasets(self) -> dict[str, int]:
        """Ids of the datasets, by table name."""
        answer = self.get("/api/v1/dataset/?q=(page_size:100)")
        return {one["table_name"]: one["id"] for one in answer["result"]}

    def charts(self) -> dict[str, int]:
        """Ids of the charts, by name."""
        answer = self.get("/api/v1/chart/?q=(page_size:100)")
        return {one["slice_name"]: one["id"] for one in answer["result"]}

    def dashboards(self) -> dict[str, str]:
        """Addresses of the dashboards, by title."""
        answer = self.get("/api/v1/dashboard/?q=(page_size:100)")
        return {one["dashboard_title"]: f"{self.address}{one['url']}" for one in answer["result"]}

    def chart_data(self, chart: Chart, datasets: dict[str, int]) -> list[dict[str, Any]]:
        """The rows that a chart shows."""
        answer = self.post(
            "/api/v1/chart/data",
            {
                "datasource": {"id": datasets[chart.dataset], "type": "table"},
                "queries": [chart_query(chart)],
                "result_format": "json",
                "result_type": "full",
            },
        )
        return answer["result"][0]["data"]
