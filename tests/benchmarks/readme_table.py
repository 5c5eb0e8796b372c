"""Makes the README's table of the DSP core from a benchmark's JSON: readme_table.py JSON README."""
import json
import sys

BEGIN, END = "<!-- dsp table: scripts/bench-table -->", "<!-- end of dsp table -->"


def number(value):
    if value is None:
        return ""
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


def table(document):
    lines = ["| what | ours | peer | ratio | aim |", "|---|---|---|---|---|"]
    for r in document["rows"]:
        unit = " " + r["unit"].replace("x realtime", "× realtime")
        ours = number(r["ours"]) + unit if r["ours"] is not None else ""
        peer = f"{r['peer']}: {number(r['peer_value'])}{unit}" if r["peer_value"] is not None else r["peer"]
        lines.append(f"| {r['what']} | {ours} | {peer} | {r['ratio']:.2f} | {'' if r['aim'] is None else r['aim']} |")
    if document["facts"]:
        lines += ["", "; ".join(f"{key}: {value}" for key, value in document["facts"].items()) + "."]
    return "\n".join(lines)


def main():
    with open(sys.argv[1]) as f:
        document = json.load(f)
    with open(sys.argv[2]) as f:
        text = f.read()
    if text.count(BEGIN) != 1 or text.count(END) != 1:
        sys.exit(f"{sys.argv[2]} needs the lines {BEGIN} and {END}, once each.")
    head, rest = text.split(BEGIN)
    tail = rest.split(END)[1]
    with open(sys.argv[2], "w") as f:
        f.write(f"{head}{BEGIN}\n{table(document)}\n{END}{tail}")


if __name__ == "__main__":
    main()
