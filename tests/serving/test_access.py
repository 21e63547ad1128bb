"""Access to the pages for staff: who is let in, how often a token may be tried, what cookies and forms must be."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from asking_web import REPO, soup
from conftest import Staffed
from flask.sessions import SecureCookieSessionInterface

import chatbot
from chatbot.model import BadSettings
from chatbot.settings import Settings
from web import create_app
from web.staff.token import find_token

Make = Callable[..., Staffed]
PAGES = ["/staff", "/staff/sources", "/staff/questions", "/staff/corpus", "/staff/export/questions.csv"]
FORMS = [
    "/staff",
    "/staff/sources",
    "/staff/questions/delete",
    "/staff/questions/judge",
    "/staff/corpus",
    "/staff/logout",
]


@pytest.mark.parametrize("path", PAGES)
def test_nobody_sees_a_page_without_the_token(staffed: Make, path: str) -> None:
    reply = staffed().client.get(path)
    assert (reply.status_code, reply.headers["Location"]) == (302, "/staff/login")


@pytest.mark.parametrize("path", PAGES)
def test_who_gave_the_token_sees_it(staffed: Make, path: str) -> None:
    assert staffed().log_in().client.get(path).status_code == 200


@pytest.mark.parametrize("path", FORMS)
def test_a_form_without_its_token_is_refused_logged_in_or_not(staffed: Make, path: str) -> None:
    site = staffed()
    assert site.client.post(path, data={"message": "x"}).status_code == 400
    assert site.log_in().client.post(path, data={"message": "x", "csrf_token": "made up"}).status_code == 400


def test_a_form_with_the_token_of_another_session_is_refused(staffed: Make) -> None:
    site = staffed().log_in()
    theirs = site.app.test_client()
    page = theirs.get("/staff/login").text
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found
    assert site.client.post("/staff", data={"message": "x", "csrf_token": found[1]}).status_code == 400


def test_without_pages_for_staff_there_is_no_such_address() -> None:
    bot = chatbot.load(REPO / "corpus", secret_key="test", staff_pages="off")
    for app in (create_app(bot, "a token that is long enough"), create_app(chatbot.load(REPO / "corpus"))):
        assert [app.test_client().get(path).status_code for path in PAGES] == [404] * len(PAGES)


def test_the_session_begins_anew_at_login(staffed: Make) -> None:
    """Fixation: what somebody else put into the session before is gone after the login, its form token too."""
    site = staffed()
    before = site.csrf()
    with site.client.session_transaction(path="/staff") as session:
        session["planted"] = "by somebody else"
    site.log_in()
    with site.client.session_transaction(path="/staff") as session:
        assert "planted" not in session
    assert site.client.post("/staff", data={"message": "x", "csrf_token": before}).status_code == 400


def test_a_cookie_of_another_key_is_none(staffed: Make) -> None:
    site = staffed()
    other = chatbot.load(REPO / "corpus", secret_key="test")
    forged = create_app(other, "another token, also long")
    serializer = SecureCookieSessionInterface().get_signing_serializer(forged)
    assert serializer
    site.client.set_cookie("staff", str(serializer.dumps({"in": True})), path="/staff")
    assert site.client.get("/staff").status_code == 302


def test_the_cookie_goes_to_staff_pages_only_and_to_no_script_or_other_site(staffed: Make) -> None:
    site = staffed()
    cookie = site.client.get("/staff/login").headers["Set-Cookie"]
    assert {"HttpOnly", "Path=/staff", "SameSite=Strict"} <= set(cookie.split("; "))
    assert "Secure" not in cookie
    assert "Secure" in site.client.get("/staff/login", base_url="https://clinic.example").headers["Set-Cookie"]


def test_patients_get_no_cookie_even_from_a_browser_that_is_logged_in(staffed: Make) -> None:
    site = staffed().log_in()
    for reply in (site.client.get("/"), site.client.post("/api/chat", json={"message": "hello"})):
        assert "Set-Cookie" not in reply.headers


@pytest.mark.parametrize("path", PAGES)
def test_no_cache_keeps_a_page(staffed: Make, path: str) -> None:
    assert staffed().log_in().client.get(path).headers["Cache-Control"] == "no-store"


def test_the_links_of_a_form_s_answer_lead_to_pages(staffed: Make) -> None:
    site = staffed(keep_questions="redacted").log_in()
    site.client.post("/api/chat", json={"message": "how many nights in hospital"})
    assert site.recorder.flush(5)
    page = site.post("/staff/questions/judge", id="1", passage="nowhere#1")
    assert page.status_code == 422
    for link in soup(page).select("nav a[hreflang]"):
        assert site.client.get(str(link["href"])).status_code == 200


def test_who_logged_out_is_out(staffed: Make) -> None:
    site = staffed().log_in()
    assert site.post("/staff/logout").status_code == 303
    assert site.client.get("/staff").status_code == 302


def test_brute_force_is_held_and_a_right_token_does_not_count(staffed: Make) -> None:
    site = staffed()
    for _ in range(10):
        site.log_in().post("/staff/logout")
    tries = [
        site.client.post("/staff/login", data={"token": f"guess {each}", "csrf_token": site.csrf()}).status_code
        for each in range(8)
    ]
    assert tries == [403] * 5 + [429] * 3
    held = site.client.post("/staff/login", data={"token": site.token, "csrf_token": site.csrf()})
    assert (held.status_code, held.headers["Retry-After"]) == (429, "60")
    elsewhere = {"REMOTE_ADDR": "10.0.0.9"}
    other = site.client.post(
        "/staff/login", data={"token": site.token, "csrf_token": site.csrf()}, environ_overrides=elsewhere
    )
    assert other.status_code == 303


def test_the_token_is_in_no_log_and_on_no_page(staffed: Make, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    site = staffed()
    wrong = site.client.post("/staff/login", data={"token": "a wrong guess", "csrf_token": site.csrf()})
    site.log_in()
    seen = wrong.text + site.client.get("/staff").text + caplog.text
    assert site.token not in seen
    assert "a wrong guess" not in seen


@pytest.mark.parametrize(
    "given", ["", " ", "\0", "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"), "é" * 999]
)
def test_an_odd_token_is_just_wrong(staffed: Make, given: str) -> None:
    site = staffed()
    assert site.client.post("/staff/login", data={"token": given, "csrf_token": site.csrf()}).status_code == 403


# The token's file


def test_a_token_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    decided = Settings(data=str(tmp_path / "data"))
    first, second = find_token(decided), find_token(decided)
    assert (first.made, second.made) == (True, False)
    assert first.text == second.text
    assert first.path is not None
    assert first.path.stat().st_mode & 0o777 == 0o600
    assert first.path.parent.stat().st_mode & 0o077 == 0
    assert find_token(Settings(data=str(tmp_path / "other"))).text != first.text


def test_the_clinic_s_own_token_wins_and_makes_no_file(tmp_path: Path) -> None:
    decided = Settings(data=str(tmp_path / "data"), staff_token="the clinic's own token")
    assert find_token(decided).text == "the clinic's own token"
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("content", "mode", "told"),
    [
        ("short\n", 0o600, "holds fewer than 16 characters; delete the file"),
        ("long enough to be a token\n", 0o644, "can be read by others; chmod 600"),
        ("", 0o600, "holds fewer than 16 characters"),
    ],
)
def test_a_token_file_that_is_no_good_is_told(tmp_path: Path, content: str, mode: int, told: str) -> None:
    path = tmp_path / "staff-token"
    path.write_text(content)
    path.chmod(mode)
    with pytest.raises(BadSettings) as raised:
        find_token(Settings(data=str(tmp_path)))
    assert told in str(raised.value)
    assert "long enough" not in str(raised.value)


def test_where_no_token_can_be_kept_the_remedy_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BadSettings, match=r"cannot be kept.*CHATBOT_STAFF_PAGES=off"):
        find_token(Settings(data=str(tmp_path / "file" / "data")))
