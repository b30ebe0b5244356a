"""Debian's Chromium, for measurements and tests: which one, and what keeps it quiet where nothing but this machine is there."""

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
