#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs clang-tidy over the program's sources, on all cores.

    tools/lint.py BUILD_DIR [PATH...]

A source that was found clean is skipped as long as neither it, nor a file of this project that it includes, nor its
compile command, nor .clang-tidy has changed. PATHs limit the run to sources below them.
"""
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
ROOMS = ("app/", "connectors/", "engine/", "models/", "plugins/", "ui/")


def content_hash(path, known={}):
    if path not in known:
        known[path] = hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()
    return known[path]


def dependencies(build):
    """What each object was compiled from, as ninja remembers it: the files of this project only."""
    text = subprocess.run(["ninja", "-C", build, "-t", "deps"], capture_output=True, text=True, check=True).stdout
    found, current = {}, None
    for line in text.splitlines():
        if line.startswith("    "):
            path = os.path.normpath(os.path.join(build, line.strip()))
            inside = path.startswith(str(ROOT)) and not path.startswith(str(build))
            if current is not None and inside:
                found[current].append(path)
        elif ": #deps" in line:
            current = line.split(": #deps")[0]
            found[current] = []
    return found


def tidy_command(entry):
    """The compile command without what only g++ knows, and without precompiled headers: each source includes what it needs,
    which is a good deal less."""
    arguments = shlex.split(entry["command"])
    compiler = next(i for i, word in enumerate(arguments) if re.search(r"(c\+\+|g\+\+|clang\+\+)(-\d+)?$", word))
    arguments = arguments[compiler:]
    kept, skip = [], False
    for i, word in enumerate(arguments):
        if skip or word in ("-fpch-preprocess", "-Winvalid-pch"):
            skip = False
        elif word == "-include" and arguments[i + 1].endswith("cmake_pch.hxx"):
            skip = True
        else:
            kept.append(word)
    return kept


def main():
    if len(sys.argv) < 2 or sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    build = pathlib.Path(sys.argv[1]).resolve()
    limits = [os.path.relpath(pathlib.Path(path).resolve(), ROOT) for path in sys.argv[2:]]
    lint_dir = build / "lint"
    cache = lint_dir / "clean"
    cache.mkdir(parents=True, exist_ok=True)
    deps = dependencies(build)
    settings = content_hash(ROOT / ".clang-tidy")

    database, work = [], []
    for entry in json.loads((build / "compile_commands.json").read_text()):
        source = os.path.relpath(entry["file"], ROOT)
        if not source.startswith(ROOMS) or (limits and not any(source.startswith(limit) for limit in limits)):
            continue
        arguments = tidy_command(entry)
        database.append({"directory": entry["directory"], "file": entry["file"], "arguments": arguments})
        key = hashlib.sha256(" ".join([settings, *arguments]).encode())
        for path in [entry["file"], *sorted(deps.get(entry.get("output", ""), []))]:
            key.update(content_hash(path).encode())
        if not (cache / key.hexdigest()).exists():
            work.append((entry["file"], cache / key.hexdigest()))
    (lint_dir / "compile_commands.json").write_text(json.dumps(database))

    def check(item):
        file, mark = item
        run = subprocess.run(["clang-tidy", "--quiet", "-p", str(lint_dir), file], capture_output=True, text=True)
        # An unreadable .clang-tidy is said on stderr alone, with exit status 0.
        if run.returncode == 0 and "error:" not in run.stderr:
            mark.touch()
            return ""
        return run.stdout + "".join(line for line in run.stderr.splitlines(True) if "error:" in line)

    faults = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for text in pool.map(check, work):
            if text:
                faults += 1
                print(text, flush=True)
    print(f"{len(database)} sources: {len(database) - len(work)} unchanged, {len(work) - faults} clean, {faults} with faults")
    sys.exit(1 if faults else 0)


main()
