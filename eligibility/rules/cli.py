"""`assess` on the command line: case files in, one answer per line out, faults told apart from answers."""

import json
from pathlib import Path

from eligibility.rules.assessment import assess
from eligibility.rules.checks import BadCase
from eligibility.rules.values import MissingValue

COMPUTED, SOME_BAD = 0, 2


def run(paths, stdin, tell, complain):
    """Assess every document in the order read; `tell` gets answers, `complain` faults; the exit code."""
    code = COMPUTED
    for name, read in _documents(paths, stdin):
        try:
            answer = assess(_parsed(read))
        except BadCase as bad:
            faults = bad.errors
        except MissingValue as missing:
            faults = [{"path": "values", "message": str(missing)}]
        except OSError as error:
            faults = [{"path": "", "message": f"读不了这个文件：{error.strerror}"}]
        else:
            tell(answer)
            continue
        code = SOME_BAD
        for fault in faults:
            complain({"file": name, **fault})
    return code


def as_line(told):
    """An answer or a fault as one line of JSON, the same bytes for the same content."""
    return json.dumps(told, ensure_ascii=False, sort_keys=True)


def _documents(paths, stdin):
    """Each document's name and a way to read it; a folder stands for its JSON files by name."""
    for path in paths:
        if path == "-":
            yield "-", stdin.read
        elif Path(path).is_dir():
            for file in sorted(Path(path).rglob("*.json")):
                yield str(file), file.read_bytes
        else:
            yield path, Path(path).read_bytes


def _parsed(read):
    try:
        return json.loads(read(), object_pairs_hook=_once)
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadCase([{"path": "", "message": f"不是有效的 JSON：{error}"}]) from error


def _once(pairs):
    """An object whose keys stand once: of two, JSON would silently keep the last."""
    held = dict(pairs)
    if len(held) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise BadCase([{"path": str(twice), "message": f"键 {twice!r} 重复出现，只能写一次"}])
    return held
