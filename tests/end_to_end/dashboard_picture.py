"""`make dashboard-picture`: the dashboard of the sample as a picture for the read-me, docs/dashboard.png."""

from __future__ import annotations

from playwright.sync_api import sync_playwright

from tests.end_to_end.browser_dashboard import ROOT, SAMPLE_PAGE, chromium, flags

PICTURE = ROOT / "docs" / "dashboard.png"


def main() -> None:
    """Open the page, wait for its figures, keep what a reader sees first and the comparisons below it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=flags())
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(SAMPLE_PAGE.as_uri())
        page.wait_for_selector("html[data-ready=yes]", timeout=60_000)
        height = page.locator("#targets").bounding_box()
        assert height is not None
        size = {"x": 0, "y": 0, "width": 1280, "height": height["y"] + height["height"] + 12}
        page.screenshot(path=PICTURE, full_page=True, clip=size)
        browser.close()
    print(PICTURE)


if __name__ == "__main__":
    main()
