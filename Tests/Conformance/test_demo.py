"""`/demo` in a real browser: Chromium."""

import http.client
import json
import shutil
import uuid

import pytest
from browser import Tab, chromium
from running import token

pytestmark = pytest.mark.skipif(
    not (shutil.which("chromium") and shutil.which("chromedriver")),
    reason="there is no chromium with its driver: deploy/local/packages installs both where Debian's are to be had")

HOSTILE = [
    "<img src=x onerror=\"document.title='taken'\">",
    "<script>document.title='taken'</script>",
    "<svg onload=\"document.title='taken'\"><a href=\"javascript:document.title='taken'\">x</a>",
    "\"><iframe srcdoc=\"<script>top.document.title='taken'</script>\"></iframe>{{7*7}}${7*7}",
]


@pytest.fixture(scope="module")
def driver(tmp_path_factory):
    with chromium(tmp_path_factory.mktemp("chromium") / "profile") as driver:
        yield driver


@pytest.fixture
def pair(driver, address):
    """Two people who look at their conversation; at the end the browser has found nothing to complain of."""
    end = uuid.uuid4().hex[:6]
    amina, baraka = f"amina.{end}", f"baraka.{end}"
    tabs = Tab(driver, address, amina, baraka), Tab(driver, address, baraka, amina)
    yield tabs
    complaints = []
    for tab in tabs:
        tab.here()
        complaints += driver.get_log("browser")
        driver.close()
    driver.switch_to.window(driver.window_handles[0])
    assert complaints == []


def post(address, path, person, body, role="user"):
    connection = http.client.HTTPConnection(*address, timeout=20)
    connection.request("POST", path, json.dumps(body), {"Authorization": f"Bearer {token(person, role)}"})
    answer = connection.getresponse()
    assert answer.status in (200, 201, 202), answer.read()


def test_two_pages_chat_with_each_other(pair, address):
    amina, baraka = pair
    amina.say("Habari! Is the room at the lake still free from Friday?")
    said = ["Habari! Is the room at the lake still free from Friday?"]
    baraka.shows(said)
    for number, text in enumerate(["Nzuri 👋🏿 — it is.", "Two nights, breakfast with it.\nThe boat is 15 000 TZS more.", "Perfect, we come at six."]):
        (baraka if number < 2 else amina).say(text)
        said.append(text)
        (amina if number < 2 else baraka).shows(said)
    amina.until(lambda _: all(state.endswith("✓✓") for state in amina.states))
    post(address, "/v1/messages/send", "inns", {
        "id": uuid.uuid4().hex, "to": {"person": amina.person}, "body": "Your booking is confirmed.", "priority": "high",
        "kind": "notification"}, role="service")
    amina.until(lambda driver: driver.execute_script("return document.querySelector('.unread')?.textContent") == "1")
    amina.look("demo-phone-light", 390, 844, "light")
    amina.look("demo-phone-dark", 390, 844, "dark")
    baraka.look("demo-desk-light", 1100, 720, "light")
    baraka.look("demo-desk-dark", 1100, 720, "dark")


def test_whoever_reloads_misses_nothing(pair):
    amina, baraka = pair
    amina.say("before")
    baraka.shows(["before"])
    baraka.go_away()
    away = [f"away {number}" for number in range(20)]
    for text in away:
        amina.say(text)
    # The broker has them all.
    amina.until(lambda _: len(amina.states) == 21 and all("✓" in state for state in amina.states))
    baraka.come()
    baraka.shows(["before", *away])
    amina.say("after")
    baraka.shows(["before", *away, "after"])
    baraka.here().refresh()
    baraka.shows(["before", *away, "after"])


def test_hostile_text_is_text(pair, address):
    amina, baraka = pair
    for text in HOSTILE:
        amina.say(text)
    baraka.shows(HOSTILE)
    # One whose name is as long as a name may be, and a word that fits no screen.
    post(address, "/v1/messages/send", "x" * 64, {"id": "1", "to": {"person": baraka.person}, "body": "w" * 3000})
    baraka.until(lambda driver: driver.execute_script("return document.querySelectorAll('.chat').length") == 2)
    baraka.look("demo-hostile", 390, 844, "light")
    for tab in pair:
        driver = tab.here()
        assert "taken" not in driver.title
        made = "return document.querySelectorAll('img, svg, iframe, #log a, #log script').length"
        assert driver.execute_script(made) == 0


def test_only_the_page_s_own_script_runs(pair):
    amina, _ = pair
    driver = amina.here()
    # Even markup that had got into the page could run nothing: its policy knows one script by its digest.
    driver.execute_script("document.getElementById('log').innerHTML = arguments[0]", HOSTILE[0])
    amina.until(lambda driver: any("Content Security Policy" in entry["message"] for entry in driver.get_log("browser")))
    assert "taken" not in driver.title


def test_a_token_that_is_none_is_told(driver, address):
    driver.switch_to.new_window("tab")
    driver.get(f"http://{address[0]}:{address[1]}/demo")
    driver.find_element("id", "token").send_keys("nonsense\t\n")
    assert driver.find_element("id", "state").text == "This is no token"
    tab = Tab.__new__(Tab)
    tab.driver, tab.handle = driver, driver.current_window_handle
    tab.look("demo-login-light", 390, 844, "light")
    driver.find_element("id", "token").clear()
    expired = token("late", lifetime=-100)
    driver.find_element("id", "token").send_keys(expired + "\t\n")
    tab.until(lambda driver: "expired" in driver.find_element("id", "state").text)
    driver.close()
    driver.switch_to.window(driver.window_handles[0])
