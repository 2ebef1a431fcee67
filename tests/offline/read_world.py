"""All that a practice world answers, read over plain HTTP and checked by Stripe's schema."""

import json
from contextlib import closing
from functools import cached_property
from http.client import HTTPConnection
from urllib.parse import urlencode

from stripe_schema import validator

from kit.practice import PracticeControls


class ReadWorld:
    """The objects of a running account, read when they are asked for, without its faults."""

    def __init__(self, server):
        self.server = server
        self.practice = PracticeControls(server.api_base, server.key)
        self.practice.clear_faults()

    def get(self, path, **params):
        """Status and body of one answer."""
        with closing(HTTPConnection("127.0.0.1", self.server.port, timeout=30)) as connection:
            headers = {"Authorization": f"Bearer {self.server.key}"}
            connection.request("GET", f"{path}?{urlencode(params)}", headers=headers)
            response = connection.getresponse()
            return response.status, json.loads(response.read())

    def pages(self, path, schema, **params):
        """Every object of a list, each page checked."""
        found, more = [], {}
        while True:
            _, page = self.get(path, limit=100, **params, **more)
            wrong = list(validator("GET", schema).iter_errors(page))
            assert not wrong, wrong[0].message
            found += page["data"]
            if not page["has_more"]:
                return found
            more = {"starting_after": found[-1]["id"]}

    @cached_property
    def customers(self):
        """Every customer, newest first, with the first of its sources."""
        return self.pages("/v1/customers", "/v1/customers", **{"expand[]": "data.sources"})

    @cached_property
    def events(self):
        """Every event of the last thirty days, oldest first."""
        return self.pages("/v1/events", "/v1/events")[::-1]

    @cached_property
    def sources(self):
        """Every attached source."""
        found = []
        for customer in self.customers:
            page = customer["sources"]
            if page["has_more"]:
                path = f"/v1/customers/{customer['id']}/sources"
                found += self.pages(path, "/v1/customers/{customer}/sources")
            else:
                found += page["data"]
        return found

    def source(self, id):
        """One source, attached or not."""
        return self.get(f"/v1/sources/{id}")[1]

    @property
    def now(self):
        """What the practice clock shows."""
        return self.practice.state()["now"]
