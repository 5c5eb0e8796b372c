#!/usr/bin/python3
"""Distances in style between two audio files, written independently of the product (numpy, scipy and the ffmpeg command).

usage: metrics.py REF X [--json] [--blocks all|even|odd]

Both files are decoded to 48 kHz stereo f32 and freed of their mean (DC is no sound); 0 everywhere means the same style.

stft_dist   FFT sizes 512, 2048, 8192 (Hann, hop n/4): the mean power spectrum (mean of both channels) over active frames, averaged over the
            1/6 octave around points in 1/6 octave steps from 30 to 16000 Hz; points whose band holds no bin of its own are skipped;
            RMS difference in dB, mean of the three sizes, absolute level.
mel_dist    mean |dB| difference of the 64-band mel spectrum (2048, 30-16000 Hz) over active frames.
mel_w1      mean over the 64 bands of the 1-D Wasserstein distance between the distributions of the band's level in frames of 93 ms
            (4464 at hop 2232, Hann; all frames, floor -100 dB).
lufs_err, lra_err  ITU-R BS.1770-4, EBU Tech 3342.
crest_err   sample peak - RMS.        plr_err  true peak - integrated loudness.
sm_err      side/mid energy ratio in dB, clamped to -40..+20.
true_peak   of X, dBTP, at 16 x oversampling of the file's own rate, its mean included: a resampler's low-pass moves peaks.

A band counts only where both files hold something: within 70 dB of the file's strongest band. The figures without that rule carry the
suffix _all (levels floored at -100 dB).
An active frame's mean square is above -70 dBFS. --blocks odd joins the 10 s blocks 1, 3, 5, ... of both files, and scores those.
"""
import argparse
import json
import subprocess
import sys

import numpy as np
from scipy import signal

RATE = 48000
FLOOR = -100.0
MASK_DB = 70.0
ACTIVE = 10 ** (-70 / 10)
FRAME = 4464


def decode(path, own_rate=False):
    convert = [] if own_rate else ["-af", f"aresample={RATE}:resampler=swr:filter_size=64:cutoff=0.97"]
    raw = subprocess.run(["ffmpeg", "-v", "error", "-i", path, "-map", "0:a:0", *convert, "-ac", "2", "-f", "f32le", "-"],
                         check=True, stdout=subprocess.PIPE).stdout
    return np.frombuffer(raw, np.float32).reshape(-1, 2).T.astype(np.float64)


def rate_of(path):
    return int(subprocess.run(["ffprobe", "-v", "error", "-select_streams", "a:0", "-show_entries", "stream=sample_rate", "-of", "csv=p=0", path],
                              check=True, stdout=subprocess.PIPE, text=True).stdout.strip().strip(","))


def blocks(x, which, rate=RATE):
    if which == "all":
        return x
    first = 1 if which == "odd" else 0
    n = 10 * rate
    parts = [x[:, i * n:(i + 1) * n] for i in range(first, -(-x.shape[1] // n), 2)]
    return np.concatenate(parts, axis=1) if parts else x[:, :0]


def power_frames(x, n, hop):
    """Power spectra of the frames, mean of the two channels, a full-scale sine on a bin reading 0 dB; and the frames' mean squares."""
    w = signal.get_window("hann", n)
    scale = 4.0 / w.sum() ** 2
    count = max(0, (x.shape[1] - n) // hop + 1)
    for start in range(0, count, 512):
        idx = (np.arange(start, min(start + 512, count)) * hop)[:, None] + np.arange(n)
        seg = x[:, idx]
        ms = np.mean(seg ** 2, axis=(0, 2))
        yield scale * np.mean(np.abs(np.fft.rfft(seg * w, axis=2)) ** 2, axis=0), ms


def mean_spectrum(x, n):
    total, frames = np.zeros(n // 2 + 1), 0
    for p, ms in power_frames(x, n, n // 4):
        live = ms > ACTIVE
        total += p[live].sum(axis=0)
        frames += int(live.sum())
    return total / max(frames, 1)


def sixth_octave(p, n):
    """Levels in dB at 1/6 octave points from 30 to 16000 Hz: the mean power of the bins within 1/12 octave; NaN where the band is empty."""
    f = np.arange(p.size) * RATE / n
    points = 30.0 * 2 ** (np.arange(int(6 * np.log2(16000 / 30)) + 1) / 6)
    out, seen = [], set()
    for c in points:
        inside = np.flatnonzero((f >= c * 2 ** (-1 / 12)) & (f < c * 2 ** (1 / 12)))
        if inside.size == 0 or inside[0] in seen:
            out.append(np.nan)
            continue
        seen.update(inside)
        out.append(10 * np.log10(p[inside].mean() + 1e-30))
    return np.array(out)


def mel_bank(n, bands=64, low=30.0, high=16000.0):
    to_mel = lambda f: 2595 * np.log10(1 + f / 700)
    edges = 700 * (10 ** (np.linspace(to_mel(low), to_mel(high), bands + 2) / 2595) - 1)
    f = np.arange(n // 2 + 1) * RATE / n
    bank = np.zeros((bands, f.size))
    for b in range(bands):
        lo, mid, hi = edges[b:b + 3]
        bank[b] = np.clip(np.minimum((f - lo) / (mid - lo), (hi - f) / (hi - mid)), 0, None)
        if bank[b].sum() == 0:
            bank[b, np.argmin(np.abs(f - mid))] = 1.0
    return bank


def db(p):
    return np.maximum(10 * np.log10(np.asarray(p) + 1e-30), FLOOR)


def mel_levels(x):
    """Level of each mel band in each frame of 93 ms."""
    bank = mel_bank(FRAME)
    rows = [db(p @ bank.T) for p, _ in power_frames(x, FRAME, FRAME // 2)]
    return np.concatenate(rows) if rows else np.full((1, 64), FLOOR)


def wasserstein(a, b):
    """Of two samples on the line: the area between their quantile functions."""
    q = (np.arange(2000) + 0.5) / 2000
    return float(np.mean(np.abs(np.quantile(a, q) - np.quantile(b, q))))


def k_weight(x):
    """BS.1770-4 table 1 and 2, at 48 kHz."""
    y = signal.lfilter([1.53512485958697, -2.69169618940638, 1.19839281085285], [1, -1.69065929318241, 0.73248077421585], x)
    return signal.lfilter([1, -2, 1], [1, -1.99004745483398, 0.99007225036621], y)


def loudness(x):
    y = k_weight(x)
    hop = RATE // 10
    steps = y.shape[1] // hop
    tenth = (y[:, :steps * hop].reshape(2, steps, hop) ** 2).mean(axis=2).sum(axis=0)
    lk = lambda p: -0.691 + 10 * np.log10(p + 1e-30)
    window = lambda k: np.convolve(tenth, np.ones(k) / k, "valid") if steps >= k else np.zeros(0)
    m, s = window(4), window(30)

    def gated(p, relative):
        p = p[lk(p) > -70]
        return p[lk(p) > lk(p.mean()) + relative] if p.size else p

    g = gated(m, -10)
    integrated = lk(g.mean()) if g.size else -np.inf
    r = gated(s, -20)
    lra = float(np.subtract(*np.quantile(lk(r), [0.95, 0.10]))) if r.size else 0.0
    return float(integrated), lra


def true_peak(x):
    """16 x by a 64-tap-a-phase windowed sinc, only around samples that could matter."""
    peak = float(np.abs(x).max()) if x.size else 0.0
    if peak == 0:
        return -np.inf
    best, pad = peak, 64
    taps = signal.firwin(2 * pad * 16 + 1, 1 / 16, window=("kaiser", 9)) * 16
    for ch in x:
        padded = np.concatenate([np.zeros(2 * pad), ch, np.zeros(2 * pad + 4096)])
        for start in np.unique(np.flatnonzero(np.abs(ch) > 0.7 * peak) // 4096) * 4096:
            # The ends of a piece ring, for it is cut out of the signal: only what the filter saw whole counts.
            y = signal.upfirdn(taps, padded[start:start + 4096 + 4 * pad], 16)
            best = max(best, float(np.abs(y[2 * pad * 16:-2 * pad * 16]).max()))
    return 20 * np.log10(best)


def profile(path, which="all"):
    own = blocks(decode(path, own_rate=True), which, rate_of(path))
    return measure(blocks(decode(path), which), true_peak(own), true_peak(own - own.mean(axis=1, keepdims=True)))


def measure(x, tp, tp_of_sound):
    x = x - x.mean(axis=1, keepdims=True)
    i, lra = loudness(x)
    rms = 10 * np.log10(np.mean(x ** 2) + 1e-30)
    mid, side = (x[0] + x[1]) / 2, (x[0] - x[1]) / 2
    sm = 10 * np.log10((np.mean(side ** 2) + 1e-30) / (np.mean(mid ** 2) + 1e-30))
    spectra = {n: mean_spectrum(x, n) for n in (512, 2048, 8192)}
    return {
        "stft": {n: sixth_octave(p, n) for n, p in spectra.items()},
        "mel": db(spectra[2048] @ mel_bank(2048).T),
        "mel_levels": mel_levels(x),
        "lufs": i, "lra": lra, "crest": 20 * np.log10(np.abs(x).max() + 1e-30) - rms, "true_peak": tp, "plr": tp_of_sound - i,
        "sm": float(np.clip(sm, -40, 20)),
    }


def compare(r, x):
    out = {}
    masked, full = [], []
    for n in (512, 2048, 8192):
        a, b = r["stft"][n], x["stft"][n]
        have = ~np.isnan(a) & ~np.isnan(b)
        d = np.maximum(a, FLOOR) - np.maximum(b, FLOOR)
        live = have & (a > np.nanmax(a) - MASK_DB) & (b > np.nanmax(b) - MASK_DB)
        masked.append(np.sqrt(np.mean(d[live] ** 2)))
        full.append(np.sqrt(np.mean(d[have] ** 2)))
    d = np.abs(r["mel"] - x["mel"])
    live = (r["mel"] > r["mel"].max() - MASK_DB) & (x["mel"] > x["mel"].max() - MASK_DB)
    w = np.array([wasserstein(r["mel_levels"][:, b], x["mel_levels"][:, b]) for b in range(64)])
    out["stft_dist"], out["mel_dist"], out["mel_w1"] = float(np.mean(masked)), float(d[live].mean()), float(w[live].mean())
    out["stft_dist_all"], out["mel_dist_all"], out["mel_w1_all"] = float(np.mean(full)), float(d.mean()), float(w.mean())
    for k in ("lufs", "lra", "crest", "plr", "sm"):
        out[k + "_err"] = float(abs(r[k] - x[k]))
    out["true_peak"] = float(x["true_peak"])
    return out


def main():
    p = argparse.ArgumentParser(description="Distances in style between two audio files.")
    p.add_argument("ref")
    p.add_argument("x")
    p.add_argument("--json", action="store_true")
    p.add_argument("--blocks", choices=["all", "even", "odd"], default="all")
    a = p.parse_args()
    result = compare(profile(a.ref, a.blocks), profile(a.x, a.blocks))
    if a.json:
        json.dump(result, sys.stdout)
        print()
    else:
        for k, v in result.items():
            print(f"{k:14} {v:8.3f}")


if __name__ == "__main__":
    main()
