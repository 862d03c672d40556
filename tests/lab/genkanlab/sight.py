# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""What a person sees: the contrast of every text on the screen, measured in the picture itself
(WCAG 2.1, 1.4.3)."""

import subprocess
import time
from collections import Counter

from . import person
from .shell import LabError

CONTRAST_MIN = 4.5
# Pixels of a colour that make it one of the text's, not a stray edge.
PIXELS_MIN = 3
# How long a picture has to stay as it is to be one of a state, and how long it may take to: a graph
# never stands still.
STILL_SECONDS, STILL_MAX = 0.15, 2.0
# Between the edge of a button or an entry and its text, so that no frame is taken for text.
FRAME = 7
TEXTS = ("label", "push button", "toggle button", "radio button", "check box", "text",
         "password text", "menu item", "page tab", "combo box", "chart")
FRAMED = ("push button", "toggle button", "radio button", "text", "password text", "combo box")


class Picture:
    """The screen as it is now."""

    def __init__(self):
        done = subprocess.run(("import", "-window", "root", "-depth", "8", "ppm:-"),
                              capture_output=True, check=True)
        fields = done.stdout.split(maxsplit=4)
        self.width, self.height = int(fields[1]), int(fields[2])
        self.pixels = done.stdout[-3 * self.width * self.height:]

    def colours(self, box):
        """How often each colour is in the box (x, y, width, height)."""
        left, top, width, height = box
        count = Counter()
        for y in range(max(top, 0), min(top + height, self.height)):
            row = self.pixels[3 * (y * self.width + max(left, 0)):
                              3 * (y * self.width + min(left + width, self.width))]
            count.update(zip(row[0::3], row[1::3], row[2::3]))
        return count


def wait_for_stillness():
    """Nothing on the screen moves any more."""
    end = time.monotonic() + STILL_MAX
    last = Picture().pixels
    while time.monotonic() < end:
        time.sleep(STILL_SECONDS)
        now = Picture().pixels
        if now == last:
            return
        last = now


def luminance(colour):
    parts = [value / 255 for value in colour]
    parts = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
             for value in parts]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def contrast_of_text(colours):
    """Of a box's commonest colour to the one that stands out most; None for a box without text.
    Letters are drawn with soft edges: their own colour is the one furthest from the ground."""
    if not colours:
        return None
    ground = colours.most_common(1)[0][0]
    ratios = [contrast(colour, ground) for colour, n in colours.items() if n >= PIXELS_MIN]
    return max(ratios) if ratios and max(ratios) > 1.01 else None


def _extents(node):
    atspi = person._atspi()
    box = node.get_component_iface().get_extents(atspi.CoordType.SCREEN)
    return box.x, box.y, box.width, box.height


def _meet(one, other):
    left, top = max(one[0], other[0]), max(one[1], other[1])
    right = min(one[0] + one[2], other[0] + other[2])
    bottom = min(one[1] + one[3], other[1] + other[3])
    return left, top, max(right - left, 0), max(bottom - top, 0)


def _texts_below(node, window):
    """(node, box) of each text that is in the window; what is scrolled away is not."""
    atspi = person._atspi()
    if not person.is_showing(node):
        return
    box = window
    if node.get_component_iface() is not None and node.get_component_iface():
        own = _extents(node)
        box = _meet(own, window) if own[2] > 0 else window
    if person.role_of(node) in TEXTS and node.get_state_set().contains(atspi.StateType.SENSITIVE):
        if person.role_of(node) in FRAMED:
            box = (box[0] + FRAME, box[1] + FRAME, box[2] - 2 * FRAME, box[3] - 2 * FRAME)
        if box[2] > 0 and box[3] > 0:
            yield node, box
    for child in person._children(node):
        yield from _texts_below(child, box)


def active_window():
    """The window in front: what is below may be half covered."""
    atspi = person._atspi()
    for app in person.applications():
        for window in person._children(app):
            if window.get_state_set().contains(atspi.StateType.ACTIVE):
                return window
    return None


def texts():
    """[(words, contrast)] of the window in front."""
    window = active_window()
    if window is None:
        raise LabError(f"no window is in front\n{person.describe()}")
    picture = Picture()
    found = []
    for node, box in _texts_below(window, _extents(window)):
        ratio = contrast_of_text(picture.colours(box))
        if ratio is not None:
            words = person.name_of(node) or person.text_of(node)
            found.append((f"{person.role_of(node)} {words!r}", ratio))
    return found


def pale():
    """The texts in front that have too little contrast."""
    found = texts()
    if not found:
        raise LabError(f"no text in the window in front\n{person.describe()}")
    return [f"contrast {ratio:.1f} of {words}" for words, ratio in found if ratio < CONTRAST_MIN]


def dialog_in_front():
    window = active_window()
    return window is not None and person.role_of(window) == "dialog"
