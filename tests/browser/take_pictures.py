"""Write the pictures of the screens in docs/screens anew: ``python -m tests.browser.take_pictures``."""

from pathlib import Path

import cv2
from playwright.sync_api import sync_playwright

from bench.console.chromium import CHROMIUM, FLAGS
from tests.browser.mocked import Mock, look, open_page

FOLDER = Path(__file__).parent.parent.parent / "docs" / "screens"
ALERT = "/alerts/0000000000000004"
PICTURES = (
    ("alerts", "/alerts", "dark", "zh"),
    ("alert-called", ALERT, "dark", "zh"),
    ("alerts-light-en", ALERT, "light", "en"),
    ("wall", "/wall", "dark", "zh"),
    ("wall-kiosk", "/wall?kiosk=1", "dark", "zh"),
    ("patrol", "/patrol", "dark", "zh"),
    ("incidents", "/incidents", "dark", "zh"),
    ("incident", "/incidents/2026112600017", "dark", "zh"),
    ("map", "/map", "dark", "zh"),
    ("figures", "/figures", "dark", "zh"),
    ("administration", "/admin/rules", "dark", "zh"),
)


def main() -> None:
    """Take every picture at 1920x1080, with few colours so that they stay small."""
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        for name, path, theme, language in PICTURES:
            page = open_page(browser, Mock(), theme=theme, language=language)
            file = FOLDER / f"{name}.png"
            look(page, path, file)
            page.context.close()
            cv2.imwrite(str(file), cv2.imread(str(file)), [cv2.IMWRITE_PNG_COMPRESSION, 9])
        browser.close()


if __name__ == "__main__":
    main()
