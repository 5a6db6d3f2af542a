"""What others wrote lies under static/vendor as the manifest says, and nothing else lies there."""

import hashlib
import json
import re
from pathlib import Path

VENDOR = Path(__file__).parent.parent / "static" / "vendor"
MANIFEST = json.loads((VENDOR / "manifest.json").read_text(encoding="utf-8"))


def test_every_vendored_file_is_the_one_in_the_manifest():
    for entry in MANIFEST:
        found = hashlib.sha256((VENDOR / entry["file"]).read_bytes()).hexdigest()
        assert found == entry["sha256"], entry["name"]


def test_nothing_else_is_vendored():
    named = {"manifest.json"} | {entry[key] for entry in MANIFEST for key in ("file", "licence_file")}
    lying = {path.relative_to(VENDOR).as_posix() for path in VENDOR.rglob("*") if path.is_file()}
    assert lying == named


def test_every_vendored_file_has_its_licence_beside_it():
    for entry in MANIFEST:
        assert entry["licence"], entry["name"]
        assert entry["version"], entry["name"]
        assert (VENDOR / entry["licence_file"]).read_text(encoding="utf-8").strip(), entry["name"]


def test_a_vendored_stylesheet_points_to_no_other_file():
    for entry in MANIFEST:
        text = (VENDOR / entry["file"]).read_text(encoding="utf-8")
        assert "sourceMappingURL" not in text, entry["name"]
        if entry["file"].endswith(".css"):
            elsewhere = [
                url for url in re.findall(r"url\(\s*[\"']?([^\"')]+)", text) if not url.startswith("data:")
            ]
            assert elsewhere == [], entry["name"]
            assert "@import" not in text, entry["name"]
