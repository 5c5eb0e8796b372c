"""What a finished process cost, by the operating system's own accounting."""
import os
import subprocess
import sys


def run(command, one_core=False):
    """Processor seconds and peak MiB; ends the benchmark with the command's own words where it fails.

    one_core: on one core only, so that what threads spend on waking each other belongs to nobody's figure.
    """
    core = {max(os.sched_getaffinity(0))}
    pin = (lambda: os.sched_setaffinity(0, core)) if one_core else None
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, preexec_fn=pin)
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{' '.join(command)}: exit {process.returncode}\n{errors.decode()}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024
