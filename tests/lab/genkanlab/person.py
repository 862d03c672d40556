# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""A person who uses the windows through AT-SPI, as a screen reader would."""

from .shell import LabError, wait_for


def _atspi():
    # Only inside a desktop: the import talks to the session bus.
    import gi
    gi.require_version("Atspi", "2.0")
    from gi.repository import Atspi
    return Atspi


def _children(node):
    for i in range(node.get_child_count()):
        child = node.get_child_at_index(i)
        if child is not None:
            yield child


def walk(node):
    """The node and everything below it."""
    yield node
    try:
        children = list(_children(node))
    except Exception:  # the widget went away meanwhile
        return
    for child in children:
        yield from walk(child)


# Whose windows a person looks at.
APPLICATIONS = ("genkan", "nm-connection-editor")


def applications():
    atspi = _atspi()
    return [app for app in _children(atspi.get_desktop(0)) if app.get_name() in APPLICATIONS]


def role_of(node):
    """Its role; Debian 13 calls a push button just "button"."""
    role = node.get_role_name()
    return "push button" if role == "button" else role


def is_showing(node):
    atspi = _atspi()
    states = node.get_state_set()
    return states.contains(atspi.StateType.SHOWING) and states.contains(atspi.StateType.VISIBLE)


def is_there(node):
    """False for a widget that has gone since it was found."""
    try:
        return is_showing(node)
    except Exception:  # that is how AT-SPI says it
        return False


def describe():
    """All that can be seen, one widget a line, for reports."""
    lines = []
    for app in applications():
        for node in walk(app):
            try:
                if is_showing(node) and (name_of(node) or text_of(node)):
                    lines.append(f"{role_of(node)}: {name_of(node)!r} {text_of(node)!r}")
            except Exception:  # gone meanwhile
                continue
    return "\n".join(lines)


def text_of(node):
    atspi = _atspi()
    if "Text" not in node.get_interfaces():
        return ""
    return atspi.Text.get_text(node, 0, -1)


def name_of(node):
    """Its own name, or the words of the label beside it."""
    atspi = _atspi()
    if node.get_name():
        return node.get_name()
    for relation in node.get_relation_set():
        if relation.get_relation_type() == atspi.RelationType.LABELLED_BY:
            return relation.get_target(0).get_name() or ""
    return ""


def look(role=None, name=None, text=None):
    """The first widget on the screen with this role, name and text; None when there is none."""
    for app in applications():
        for node in walk(app):
            try:
                if role is not None and role_of(node) != role:
                    continue
                if name is not None and name not in name_of(node):
                    continue
                if text is not None and text not in text_of(node):
                    continue
                if is_showing(node):
                    return node
            except Exception:  # gone meanwhile
                continue
    return None


def find(role=None, name=None, text=None, timeout=10):
    """Waits for such a widget."""
    try:
        return wait_for(f"{role} {name} {text}", lambda: look(role, name, text), timeout, 0.1)
    except LabError as error:
        raise LabError(f"{error}\non the screen:\n{describe()}") from None


def press(name, role="push button"):
    atspi = _atspi()
    atspi.Action.do_action(find(role, name), 0)


def tick(name):
    """Marks a check box. GTK does so a quarter of a second after the press, unless something else
    is pressed before."""
    atspi = _atspi()
    press(name, role="check box")
    wait_for(f"{name} to be marked", lambda: find("check box", name).get_state_set().contains(
        atspi.StateType.CHECKED))


def type_into(name, text, role=None):
    atspi = _atspi()
    atspi.EditableText.set_text_contents(find(role, name), text)


def replace(text, other):
    """Types over what stands in a field."""
    _atspi().EditableText.set_text_contents(find("text", text=text), other)


def turn_to(name):
    """Chooses a tab."""
    tab = find("page tab", name)
    _atspi().Selection.select_child(tab.get_parent(), tab.get_index_in_parent())


def unnamed():
    """Widgets a person can use that have no name: none is right."""
    roles = ("push button", "toggle button", "radio button", "check box", "text", "password text",
             "combo box", "menu item", "spin button", "link", "chart")
    return [f"{role_of(node)} in {role_of(node.get_parent())}"
            for app in applications() for node in walk(app)
            if role_of(node) in roles and is_showing(node) and not name_of(node)]
