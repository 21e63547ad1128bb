"""Embedding: what other sites' pages get from us and what they do not, and how much anybody may ask."""

from __future__ import annotations

import logging
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

import chatbot
from chatbot import Chatbot
from chatbot.guardrails import load_notices
from chatbot.languages import load_languages
from chatbot.model import BadSettings
from chatbot.settings import Settings, load_settings
from web import create_app
from web.dialing import dial

REPO = Path(__file__).parent.parent
WIDGET = REPO / "web/static/widget.js"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
QUESTION = "What does a foraminotomy do?"
OURS, OTHER, STRANGER = "https://clinic.example", "http://localhost:3000", "https://stranger.example"
MEMBERS = (
    "language languages clinic texts evidence feedback rated kept adapted persistent emergency_line examples phones "
    "translations most"
).split()


def client_of(**decided: Any) -> FlaskClient:
    """A client of the shipped corpus with these settings."""
    return create_app(chatbot.load(REPO / "corpus", secret_key="test", **decided)).test_client()


@pytest.fixture(scope="module")
def bot() -> Chatbot:
    return chatbot.load(REPO / "corpus", secret_key="test")


@pytest.fixture
def client(bot: Chatbot) -> FlaskClient:
    return create_app(bot).test_client()


@pytest.fixture(scope="module")
def american() -> FlaskClient:
    """The site of a clinic in the United States."""
    return client_of(country="US", name="Knee House", phone="+1 555 010 0100", per_minute=0)


@pytest.fixture(scope="module")
def opened() -> FlaskClient:
    """A site that two others may ask."""
    return client_of(origins=(OURS, OTHER), per_minute=0)


def soup(response: TestResponse) -> BeautifulSoup:
    assert response.mimetype == "text/html"
    return BeautifulSoup(response.text, "html.parser")


# The script


def test_the_script_may_be_loaded_by_every_site(client: FlaskClient) -> None:
    with client.get("/widget.js", headers={"Origin": STRANGER}) as reply:
        assert (reply.status_code, reply.mimetype) == (200, "text/javascript")
        assert reply.headers.get_all("Cross-Origin-Resource-Policy") == ["cross-origin"]
        assert reply.headers["Cache-Control"] == "public, max-age=300"
        assert reply.headers["X-Content-Type-Options"] == "nosniff"
        assert reply.data == WIDGET.read_bytes()
        etag = reply.headers["ETag"]
    with client.get("/widget.js", headers={"If-None-Match": etag}) as again:
        assert (again.status_code, again.headers["Cross-Origin-Resource-Policy"]) == (304, "cross-origin")


def test_every_text_the_script_shows_is_one_it_is_given(client: FlaskClient) -> None:
    texts = client.get("/api/widget").get_json()["texts"]
    shown = set(re.findall(r"\btexts\.([a-z_]+)\b(?!\()", WIDGET.read_text(encoding="utf-8")))
    assert shown
    assert shown - set(texts) == set()


# What the script is told


@pytest.mark.parametrize(
    ("path", "accept", "language", "why"),
    [
        ("/api/widget?language=en", "es", "en", "what is asked for wins"),
        ("/api/widget?language=es", "en", "es", "in both languages"),
        ("/api/widget", "es-MX, en;q=0.5", "es", "else it is the browser's"),
        ("/api/widget", "fr", "en", "else the clinic's"),
    ],
)
def test_the_widget_is_told_all_it_needs(
    client: FlaskClient, bot: Chatbot, path: str, accept: str, language: str, why: str
) -> None:
    reply = client.get(path, headers={"Accept-Language": accept})
    told = reply.get_json()
    assert told["language"] == language, why
    assert list(told) == MEMBERS
    assert told["languages"] == {"en": "English", "es": "Español"}
    assert (told["clinic"], told["phones"], told["most"]) == (bot.settings.name, [], bot.settings.max_message)
    assert told["adapted"] == {
        "unreviewed": bot.notices.adapted("{source}", language),
        "reviewed": bot.notices.adapted("{source}", language, "{reviewer}"),
    }
    assert told["persistent"] == bot.notices.notice("persistent", language).text
    assert told["emergency_line"] == bot.notices.notice("emergency_line", language).text
    assert told["examples"] == list(bot.settings.examples[language])
    assert told["translations"] == [
        f"{each}.es" for each in ("manual-therapy", "spinal-decompression", "surgical-decompression")
    ]
    assert set(told["evidence"]) == {"general", "weak", "promotional"}
    assert told["texts"]["open"] == {"en": "Ask a question", "es": "Hacer una pregunta"}[language]
    assert told["texts"]["suggestions"] == {"en": "You could ask", "es": "Puede preguntar"}[language]
    assert {"Accept-Language", "Origin"} <= set(reply.vary)


@pytest.mark.parametrize(
    ("asked", "why"), [("fr", "not spoken"), ("", "none at all"), ("ES", "in capitals"), ("<b>", "markup")]
)
def test_a_language_that_is_not_spoken_is_a_problem(client: FlaskClient, asked: str, why: str) -> None:
    reply = client.get("/api/widget", query_string={"language": asked})
    assert (reply.status_code, reply.mimetype) == (422, "application/problem+json"), why
    problem = reply.get_json()
    assert [error["pointer"] for error in problem["errors"]] == ["#/language"]
    assert problem["notices"][0]["id"] == "emergency_line"


# Phones


@pytest.mark.parametrize(
    ("country", "phone", "phones", "why"),
    [
        ("", "", (), "nothing is set"),
        ("US", "", ("911", "988"), "the country's"),
        ("MX", "", ("911", "800 911 2000"), "as they are written"),
        ("", "555 0100", ("555 0100",), "the clinic's own"),
        ("ES", "+34 900 111 222", ("112", "024", "+34 900 111 222"), "both"),
        ("US", "(555) 010-0100", ("911", "988", "(555) 010-0100"), "an area code in brackets"),
        ("US", "911", ("911", "988"), "each once"),
        ("", "555 0100 ext. 12", (), "the extension would be dialled too"),
        ("", "555 0100 / 555 0101", (), "two numbers"),
        ("", "555 0100 - 555 0101", (), "two numbers with a dash"),
        ("", "+44 (0)20 7946 0000", (), "a zero that is not dialled"),
        ("", "at the desk", (), "no number"),
    ],
)
def test_phones_are_the_numbers_that_can_be_dialled(
    country: str, phone: str, phones: tuple[str, ...], why: str
) -> None:
    notices = load_notices(Settings(country=country, phone=phone), list(load_languages()))
    assert notices.phones == phones, why


@pytest.mark.parametrize(
    ("text", "phones", "expected", "why"),
    [
        ("Call 911.", ("911",), 'Call <a href="tel:911">911</a>.', "a number"),
        ("Call 911.", (), "Call 911.", "no numbers"),
        ("911 or 988", ("911", "988"), '<a href="tel:911">911</a> or <a href="tel:988">988</a>', "two"),
        ("+1 (555) 010", ("+1 (555) 010",), '<a href="tel:+1555010">+1 (555) 010</a>', "digits and + are dialled"),
        ("<b>911</b>", ("911",), '&lt;b&gt;<a href="tel:911">911</a>&lt;/b&gt;', "markup around it"),
        ("<b> & 'x'", (), "&lt;b&gt; &amp; &#39;x&#39;", "markup alone"),
        ("it's 39", ("39",), 'it&#39;s <a href="tel:39">39</a>', "no digits of an entity"),
        ("9911 9112 1911", ("911",), "9911 9112 1911", "longer runs"),
        ("800 911 2000", ("911",), "800 911 2000", "longer runs with spaces"),
        ("1-911 911.5 +911", ("911",), "1-911 911.5 +911", "longer runs with other signs"),
        (
            "800 911 2000, 911",
            ("911", "800 911 2000"),
            '<a href="tel:8009112000">800 911 2000</a>, <a href="tel:911">911</a>',
            "the longest is one link",
        ),
        ("112 34", ("112", "112 34"), '<a href="tel:11234">112 34</a>', "one that begins like another"),
        ("Call 988 (988 Line)", ("988",), None, "a number and its name"),
    ],
)
def test_numbers_become_links_and_nothing_else_becomes_markup(
    text: str, phones: tuple[str, ...], expected: str | None, why: str
) -> None:
    shown = dial(text, phones)
    if expected is not None:
        assert str(shown) == expected, why
    assert unescape(re.sub(r"</?a\b[^>]*>", "", str(shown))) == text, why


@pytest.mark.parametrize(
    ("form", "css", "numbers", "why"),
    [
        (None, ".composer .persistent", ["911"], "above the box to type in"),
        ({"message": "I want to kill myself"}, ".log [role=alert]", ["988", "988", "911"], "in an alert"),
        ({"message": QUESTION}, ".log .notices [data-notice=emergency_line]", ["911"], "under an answer"),
        (
            {"message": "What does decompression cost?"},
            ".log .notices",
            ["911", "+15550100100"],
            "the clinic's",
        ),
    ],
)
def test_a_page_without_a_script_dials(
    american: FlaskClient, form: dict[str, str] | None, css: str, numbers: list[str], why: str
) -> None:
    page = soup(american.post("/", data=form) if form else american.get("/"))
    assert [link["href"] for link in page.select(f"{css} a")] == [f"tel:{number}" for number in numbers], why


def test_errors_and_documents_dial_too_and_without_a_country_nothing_does(
    american: FlaskClient, client: FlaskClient
) -> None:
    for path in ("/nothing", "/documents"):
        page = soup(american.get(path, headers={"Accept": BROWSER}))
        assert [link["href"] for link in page.select("footer a")] == ["tel:911"]
    assert "tel:" not in client.get("/documents").text + client.post("/", data={"message": QUESTION}).text
    assert american.get("/api/widget").get_json()["phones"] == ["911", "988", "+1 555 010 0100"]


# Other origins


def allowed(reply: TestResponse) -> str | None:
    return reply.headers.get("Access-Control-Allow-Origin")


@pytest.mark.parametrize(
    ("method", "path", "origin", "expected", "why"),
    [
        ("POST", "/api/chat", OURS, OURS, "a site that is listed may ask"),
        ("POST", "/api/chat", OTHER, OTHER, "so may each of them"),
        ("GET", "/api/widget", OURS, OURS, "and learn what the widget needs"),
        ("GET", "/api/widget?language=fr", OURS, OURS, "and read what is wrong"),
        ("GET", "/api/chat", OURS, OURS, "whatever is wrong"),
        ("POST", "/api/chat", STRANGER, None, "another may not"),
        ("GET", "/api/widget", STRANGER, None, "nor learn anything"),
        ("POST", "/api/chat", "http://clinic.example", None, "another scheme is another site"),
        ("POST", "/api/chat", f"{OURS}:8443", None, "so is another port"),
        ("POST", "/api/chat", f"{OURS}.stranger.example", None, "and a longer name"),
        ("POST", "/api/chat", "https://clinic-example", None, "a dot is a dot"),
        ("POST", "/api/chat", "null", None, "a file or a sandbox is no site"),
        ("POST", "/api/chat", None, None, "a page of ours names none"),
        ("GET", "/", OURS, None, "pages are for ours"),
        ("POST", "/", OURS, None, "sent ones too"),
        ("GET", "/documents", OURS, None, "documents are opened, not read by scripts"),
        ("GET", "/healthz", OURS, None, "nobody else's business"),
        ("GET", "/api/chat/more", OURS, None, "not below it"),
    ],
)
def test_only_the_api_is_open_and_only_to_the_sites_listed(
    opened: FlaskClient, method: str, path: str, origin: str | None, expected: str | None, why: str
) -> None:
    sent: dict[str, Any] = {"json": {"message": QUESTION}} if method == "POST" else {}
    reply = opened.open(path, method=method, headers={"Origin": origin} if origin else {}, **sent)
    assert allowed(reply) == expected, why
    assert len(reply.headers.get_all("Access-Control-Allow-Origin")) <= 1
    assert "Access-Control-Allow-Credentials" not in reply.headers
    assert reply.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    if path == "/api/chat" and method == "POST":
        assert reply.get_json()["kind"] == "answer", "whom a browser lets read it is the browser's affair"


@pytest.mark.parametrize(
    ("path", "origin", "wants", "header", "granted", "why"),
    [
        ("/api/chat", OURS, "POST", "content-type", True, "what the widget sends"),
        ("/api/widget", OURS, "GET", "content-type", True, "what it reads"),
        ("/api/chat", STRANGER, "POST", "content-type", False, "a site that is not listed"),
        ("/api/chat", OURS, "DELETE", "content-type", False, "another method"),
        ("/api/chat", OURS, "POST", "authorization", False, "another header"),
        ("/", OURS, "POST", "content-type", False, "a page"),
    ],
)
def test_a_browser_that_asks_first_is_told_what_it_may(
    opened: FlaskClient, path: str, origin: str, wants: str, header: str, granted: bool, why: str
) -> None:
    asked = {
        "Origin": origin,
        "Access-Control-Request-Method": wants,
        "Access-Control-Request-Headers": header,
    }
    headers = opened.options(path, headers=asked).headers
    methods = headers.get("Access-Control-Allow-Methods", "")
    assert methods in ("", "GET, POST")
    allows = header in headers.get("Access-Control-Allow-Headers", "").lower() and wants in methods
    assert (allows and headers.get("Access-Control-Allow-Origin") == origin) is granted, why


def test_with_no_site_listed_nothing_is_open(client: FlaskClient) -> None:
    for reply in (client.get("/api/widget", headers={"Origin": OURS}), client.options("/api/chat")):
        assert not [name for name, _ in reply.headers if name.startswith("Access-Control")]


# Limits


def ask(client: FlaskClient, address: str = "192.0.2.1", **headers: str) -> TestResponse:
    return client.post("/api/chat", json={"message": QUESTION}, headers=headers, environ_base={"REMOTE_ADDR": address})


def test_who_asks_too_much_is_told_when_to_ask_again(caplog: pytest.LogCaptureFixture) -> None:
    client = client_of(per_minute=2, country="US", origins=(OURS,))
    with caplog.at_level(logging.INFO):
        assert [ask(client).status_code for _ in range(3)] == [200, 200, 429]
    reply = ask(client, Origin=OURS)
    assert (reply.status_code, reply.mimetype) == (429, "application/problem+json")
    assert 1 <= int(reply.headers["Retry-After"]) <= 60
    assert reply.headers["Cache-Control"] == "no-store"
    assert allowed(reply) == OURS, "a widget can read it"
    problem = reply.get_json()
    assert (problem["title"], problem["status"]) == ("Too many questions at once", 429)
    assert problem["notices"] == [{"id": "emergency_line", "text": "Emergency? Call 911."}]
    spanish = ask(client, **{"Accept-Language": "es"}).get_json()
    assert spanish["title"] == "Demasiadas preguntas a la vez"
    assert "192.0.2.1" not in caplog.text, "addresses are written nowhere"


def test_a_browser_that_asks_too_much_gets_a_page() -> None:
    client = client_of(per_minute=1, country="US")
    client.post("/", data={"message": QUESTION})
    reply = client.post("/", data={"message": QUESTION}, headers={"Accept": BROWSER})
    page = soup(reply)
    assert reply.status_code == 429
    assert int(reply.headers["Retry-After"]) >= 1
    assert "Please wait a minute and ask again." in page.get_text()
    assert page.select_one("footer a[href='tel:911']") is not None


def test_only_questions_count_and_each_address_for_itself() -> None:
    client = client_of(per_minute=1, origins=(OURS,))
    there = {"environ_base": {"REMOTE_ADDR": "192.0.2.1"}}
    for path in ("/", "/documents", "/api/widget", "/healthz", "/embed"):
        assert [client.get(path, **there).status_code for _ in range(3)] == [200] * 3, path
    assert [client.options("/api/chat", **there).status_code for _ in range(3)] == [200] * 3
    assert ask(client).status_code == 200
    assert client.post("/", data={"message": QUESTION}, **there).status_code == 429, "both doors, one count"
    assert client.get("/", **there).status_code == 200
    assert ask(client, "192.0.2.2").status_code == 200
    assert "Retry-After" not in ask(client, "192.0.2.3").headers


def test_the_limit_can_be_switched_off() -> None:
    client = client_of(per_minute=0)
    assert {ask(client).status_code for _ in range(80)} == {200}


# The page that shows how


@pytest.mark.parametrize(("language", "title"), [("en", "Questions and answers"), ("es", "Preguntas y respuestas")])
def test_the_page_shows_the_line_to_copy_and_the_widget(language: str, title: str) -> None:
    client = client_of(name="")
    reply = client.get("/embed", query_string={"language": language}, base_url="https://faq.example:8443")
    page = soup(reply)
    snippet = page.select_one("#snippet")
    assert snippet is not None
    assert snippet.get_text() == (
        f'<script src="https://faq.example:8443/widget.js" data-title="{title}" data-language="{language}" '
        'data-accent="#0b6e6e" defer></script>'
    )
    assert [script.get("src") for script in page.select("script")] == ["/widget.js"]
    for told in ("data-title", "data-language", "data-accent", 'data-remember="session"', "origins"):
        assert told in page.get_text()
    assert not page.select("style, [style], [onclick]")
    assert "script-src 'self';" in reply.headers["Content-Security-Policy"]
    assert page.select_one("main") is not None


def test_a_name_with_quotation_marks_stays_one_attribute() -> None:
    client = client_of(name='"Knees" & <Backs>')
    snippet = soup(client.get("/embed")).select_one("#snippet")
    assert snippet is not None
    script = BeautifulSoup(snippet.get_text(), "html.parser").select("*")
    assert [(each.name, each.get("data-title")) for each in script] == [("script", '"Knees" & <Backs>')]


# Settings


@pytest.mark.parametrize(
    ("given", "expected", "why"),
    [
        ([], (), "none"),
        (["https://clinic.example", " http://localhost:3000 "], (OURS, OTHER), "trimmed"),
        ("https://clinic.example, http://localhost:3000,", (OURS, OTHER), "from the environment"),
        (["HTTPS://Clinic.Example:443"], (OURS,), "as a browser sends it"),
        (["http://192.0.2.1:80"], ("http://192.0.2.1",), "an address, the default port left out"),
        (["https://clinic.example:80"], ("https://clinic.example:80",), "another scheme's port is meant"),
    ],
)
def test_origins_are_read_as_browsers_send_them(
    tmp_path: Path, given: object, expected: tuple[str, ...], why: str
) -> None:
    assert load_settings(tmp_path, {"origins": given}, {}).origins == expected, why


NO_ORIGIN = "which is not http:// or https://, a host and at most a port, without a path"


@pytest.mark.parametrize(
    ("toml", "fault", "why"),
    [
        ('origins = ["*"]', "'origins' has '*', but every site that may ask is named in full", "every site"),
        ('origins = ["https://*.example"]', "'origins' has 'https://*.example', but every site", "a family of sites"),
        ('origins = ["clinic.example"]', f"'origins' has 'clinic.example', {NO_ORIGIN}", "no scheme"),
        ('origins = ["ftp://clinic.example"]', f"'origins' has 'ftp://clinic.example', {NO_ORIGIN}", "another scheme"),
        ('origins = ["https://"]', f"'origins' has 'https://', {NO_ORIGIN}", "no host"),
        ('origins = ["https://a.example/"]', f"'origins' has 'https://a.example/', {NO_ORIGIN}", "a slash"),
        ('origins = ["https://a.example/x"]', f"'origins' has 'https://a.example/x', {NO_ORIGIN}", "a path"),
        ('origins = ["https://u:p@a.example"]', f"'origins' has 'https://u:p@a.example', {NO_ORIGIN}", "a login"),
        ('origins = ["https://a.example:0"]', f"'origins' has 'https://a.example:0', {NO_ORIGIN}", "no port"),
        ('origins = ["https://a.example:70000"]', f"'origins' has 'https://a.example:70000', {NO_ORIGIN}", "too high"),
        ('origins = ["null"]', f"'origins' has 'null', {NO_ORIGIN}", "what a sandbox sends"),
        ("origins = [5]", "'origins' is not a list of origins such as", "a number in it"),
        ("origins = true", "'origins' is not a list of origins such as", "no list"),
        ("per_minute = -1", "'per_minute' is not between 0 and 10000: -1", "fewer than none"),
        ("per_minute = 1.5", "'per_minute' is not a whole number: 1.5", "half a question"),
        ('per_minute = "many"', "'per_minute' is not a number: 'many'", "a word"),
        ("per_minuet = 5", "[web] has no setting 'per_minuet'; did you mean 'per_minute'?", "misspelt"),
    ],
)
def test_a_fault_is_told_with_its_place_and_remedy(tmp_path: Path, toml: str, fault: str, why: str) -> None:
    (tmp_path / "clinic.toml").write_text(f"[web]\n{toml}\n", encoding="utf-8")
    with pytest.raises(BadSettings) as raised:
        load_settings(tmp_path, None, {})
    (told,) = str(raised.value).splitlines()
    assert told.startswith(f"{tmp_path}/clinic.toml:2: {fault}"), why
    assert told.count("; ") == 1


def test_a_fault_of_the_environment_names_the_variable(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match=r"^CHATBOT_ORIGINS: 'origins' has 'x', which is not http://"):
        load_settings(tmp_path, None, {"CHATBOT_ORIGINS": f"{OURS},x"})
