"""House rules of templates and stylesheet that a plain reading of the files can check."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TEMPLATES = ROOT / "templates"
COMPONENTS = sorted((TEMPLATES / "components").glob("*.html"))
EVERY = sorted(TEMPLATES.rglob("*.html"))
STYLES = re.sub(r"/\*.*?\*/", "", (ROOT / "static" / "lr.css").read_text(encoding="utf-8"), flags=re.S)
GALLERY = "".join(path.read_text(encoding="utf-8") for path in (TEMPLATES / "desk").glob("*gallery*.html"))
OFFERED = (
    "lr-cols lr-cols--2 lr-cols--side lr-cols--wide lr-stack lr-list lr-grow lr-grid lr-id lr-table--tight "
    "lr-table--todo lr-wide-only lr-narrow-only lr-lead lr-c lr-main--bar lr-bare__notice lr-wide "
    "lr-w-8 lr-w-20 lr-w-30"
)
INCLUDE = re.compile(r"{% include [\"']([^\"']+)[\"'](.*?)%}")


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def markup(path: Path) -> str:
    return re.sub(r"{% comment %}.*?{% endcomment %}", "", read(path), flags=re.S)


def name(path: Path) -> str:
    return path.relative_to(TEMPLATES).as_posix()


@pytest.mark.parametrize("path", EVERY, ids=name)
def test_a_template_has_no_inline_script_style_or_handler(path):
    text = markup(path)

    for tag in re.findall(r"<script\b[^>]*>", text):
        assert " src=" in tag
    assert "<style" not in text
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"<[^>]*\son[a-z]+\s*=", text)
    assert "javascript:" not in text


@pytest.mark.parametrize("path", EVERY, ids=name)
def test_a_template_is_short(path):
    assert len(read(path).splitlines()) <= 150


@pytest.mark.parametrize("path", EVERY, ids=name)
def test_a_template_loads_nothing_from_elsewhere(path):
    assert not re.search(r"(?:src|href|action)=[\"'](?:https?:)?//", markup(path))


@pytest.mark.parametrize("path", EVERY, ids=name)
def test_a_form_that_posts_carries_its_token(path):
    for form in re.findall(r"<form\b[^>]*method=\"post\".*?</form>", markup(path), flags=re.S):
        assert re.search(r"{% (csrf_token|token) %}", form), form[:120]


@pytest.mark.parametrize("path", EVERY, ids=name)
def test_a_component_is_called_with_only(path):
    for called, rest in INCLUDE.findall(markup(path)):
        if called.startswith("components/"):
            assert rest.rstrip().endswith(" only"), f"{called} without only"


@pytest.mark.parametrize("path", COMPONENTS, ids=name)
def test_a_component_says_what_it_takes(path):
    head = re.match(r"{% comment %}\n(.*?){% endcomment %}", read(path), flags=re.S)

    assert head, "no header"
    lines = head.group(1).splitlines()
    assert lines[0].startswith("  "), "no sentence"
    assert any(re.match(r"  \w+ +(required|optional)  \S", line) for line in lines), "no parameter"


@pytest.mark.parametrize("path", COMPONENTS, ids=name)
def test_a_component_names_no_url(path):
    assert "{% url" not in markup(path)


@pytest.mark.parametrize("path", COMPONENTS, ids=name)
def test_a_component_stands_in_the_gallery(path):
    called = {found for found, _ in INCLUDE.findall(GALLERY)}
    helpers = {"components/field_notes.html"}  # part of every field

    assert name(path) in called | helpers


def test_every_included_template_exists():
    for path in EVERY:
        for called, _ in INCLUDE.findall(markup(path)):
            assert (TEMPLATES / called).exists(), f"{called} in {name(path)}"


def test_every_icon_named_in_a_template_is_in_the_sprite():
    sprite = set(re.findall(r'id="i-([a-z]+)"', read(ROOT / "static" / "icons.svg")))
    for path in EVERY:
        called = re.findall(r"components/icon\.html\" with name=\"([a-z]+)\"", markup(path))
        assert set(called) <= sprite, name(path)


def test_no_text_is_smaller_than_16_px():
    for size, unit in re.findall(r"(?:font-size|--lr-t[\w-]*)\s*:\s*([\d.]+)(px|pt|em|rem|%)", STYLES):
        assert unit in ("px", "pt"), f"{size}{unit}: write px or pt"
        assert float(size) >= {"px": 16, "pt": 12}[unit], f"{size}{unit}"


def test_every_colour_is_a_token():
    rules = re.sub(r":root,.*?}", "", STYLES, count=1, flags=re.S)

    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(", rules) == []
    words = (
        r"(?:color|background|border[\w-]*|fill|stroke)\s*:[^;]*\b(?:white|black|red|green|blue|gr[ae]y)\b"
    )
    assert re.findall(words, rules) == []


def test_every_token_used_is_defined_and_every_one_defined_is_used():
    defined = set(re.findall(r"(--lr-[\w-]+)\s*:", STYLES))
    used = set(re.findall(r"var\((--lr-[\w-]+)", STYLES))
    assert defined == used


def test_the_stylesheet_keeps_to_chromium_86():
    for newer in (
        ":has(",
        "color-mix(",
        "oklch(",
        "inset:",
        "aspect-ratio",
        "@container",
        "@layer",
        ":is(",
        ":where(",
    ):
        assert newer not in STYLES, newer


def test_every_class_of_ours_is_used_by_a_template_or_offered_to_pages():
    own = set(re.findall(r"\.(lr-[\w-]+)", STYLES))
    text = "".join(map(read, EVERY)) + read(ROOT / "static" / "lr.js")
    offered = set(OFFERED.split())
    built = {one for one in own if re.search(r"--(?:\w+)$", one) and one.rpartition("--")[0] in text}
    assert sorted(one for one in own - offered - built if one not in text) == []
