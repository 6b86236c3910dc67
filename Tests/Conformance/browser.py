"""Chromium as Debian packages it, with its driver; nothing is downloaded."""

import os
import shutil
from contextlib import contextmanager
from pathlib import Path

from running import token
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

PATIENCE = 30


@contextmanager
def chromium(folder):
    """A browser with a profile of its own. Times out rather than waits for ever."""
    options = Options()
    options.binary_location = shutil.which("chromium")
    # Continuous integration is root in a container: there is no user namespace to make a sandbox of, and /dev/shm is small.
    for argument in [
        "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--hide-scrollbars",
        "--disable-background-networking", "--disable-component-update", "--no-first-run", f"--user-data-dir={folder}",
    ]:
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options, Service(shutil.which("chromedriver"), log_output=str(folder) + ".log"))
    try:
        driver.set_page_load_timeout(PATIENCE)
        driver.set_script_timeout(PATIENCE)
        yield driver
    finally:
        driver.quit()


class Tab:
    """One person at the page, in a tab of their own."""

    def __init__(self, driver, address, person, peer=None):
        self.driver, self.person = driver, person
        driver.switch_to.new_window("tab")
        self.handle = driver.current_window_handle
        self.url = f"http://{address[0]}:{address[1]}/demo#token={token(person)}" + (f"&peer={peer}" if peer else "")
        self.come()

    def here(self):
        self.driver.switch_to.window(self.handle)
        return self.driver

    def come(self):
        self.here().get(self.url)
        self.until(lambda driver: driver.find_element(By.ID, "state").text == self.person)

    def until(self, condition):
        return WebDriverWait(self.here(), PATIENCE, poll_frequency=0.05).until(condition)

    def go_away(self):
        self.here().get("about:blank")

    def say(self, text):
        # Pasted, so that it comes as it is, line breaks and all.
        self.here().execute_script("document.getElementById('text').value = arguments[0]", text)
        self.driver.find_element(By.ID, "text").send_keys(Keys.ENTER)

    @property
    def texts(self):
        return self.here().execute_script("return [...document.querySelectorAll('.row .body')].map(row => row.textContent)")

    @property
    def states(self):
        """What stands under one's own messages."""
        return self.here().execute_script("return [...document.querySelectorAll('.row.own .when')].map(row => row.textContent)")

    def shows(self, texts):
        self.until(lambda _: self.texts == texts or len(self.texts) > len(texts))
        assert self.texts == texts

    def look(self, name, width, height, scheme):
        """A picture of the page on such a screen, for people to look at."""
        self.here().execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600})
        self.driver.execute_cdp_cmd(
            "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
        folder = Path(os.environ.get("KAURI_LOCAL", ".local/test")) / "screenshots"
        folder.mkdir(parents=True, exist_ok=True)
        assert self.driver.save_screenshot(str(folder / f"{name}.png"))
        width, inner = self.driver.execute_script("return [document.documentElement.scrollWidth, innerWidth]")
        assert width <= inner, "the page is wider than the screen"
