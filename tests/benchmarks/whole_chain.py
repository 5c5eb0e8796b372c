"""A whole `nt render` beside the command lines of sox and ffmpeg that do the same, and the proof that it is the same.

The chain: -3 dB, 44.1 to 48 kHz, ten peaking equalisers, limiter, TPDF dither, 24 bit.
"""
import json
import os
import statistics
import subprocess

import numpy
import process_cost
import scipy.signal

SECONDS = 300
TRACKS = ["drascula-music/usr/share/scummvm/drascula/audio/track1.ogg", "drascula-music/usr/share/scummvm/drascula/audio/track5.ogg",
          "drascula-music/usr/share/scummvm/drascula/audio/track8.ogg"]


def cpu(command):
    return process_cost.run(command, one_core=True)[0]


def bands_of(chain):
    return next(p for p in chain if p["processor"] == "eq")["bands"]


def music(folder, music_folder):
    """Five minutes of real music, as loud as masters are."""
    tracks = [os.path.join(music_folder, t) for t in TRACKS if os.path.exists(os.path.join(music_folder, t))]
    inputs = [word for t in tracks for word in ("-i", t)]
    joined = "".join(f"[{i}:a]aresample=44100,aformat=channel_layouts=stereo[a{i}];" for i in range(len(tracks)))
    joined += "".join(f"[a{i}]" for i in range(len(tracks))) + f"concat=n={len(tracks)}:v=0:a=1,aloop=loop=-1:size=2147483647,atrim=0:{SECONDS},volume=9dB,alimiter=limit=0.98:level=0"
    file = os.path.join(folder, "in.wav")
    subprocess.run(["ffmpeg", "-v", "error", "-y", *inputs, "-filter_complex", joined, "-c:a", "pcm_s16le", file], check=True)
    return file


def commands(nt, root, chain, source, folder):
    bands = bands_of(chain)
    equalisers = ",".join(f"equalizer=f={b['f_hz']}:t=q:w={b['q']}:g={b['gain_db']}:r=f64" for b in bands)
    return {
        "ours": [nt, "render", source, os.path.join(folder, "ours.wav"), "--chain", os.path.join(root, "config/chains/bench.json"),
                 "--rate", "48000", "--bits", "24", "--dither", "tpdf"],
        "sox": ["sox", source, "-b", "24", os.path.join(folder, "sox.wav"), "gain", "-3", "rate", "-v", "48000",
                *[w for b in bands for w in ("equalizer", str(b["f_hz"]), f"{b['q']}q", str(b["gain_db"]))], "gain", "-l", "0", "dither"],
        "ffmpeg": ["ffmpeg", "-v", "error", "-y", "-i", source, "-af",
                   f"volume=-3dB:precision=double,aresample=48000:resampler=soxr:precision=28:osf=dblp,{equalisers},"
                   "alimiter=limit=0.891:level=0,aresample=dither_method=triangular:osf=s32", "-c:a", "pcm_s24le", os.path.join(folder, "ffmpeg.wav")],
    }


def peaking(band, rate):
    """A second-order section for scipy: R. Bristow-Johnson's cookbook, which is what sox, ffmpeg and "design": "bilinear" have."""
    w = 2 * numpy.pi * band["f_hz"] / rate
    a, alpha = 10 ** (band["gain_db"] / 40), numpy.sin(w) / (2 * band["q"])
    b = numpy.array([1 + alpha * a, -2 * numpy.cos(w), 1 - alpha * a, 1 + alpha / a, -2 * numpy.cos(w), 1 - alpha / a])
    return b / b[3]


def null(nt, root, source, folder):
    """What is left of the part before the limiter against a reference in f64, in dB of its RMS.

    The reference: an excerpt of the music without what lies above 20 kHz, between stretches of silence, its spectrum taken over to the new rate
    as a whole (ideal interpolation of what is periodic), and the filters' difference equations.
    """
    with open(os.path.join(root, "config/chains/bench.json")) as f:
        chain = json.load(f)
    before = dict(chain, chain=[p for p in chain["chain"] if p["processor"] != "limiter"])
    short = os.path.join(folder, "before.json")
    with open(short, "w") as f:
        json.dump(before, f)
    raw = subprocess.run(["ffmpeg", "-v", "error", "-ss", "30", "-t", "12", "-i", source, "-f", "f64le", "-"], check=True, stdout=subprocess.PIPE).stdout
    x = numpy.frombuffer(raw).reshape(-1, 2).T * 0.5
    rate, pause = 44100, 2 * 44100
    n = 16 * rate
    x = x[:, :12 * rate] * numpy.hanning(12 * rate) ** 0.25
    padded = numpy.zeros((2, n))
    padded[:, pause:pause + x.shape[1]] = x
    spectrum = numpy.fft.rfft(padded)
    spectrum[:, int(20000 * n / rate):] = 0
    padded = numpy.fft.irfft(spectrum, n)
    band_limited = os.path.join(folder, "limited.wav")
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-f", "f64le", "-ar", str(rate), "-ac", "2", "-i", "-", "-c:a", "pcm_f64le", band_limited], check=True,
                   input=numpy.ascontiguousarray(padded.T).tobytes())
    out = os.path.join(folder, "before.wav")
    subprocess.run([nt, "render", band_limited, out, "--chain", short, "--rate", "48000", "--bits", "32f"], check=True, stdout=subprocess.DEVNULL)
    got = subprocess.run(["ffmpeg", "-v", "error", "-i", out, "-f", "f64le", "-"], check=True, stdout=subprocess.PIPE).stdout
    got = numpy.frombuffer(got).reshape(-1, 2).T
    m = n * 48000 // rate
    wide = numpy.zeros((2, m // 2 + 1), complex)
    wide[:, :spectrum.shape[1]] = spectrum[:, :m // 2 + 1]
    wanted = numpy.fft.irfft(wide, m) * (m / n) * 10 ** (-3 / 20)
    wanted = scipy.signal.sosfilt([peaking(b, 48000) for b in bands_of(before["chain"])], wanted)
    rms = lambda y: numpy.sqrt(numpy.mean(y ** 2))  # noqa: E731
    return 20 * numpy.log10(rms(got - wanted) / rms(wanted))


def measure(nt, root, music_folder, folder, rounds):
    """Median processor seconds by program, and facts of our render."""
    with open(os.path.join(root, "config/chains/bench.json")) as f:
        chain = json.load(f)["chain"]
    source = music(folder, music_folder)
    runs = commands(nt, root, chain, source, folder)
    times = {name: [] for name in runs}
    for command in runs.values():
        cpu(command)  # the caches of files and pages are warm for all
    for _ in range(rounds):
        for name, command in runs.items():
            times[name].append(cpu(command))
    median = {name: statistics.median(t) for name, t in times.items()}
    document = json.loads(subprocess.run([*runs["ours"], "--json"], check=True, stdout=subprocess.PIPE).stdout)["output"]
    facts = {f"whole chain, {name}": f"{SECONDS / t:.0f} x realtime" for name, t in median.items()}
    facts["limiting active"] = f"{100 * document['limiter_rate']:.1f} % of 10 ms frames"
    facts["before the limiter, against f64"] = f"{null(nt, root, source, folder):.1f} dB"
    facts["true peak of the written file"] = f"{document['tp_db']:.2f} dBTP, {document['passes']} pass(es)"
    return median, facts
