"""Charts in JupyterLab, light and dark: drawn by Lab itself, from nowhere else."""

from __future__ import annotations

from lab import START_SECONDS, write_notebook
from playwright.sync_api import expect
from test_manners import _set_theme

CHARTS = """
import kit
from IPython.display import display

account = kit.connect(offline=True, customers=60)
sources = account.all_sources(progress=False)
events = account.events(progress=False)

def show():
    display(kit.charts.status_by_type(sources))
    display(kit.charts.attached_over_time(events))
    display(kit.charts.life_cycle(sources, events))
    display(kit.charts.card_expiry(sources, account.offline.now))
    display(kit.charts.money_waiting(sources))
    display(kit.charts.duplicates(sources))
    display(kit.charts.plan(kit.migration_plan(sources, account.customers(), events)))

show()
"""


def test_every_chart_is_drawn_by_lab_itself(lab, lab_folder, tmp_path) -> None:
    """Seven pictures in each theme, on a ground of its lightness, and no request to elsewhere."""
    asked: list[str] = []
    lab.page.on("request", lambda request: asked.append(request.url))
    drawn = lab.page.locator(".vega-embed canvas, .vega-embed svg.marks")

    def check(theme: str, first: int) -> None:
        # A kernel of its own imports Altair first.
        expect(drawn).to_have_count(first + 7, timeout=START_SECONDS * 1000)
        for at in range(first, first + 7):
            drawn.nth(at).scroll_into_view_if_needed()
            assert drawn.nth(at).bounding_box()["width"] > 300
            drawn.nth(at).screenshot(path=tmp_path / f"{theme}-{at - first}.png")
            corner = drawn.nth(at).evaluate(
                "canvas => [...canvas.getContext('2d').getImageData(2, 2, 1, 1).data].slice(0, 3)"
            )
            assert corner == ([255] * 3 if theme == "light" else [0x33] * 3)

    write_notebook(lab_folder / "charts.ipynb", CHARTS)
    lab.open("charts.ipynb")
    lab.run_all()
    check("light", 0)
    _set_theme(lab, "dark")
    try:
        lab.append_and_run("show()")
        check("dark", 7)
    finally:
        _set_theme(lab, "light")
    away = [url for url in asked if not url.startswith((lab.base, "data:", "blob:", "ws"))]
    assert away == []
