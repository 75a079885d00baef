"""Reads the open data as a program of someone else does."""

import csv
import json
from io import StringIO
from typing import Any

from tests.testcases import SiteTestCase


class OpenDataTestCase(SiteTestCase):
    def read(self, file: str = "profiles.json", query: dict[str, str] | None = None) -> str:
        response = self.client.get(f"/data/{file}", query or {})
        self.assertEqual(response.status_code, 200, file)
        return response.getvalue().decode()

    def data(self, **query: str) -> dict[str, Any]:
        data: dict[str, Any] = json.loads(self.read(query=query))
        return data

    def people(self, **query: str) -> list[dict[str, Any]]:
        people: list[dict[str, Any]] = self.data(**query)["people"]
        return people

    def references(self, **query: str) -> list[str]:
        return [person["reference"] for person in self.people(**query)]

    def rows(self, **query: str) -> list[dict[str, str]]:
        return list(csv.DictReader(StringIO(self.read("profiles.csv", query), newline="")))

    def entities(self, **query: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.read("profiles.ftm.json", query).splitlines()]
