"""A fresh offline account for each test, and a plain HTTP client of it."""

import json
from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import urlencode

import pytest

from kit.offline import OfflineServer
from kit.practice import PracticeControls

PAGE_CUSTOMER = "cus_9s6XKzkNRiz8i3"
PAGE_SOURCE = "src_1NfRGv2eZvKYlo2Cv7NAImBL"


@dataclass
class ApiResponse:
    """Status, headers (names in lower case) and decoded body of one answer."""

    status: int
    headers: dict
    json: dict

    @property
    def error(self):
        """What stands under `error`."""
        return self.json["error"]


class Client:
    """Sends forms over one keep-alive connection."""

    def __init__(self, server):
        self.server = server
        self.key = server.key
        self.practice = PracticeControls(server.api_base, server.key)
        self._connection = HTTPConnection("127.0.0.1", server.port, timeout=30)

    def call(self, method, path, params=(), headers=None):
        """One request; ``params`` a mapping, pairs, or a ready form."""
        form = params if isinstance(params, str) else urlencode(params)
        sent = {"Authorization": f"Bearer {self.key}", **(headers or {})}
        body = None
        if method == "POST":
            body = form.encode()
            sent.setdefault("Content-Type", "application/x-www-form-urlencoded")
        elif form:
            path = f"{path}?{form}"
        sent = {name: value for name, value in sent.items() if value is not None}
        self._connection.request(method, path, body, sent)
        response = self._connection.getresponse()
        names = {name.lower(): value for name, value in response.getheaders()}
        return ApiResponse(response.status, names, json.loads(response.read()))

    def get(self, path, params=(), **headers):
        """GET."""
        return self.call("GET", path, params, headers)

    def post(self, path, params=(), **headers):
        """POST."""
        return self.call("POST", path, params, headers)

    def delete(self, path, params=(), **headers):
        """DELETE."""
        return self.call("DELETE", path, params, headers)

    def made(self, path, **params):
        """What a POST that must succeed answers."""
        answer = self.post(path, params)
        assert answer.status == 200, answer.json
        return answer.json

    def new_customer(self, **params):
        """A customer, just made."""
        return self.made("/v1/customers", **params)

    def new_source(self, type="card", **params):
        """A source, just made, with what its type requires."""
        if type in SINGLE_USE:
            params = {"amount": 1000, "currency": SINGLE_USE[type], **params}
        return self.made(
            "/v1/sources",
            type=type,
            **{"redirect[return_url]": "https://example.com/back"},
            **params,
        )

    def attached(self, customer=PAGE_CUSTOMER, type="card", **params):
        """A source, just made and attached."""
        source = self.new_source(type, **params)
        return self.made(f"/v1/customers/{customer}/sources", source=source["id"])

    def events(self, **params):
        """The events as (type, id of the object), newest first."""
        data = self.get("/v1/events", {"limit": 100, **params}).json["data"]
        return [(each["type"], each["data"]["object"]["id"]) for each in data]

    def close(self):
        """Close the connection."""
        self._connection.close()


#: Types that are single-use unless asked otherwise, with a currency they take.
SINGLE_USE = {
    "alipay": "usd",
    "bancontact": "eur",
    "card_present": "usd",
    "eps": "eur",
    "giropay": "eur",
    "ideal": "eur",
    "klarna": "eur",
    "multibanco": "eur",
    "p24": "eur",
    "sofort": "eur",
    "three_d_secure": "usd",
    "wechat": "usd",
}


@pytest.fixture
def server():
    """A small account in memory."""
    with OfflineServer(customers=12) as running:
        yield running


@pytest.fixture
def api(server):
    """A client of the small account."""
    client = Client(server)
    yield client
    client.close()


@pytest.fixture
def new_client():
    """Makes more clients, and closes them."""
    clients = []

    def make(server):
        clients.append(Client(server))
        return clients[-1]

    yield make
    for client in clients:
        client.close()
