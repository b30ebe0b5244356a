"""Stills for tiles: plain drawings, so that nobody's picture is in the repository."""

import cv2
import numpy as np


def still(name: str) -> bytes:
    """Return a JPEG of a street that nobody has seen."""
    chance = np.random.default_rng(abs(hash(name)) % 2**32)
    picture = np.zeros((270, 480, 3), np.uint8)
    picture[:130] = int(chance.integers(45, 75))
    picture[130:] = int(chance.integers(60, 90))
    for _ in range(9):
        left, width = int(chance.integers(0, 450)), int(chance.integers(25, 110))
        top = int(chance.integers(40, 120))
        grey = int(chance.integers(45, 125))
        cv2.rectangle(picture, (left, top), (left + width, 135), (grey, grey, grey - 8), -1)
    cv2.line(picture, (240, 130), (int(chance.integers(100, 380)), 270), (130, 130, 130), 3)
    return cv2.imencode(".jpg", cv2.GaussianBlur(picture, (5, 5), 0))[1].tobytes()
