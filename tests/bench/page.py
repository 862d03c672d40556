#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
"""page.py RESULT.json PAGE.html

Draws what scripts/bench --json measured as one page that needs nothing else: a bar for each median,
a dot for each round, and what a packet costs by size and library.
"""

import html
import json
import sys

METRICS = (  # key, heading, unit, what it means
    ("tcp_up_gbps", "TCP up", "Gbit/s", "one stream, more is better"),
    ("tcp_down_gbps", "TCP down", "Gbit/s", "one stream, more is better"),
    ("tcp4_up_gbps", "TCP up, four streams", "Gbit/s", "more is better"),
    ("tcp4_down_gbps", "TCP down, four streams", "Gbit/s", "more is better"),
    ("gbit_per_cpu_s", "TCP for each second of the client's CPU", "Gbit", "more is better"),
    ("udp_kpps", "UDP of 64 octets, at most 1 % lost", "thousand/s", "more is better"),
    ("udp512_kpps", "UDP of 512 octets, at most 1 % lost", "thousand/s", "more is better"),
    ("udp1300_kpps", "UDP of 1300 octets, at most 1 % lost", "thousand/s", "more is better"),
    ("udp_cpu_us", "CPU of the client for a datagram of 64 octets", "microseconds",
     "less is better"),
    ("rtt_idle_ms", "Round trip, idle", "ms", "less is better"),
    ("rtt_loaded_ms", "Round trip beside one TCP stream up", "ms", "less is better"),
    ("idle_wakeups", "Wake-ups of an idle client", "1/s", "less is better"),
    ("rss_mb", "Memory of the client", "MB", "less is better"),
)
WIDTH, LEFT, RIGHT, BAR, GAP = 760, 230, 90, 18, 8

STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; max-width: 50em; margin: 2em auto; padding: 0 1em;
       color: #1c2230; background: #fff }
h1 { font-size: 1.5em } h2 { font-size: 1.1em; margin: 2em 0 0 }
p.note { color: #5a6272; margin: 0 0 .5em }
svg { display: block; max-width: 100%; height: auto }
svg text { font: 13px system-ui, sans-serif; fill: #1c2230 }
.bar { fill: #9db4d8 } .ours { fill: #2f6fbf } .dot { fill: #1c2230; fill-opacity: .55 }
.axis { stroke: #c4cad6 }
table { border-collapse: collapse } td, th { padding: .1em .8em .1em 0; text-align: right }
td:first-child, th:first-child, td:nth-child(2), th:nth-child(2) { text-align: left }
@media (prefers-color-scheme: dark) {
  body { color: #dfe4ee; background: #14181f } p.note { color: #98a1b2 }
  svg text { fill: #dfe4ee } .dot { fill: #dfe4ee } .bar { fill: #44567a } .ours { fill: #5d9bea }
}
"""


def escape(text):
    return html.escape(str(text))


def number(value):
    return f"{value:.0f}" if value >= 100 else f"{value:.2f}"


def bars(rows, ours="genkan"):
    """rows: (name, median, [a value for each round]); one horizontal bar each."""
    highest = max(max([median, *values]) for _, median, values in rows) or 1
    scale = (WIDTH - LEFT - RIGHT) / highest
    height = len(rows) * (BAR + GAP) + GAP
    parts = [f'<svg viewBox="0 0 {WIDTH} {height}" role="img">',
             f'<line class="axis" x1="{LEFT}" y1="0" x2="{LEFT}" y2="{height}"/>']
    for index, (name, median, values) in enumerate(rows):
        top = GAP + index * (BAR + GAP)
        middle = top + BAR / 2
        kind = "bar ours" if name.startswith(ours) else "bar"
        parts.append(f'<text x="{LEFT - 8}" y="{middle + 4}" text-anchor="end">{escape(name)}'
                     '</text>')
        parts.append(f'<rect class="{kind}" x="{LEFT}" y="{top}" width="{median * scale:.1f}" '
                     f'height="{BAR}" rx="2"/>')
        parts += [f'<circle class="dot" cx="{LEFT + value * scale:.1f}" cy="{middle}" r="3"/>'
                  for value in values]
        end = LEFT + max([median, *values]) * scale + 8
        parts.append(f'<text x="{end:.1f}" y="{middle + 4}">{number(median)}</text>')
    return "\n".join([*parts, "</svg>"])


def section(heading, note, body):
    return f'<h2>{escape(heading)}</h2>\n<p class="note">{escape(note)}</p>\n{body}\n'


def metric_section(result, key, heading, unit, note):
    rows = []
    for name, values in result["contestants"].items():
        if values.get(key) is not None:
            each = [turn[key] for turn in result["rounds"][name] if turn.get(key) is not None]
            rows.append((name, values[key], each))
    return section(heading, f"{unit}; {note}", bars(rows)) if rows else ""


def table(headings, rows):
    lines = ["<table>", "<tr>" + "".join(f"<th>{escape(text)}</th>" for text in headings) + "</tr>"]
    lines += ["<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"
              for row in rows]
    return "\n".join([*lines, "</table>"])


def crypto_sections(cells):
    """For each suite a bar for each library and size."""
    text = ""
    for suite in dict.fromkeys(cell["suite"] for cell in cells):
        rows = [(f'{cell["library"]}, {cell["octets"]} octets', cell["seal_ns"], [cell["open_ns"]])
                for cell in cells if cell["suite"] == suite]
        text += section(f"Cost of {suite}", "nanoseconds a packet; bar: seal, dot: open; less is "
                        "better", bars(rows, ours="ipsec-mb"))
    return text


def path_section(cells):
    rows = [(cell["suite"], cell["traffic"], f'{cell["send_ns"]:.0f}', f'{cell["receive_ns"]:.0f}')
            for cell in cells]
    return section("The whole way of a packet, without the kernel", "nanoseconds",
                   table(("suite", "traffic", "send", "receive"), rows))


def ratio_section(ratios):
    rows = [(*name.rsplit(" ", 1), f"{value:.2f}") for name, value in ratios.items()]
    return section("Ratios", "ours by theirs, of the medians of one run",
                   table(("pair", "metric", "ratio"), rows)) if rows else ""


def page(result):
    conditions = ", ".join(f"{key} {value}" for key, value in result["conditions"].items())
    what = "".join(f"<li>{escape(name)}: {escape(text)}</li>"
                   for name, text in result["what"].items())
    failures = "".join(f"<li>{escape(name)}: {escape(text)}</li>"
                       for name, text in result["failures"].items())
    speed = result.get("speed") or {}
    body = "".join(metric_section(result, *metric) for metric in METRICS)
    return (f'<!DOCTYPE html>\n<html lang="en"><meta charset="utf-8">'
            f'<meta name="viewport" content="width=device-width">\n<title>Genkan bench</title>\n'
            f"<style>{STYLE}</style>\n<h1>Genkan bench</h1>\n<p>{escape(conditions)}</p>\n"
            f"<ul>{what}</ul>\n" + (f"<p>Failed rounds:</p><ul>{failures}</ul>" if failures else "")
            + body + ratio_section(result["ratios"]) + crypto_sections(speed.get("crypto", []))
            + (path_section(speed["path"]) if speed.get("path") else "") + "</html>\n")


def main():
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    with open(sys.argv[1], encoding="utf-8") as file:
        result = json.load(file)
    with open(sys.argv[2], "w", encoding="utf-8") as file:
        file.write(page(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
