#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""ui-dialect.py 3|4 INPUT OUTPUT: a .ui file in the dialect of GTK 3 or GTK 4.

INPUT is written for GTK 4. For GTK 3 widgets are made visible, as they are not by themselves there,
and the layout properties of a grid's children become packing properties. What neither dialect has
in common and this script does not know is an error, not a surprise at run time.
"""

import sys
import xml.etree.ElementTree as tree

GRID_PACKING = {"column": "left-attach", "row": "top-attach", "column-span": "width",
                "row-span": "height"}
CLASSES = {"GtkBox", "GtkButton", "GtkCheckButton", "GtkComboBoxText", "GtkEntry", "GtkGrid",
           "GtkLabel"}


def set_first(widget, name, value):
    """GTK 3 ignores properties that come after the first child."""
    element = tree.Element("property", name=name)
    element.text = value
    widget.insert(0, element)


def make_visible(widget):
    if widget.find("property[@name='visible']") is None:
        set_first(widget, "visible", "True")


def layout_to_packing(child):
    widget = child.find("object")
    layout = widget.find("layout")
    if layout is None:
        return
    widget.remove(layout)
    packing = tree.SubElement(child, "packing")
    for place in layout:
        tree.SubElement(packing, "property", name=GRID_PACKING[place.get("name")]).text = place.text


def to_gtk3(root):
    requires = root.find("requires")
    requires.set("lib", "gtk+")
    requires.set("version", "3.24")
    for child in root.iter("child"):
        layout_to_packing(child)
    for widget in root.iter("object"):
        make_visible(widget)
    # Hosts show all of what they add, also what a page hides.
    for top in root.findall("object"):
        set_first(top, "no-show-all", "True")


def main():
    version, source, target = sys.argv[1:]
    document = tree.parse(source)
    root = document.getroot()
    unknown = {widget.get("class") for widget in root.iter("object")} - CLASSES
    if unknown:
        sys.exit(f"{source}: not known in both dialects: {', '.join(sorted(unknown))}")
    if version == "3":
        to_gtk3(root)
    tree.indent(root)
    document.write(target, encoding="UTF-8", xml_declaration=True)


if __name__ == "__main__":
    main()
