"""Rounds of the same ladder by ffmpeg and by Playhouse's workers, in turn; medians, and VMAF of every rung.

The order within a round changes, so that whatever else the machine does hits all alike. Wall and CPU seconds are those of
the process and all that it waited for; everything counts, from the source file to the finished files.
"""

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

import imageio_ffmpeg

FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()
SAMPLE = Path(__file__).parents[2] / "tests/media/bbb-480p-24fps-30s-h264-aac.mp4"
SECONDS = 60
# Short side: width, cap in bits a second, as in the server's default ladder.
RUNGS = {1080: (1920, 5_500_000), 720: (1280, 3_000_000), 480: (852, 1_500_000), 360: (640, 900_000)}
BELOW_SOURCE = [side for side in RUNGS if side != 1080]
CRF, PRESET, AUDIO = 23, "veryfast", 128_000
BARS = {"wall": 0.85, "cpu": 1.0, "vmaf": -0.5, "passthrough": 0.55, "cold": {720: 1.0, 1080: 2.0}}

parser = argparse.ArgumentParser(prog="./run", description=__doc__)
parser.add_argument("--program", type=Path, required=True, help=argparse.SUPPRESS)
parser.add_argument("--folder", type=Path, required=True, help=argparse.SUPPRESS)
parser.add_argument("--rounds", type=int, default=3, help="how often each side makes the ladder (default 3)")
parser.add_argument("--source", type=Path, help="another 1080p source of H.264 and AAC (default: made from the sample)")
parser.add_argument("--no-vmaf", action="store_true", help="leave out the quality, which takes minutes")
parser.add_argument("--json", action="store_true", help="figures for a program")
parser.add_argument("--check", action="store_true", help="exit 1 when a bar is not met")


def note(text):
    if not options.json:
        print(text, flush=True)


def timed(command):
    """Runs a command; gives wall and CPU seconds, its children's included, and what it printed."""
    started = time.monotonic()
    process = subprocess.Popen([*map(str, command)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    text = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command[0]} failed: {process.returncode}")
    return {"wall": wall, "cpu": usage.ru_utime + usage.ru_stime}, text


def make_source(path):
    """The sample, twice, as sharp and as grainy as a camera's 1080p, at 10 Mb/s with key frames 0.5 to 4 s apart."""
    note(f"making {path.name}: {SECONDS} s of 1080p")
    look = "scale=1920:1080:flags=lanczos,unsharp=5:5:0.8,noise=alls=6:allf=t+u:all_seed=1,setsar=1,format=yuv420p"
    video = "-c:v libx264 -preset veryfast -b:v 10M -maxrate 14M -bufsize 20M -g 96"
    colour = "-colorspace bt709 -color_primaries bt709 -color_trc bt709"
    audio = "-c:a aac -b:a 160k -ac 2 -movflags +faststart"
    part = path.with_suffix(".part.mp4")
    run = [FFMPEG, "-v", "error", "-nostdin", "-y", "-stream_loop", "1", "-i", SAMPLE, "-t", SECONDS, "-vf", look]
    subprocess.run([*map(str, run), *f"{video} {colour} {audio}".split(), part], check=True)
    part.rename(path)


def peer(source, folder, starts):
    """One ffmpeg process: decoded once, scaled to each rung, key frames forced where our segments begin."""
    sides = list(RUNGS)
    split = f"[0:v]split={len(sides)}" + "".join(f"[s{side}]" for side in sides)
    scales = [f"[s{side}]scale={RUNGS[side][0]}:{side},setsar=1[v{side}]" for side in sides]
    command = [FFMPEG, "-v", "error", "-nostdin", "-y", "-i", source, "-filter_complex", ";".join([split, *scales])]
    for side in sides:
        cap = RUNGS[side][1]
        command += ["-map", f"[v{side}]", "-c:v", "libx264", "-preset", PRESET, "-profile:v", "high", "-crf", CRF]
        command += ["-maxrate", cap, "-bufsize", 2 * cap, "-x264-params", "keyint=infinite"]
        command += ["-force_key_frames", ",".join(f"{start:.6f}" for start in starts)]
        command += ["-movflags", "+frag_keyframe+empty_moov", folder / f"{side}p.mp4"]
    command += ["-map", "0:a", "-c:a", "aac", "-b:a", AUDIO, "-ac", 2, "-movflags", "+frag_keyframe+empty_moov"]
    return timed([*command, folder / "audio.mp4"])[0]


def playhouse(source, folder, sides):
    figures, text = timed([options.program, "make", source, folder, "--rungs", ",".join(map(str, sides))])
    return figures | json.loads(text)


def size(path):
    return path.stat().st_size


def vmaf(source, file, side):
    """Against the source at 1080p, as a viewer sees it: both scaled up the same way."""
    graph = (
        f"[0:v]scale=1920:1080:flags=bicubic,format=yuv420p,setpts=N/TB/24[a];[1:v]format=yuv420p,setpts=N/TB/24[b];"
        f"[a][b]libvmaf=n_threads={os.cpu_count()}:n_subsample=6"
    )
    command = [FFMPEG, "-hide_banner", "-nostdin", "-i", file, "-i", source, "-lavfi", graph, "-an", "-f", "null", "-"]
    shown = subprocess.run([*map(str, command)], capture_output=True, text=True, check=True).stderr
    return float(re.search(r"VMAF score: ([0-9.]+)", shown)[1])


def cold(source):
    rows = []
    for side in RUNGS:
        for busy in (0, os.cpu_count()):
            command = [options.program, "cold", source, "--rungs", side, "--rounds", 2 * options.rounds + 1, "--busy", busy]
            seen = json.loads(timed(command)[1])
            rows.append({"rung": side, "busy": busy, "seconds": statistics.median(seen["seconds"]), "frames": seen["frames"]})
    return rows


def medians(rounds):
    return {key: statistics.median(one[key] for one in rounds) for key in ("wall", "cpu")}


def main():
    options.folder.mkdir(parents=True, exist_ok=True)
    source = options.source or options.folder / "source-1080p.mp4"
    if not source.exists():
        make_source(source)
    folders = {name: options.folder / name for name in ("ffmpeg", "playhouse", "passthrough")}
    for folder in folders.values():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
    machine = f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {imageio_ffmpeg.get_ffmpeg_version()}"
    note(machine)
    starts = playhouse(source, folders["playhouse"], [360])["starts"]
    sides = {
        "ffmpeg": lambda: peer(source, folders["ffmpeg"], starts),
        "playhouse": lambda: playhouse(source, folders["playhouse"], list(RUNGS)),
        "passthrough": lambda: playhouse(source, folders["passthrough"], BELOW_SOURCE),
    }
    seen = {name: [] for name in sides}
    for number in range(options.rounds):
        names = list(sides)
        for name in names[number % 3 :] + names[: number % 3]:
            os.sync()
            seen[name].append(sides[name]())
            note(f"round {number + 1}, {name}: {seen[name][-1]['wall']:.1f} s, CPU {seen[name][-1]['cpu']:.1f} s")
    middle = {name: medians(rounds) for name, rounds in seen.items()}
    ratios = {
        "wall": middle["playhouse"]["wall"] / middle["ffmpeg"]["wall"],
        "cpu": middle["playhouse"]["cpu"] / middle["ffmpeg"]["cpu"],
        "passthrough": middle["passthrough"]["wall"] / middle["ffmpeg"]["wall"],
    }
    rungs = []
    for side in RUNGS:
        row = {"rung": side}
        for name in ("ffmpeg", "playhouse"):
            file = folders[name] / f"{side}p.mp4"
            row[name] = {"bytes": size(file)} | ({} if options.no_vmaf else {"vmaf": vmaf(source, file, side)})
        rungs.append(row)
    waits = cold(source)
    report(machine, middle, ratios, rungs, waits)
    if options.check and not met(ratios, rungs, waits):
        sys.exit(1)


def met(ratios, rungs, waits):
    quick = all(ratios[name] <= BARS[name] for name in ratios)
    good = options.no_vmaf or all(
        row["playhouse"]["vmaf"] - row["ffmpeg"]["vmaf"] >= BARS["vmaf"]
        and row["playhouse"]["bytes"] <= row["ffmpeg"]["bytes"]
        for row in rungs
    )
    return quick and good and all(row["seconds"] <= BARS["cold"][max(720, row["rung"])] for row in waits)


def report(machine, middle, ratios, rungs, waits):
    if options.json:
        return print(json.dumps({"machine": machine, "bars": BARS, "medians": middle, "ratios": ratios, "rungs": rungs, "cold": waits}, indent=2))
    print("\n| whole ladder | wall s | CPU s |\n| --- | --- | --- |")
    for name, figures in middle.items():
        print(f"| {name} | {figures['wall']:.1f} | {figures['cpu']:.1f} |")
    print(f"\nwall {ratios['wall']:.2f}x, CPU {ratios['cpu']:.2f}x, with passthrough {ratios['passthrough']:.2f}x of ffmpeg's wall")
    print("\n| rung | ffmpeg bytes | Playhouse bytes | ffmpeg VMAF | Playhouse VMAF |\n| --- | --- | --- | --- | --- |")
    for row in rungs:
        theirs, ours = row["ffmpeg"], row["playhouse"]
        quality = " | ".join(f"{one['vmaf']:.2f}" if "vmaf" in one else "" for one in (theirs, ours))
        print(f"| {row['rung']}p | {theirs['bytes']} | {ours['bytes']} ({ours['bytes'] / theirs['bytes']:.3f}x) | {quality} |")
    print("\n| cold segment | other workers busy | frames | median s |\n| --- | --- | --- | --- |")
    for row in waits:
        print(f"| {row['rung']}p | {row['busy']} | {row['frames']} | {row['seconds']:.2f} |")


options = parser.parse_args()
main()
