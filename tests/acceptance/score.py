#!/usr/bin/python3
"""Match the frozen pairs with the command and score them with the independent metrics.

usage: score.py [--pairs six|unseen] [--eq-only] [--blocks all|even|odd] [--nt COMMAND] [--keep FOLDER] [--json FILE]

NT_MUSIC names the folder with the unpacked Debian packages. Prints one row a pair and the mean, beside Matchering's own figures
(on other pairs: for orientation alone). reachable: the error less what the ceiling makes impossible (a reference whose peaks
lie above the ceiling at its loudness).
"""
import argparse
import json
import os
import pathlib
import shlex
import subprocess
import sys
import tempfile

import metrics

KEYS = ["stft_dist", "mel_dist", "mel_w1", "lufs_err", "lra_err", "crest_err", "plr_err", "sm_err", "true_peak"]
MATCHERING = {"stft_dist": 3.95, "mel_dist": 3.12, "mel_w1": 5.90, "lufs_err": 1.04, "lra_err": 4.64, "crest_err": 0.79,
              "plr_err": 1.24, "sm_err": 8.08}
AIMS = {False: {"stft_dist": 1.3, "mel_dist": 0.9, "mel_w1": 4.3}, True: {"stft_dist": 1.8, "mel_dist": 1.4, "mel_w1": 4.8}}
COMMON = {"lufs_err": 0.2, "lra_err": 2.0, "crest_err": 0.8, "plr_err": 1.0, "sm_err": 5.0}
CEILING = -1.0


def row(name, values):
    print(f"{name:28} " + " ".join(f"{values[k]:9.2f}" if k in values else "        -" for k in KEYS), flush=True)


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--pairs", choices=["six", "unseen"], default="six")
    p.add_argument("--eq-only", action="store_true")
    p.add_argument("--blocks", choices=["all", "even", "odd"], default="all")
    p.add_argument("--nt", default=str(pathlib.Path(__file__).resolve().parents[2] / "scripts" / "nt"))
    p.add_argument("--keep")
    p.add_argument("--json")
    a = p.parse_args()
    music = os.environ.get("NT_MUSIC")
    if not music:
        sys.exit("NT_MUSIC is not set: it names the folder with the unpacked music packages.")
    pairs = json.loads((pathlib.Path(__file__).parent / "pairs.json").read_text())["pairs" if a.pairs == "six" else "unseen"]
    folder = pathlib.Path(a.keep or tempfile.mkdtemp(prefix="nt-score-"))
    folder.mkdir(parents=True, exist_ok=True)
    results = []
    print(" " * 29 + " ".join(f"{k:>9}" for k in KEYS))
    for pair in pairs:
        ref, tgt = (os.path.join(music, pair[k]["package"], pair[k]["file"]) for k in ("reference", "target"))
        out = folder / (pair["name"] + ("-eq" if a.eq_only else "") + ".wav")
        command = shlex.split(a.nt) + ["match", "--reference", ref, "--target", tgt, "--out", str(out), "--json"]
        done = subprocess.run(command + (["--eq-only"] if a.eq_only else []), stdout=subprocess.PIPE, text=True)
        if done.returncode != 0:
            sys.exit(f"{pair['name']}: nt match ended with {done.returncode}")
        r, x = metrics.profile(ref, a.blocks), metrics.profile(str(out), a.blocks)
        result = metrics.compare(r, x)
        above = max(0.0, r["true_peak"] - CEILING)
        result["plr_reachable"] = abs(r["plr"] - above - x["plr"])
        result["crest_reachable"] = abs(r["crest"] - above - x["crest"])
        result["name"], result["report"] = pair["name"], json.loads(done.stdout)
        results.append(result)
        row(pair["name"], result)
    mean = {k: sum(r[k] for r in results) / len(results) for k in KEYS + ["plr_reachable", "crest_reachable"]}
    row("mean", mean)
    row("aim", {**AIMS[a.eq_only], **COMMON, "true_peak": CEILING})
    row("Matchering 2.0 (other pairs)", MATCHERING)
    print(f"below the ceiling: crest_err {mean['crest_reachable']:.2f}, plr_err {mean['plr_reachable']:.2f}; "
          f"highest true peak {max(r['true_peak'] for r in results):.2f} dBTP")
    if a.json:
        pathlib.Path(a.json).write_text(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
