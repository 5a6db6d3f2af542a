"""The manual says what is there: its words stand on a page, its commands run, its links lead somewhere.

**bold** is a word of the screen, whole: a button, a field, a state. 「…」 is a piece of a sentence the system says.
"""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands, load_command_class

from agencies import list_pages, stepup
from desk import whole

ROOT = Path(settings.BASE_DIR)
MANUAL = ROOT / "docs/manual"
PAGES = sorted(MANUAL.glob("*.md"))
OTHERS = [ROOT / "README.md", ROOT / "README.zh-CN.md", *sorted((ROOT / "docs").glob("*.md"))]
BOLD, SAID = re.compile(r"\*\*(.+?)\*\*"), re.compile(r"「(.+?)」")
LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")
COMMAND = re.compile(r"manage\.py ([a-z_]+)([^`\n]*)")
APPS = ("agencies", "applications", "desk", "eligibility", "grants", "households", "kernel", "papers")
# The gallery and the demonstration show invented words; commands speak to a terminal, migrations to nobody.
NOT_A_PAGE = re.compile(r"gallery|demo|/management/|/migrations/|/tests/")
DJANGO_TAG = re.compile(r"{%\s*comment.*?endcomment\s*%}|{#.*?#}", re.DOTALL)


def words_of_python(source: str) -> set[str]:
    """Every text in the code but its docstrings; of a composed one its fixed pieces."""
    tree = ast.parse(source)
    holders = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    docs = {id(node.body[0].value) for node in ast.walk(tree) if isinstance(node, holders) and _has_doc(node)}
    texts = (
        node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    return {node.value for node in texts if id(node) not in docs}


def _has_doc(node) -> bool:
    return (
        bool(node.body)
        and isinstance(node.body[0], ast.Expr)
        and isinstance(node.body[0].value, ast.Constant)
    )


def words_of_template(source: str) -> set[str]:
    """What stands between tags, and what a tag hands on in quotes; not what a comment says."""
    source = DJANGO_TAG.sub("", source)
    between = re.sub(r"{%.*?%}|{{.*?}}|<[^>]*>", "\n", source, flags=re.DOTALL).split("\n")
    return {piece.strip() for piece in [*between, *re.findall(r'"([^"]*)"', source)]} - {""}


def _house() -> set[str]:
    found = set()
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            if not NOT_A_PAGE.search(str(path.relative_to(ROOT))):
                found |= words_of_python(path.read_text(encoding="utf-8"))
    for path in (ROOT / "templates").rglob("*.html"):
        if not NOT_A_PAGE.search(str(path.relative_to(ROOT))):
            found |= words_of_template(path.read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def house() -> set[str]:
    return _house()


def words_nobody_shows(text: str, house: set[str]) -> list[str]:
    return [word for word in BOLD.findall(text) if word not in house]


def sentences_nobody_says(text: str, house: set[str]) -> list[str]:
    return [said for said in SAID.findall(text) if not any(said in one for one in house)]


def commands_that_fail(text: str) -> list[str]:
    """A command there is not, or an option it does not know."""
    found = []
    for name, rest in COMMAND.findall(text):
        if name not in get_commands():
            found.append(name)
            continue
        app = get_commands()[name]
        command = app if not isinstance(app, str) else load_command_class(app, name)
        known = command.create_parser("manage.py", name)._option_string_actions
        found += [f"{name} {option}" for option in re.findall(r"--[a-z-]+", rest) if option not in known]
    return found


def links_to_nowhere(text: str, at: Path) -> list[str]:
    local = [link for link in LINK.findall(text) if "://" not in link]
    return [link for link in local if not (at.parent / link).exists()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_says_what_is_there(page, house):
    text = page.read_text(encoding="utf-8")

    assert words_nobody_shows(text, house) == []
    assert sentences_nobody_says(text, house) == []
    assert commands_that_fail(text) == []
    assert links_to_nowhere(text, page) == []


def numbers_of_the_code() -> dict[str, list[str]]:
    """What the manual counts, as the code has it, by page."""
    fresh = f"超过 {minutes(stepup.FRESH_FOR.total_seconds())} 分钟"
    return {
        "sign-in": [f"{minutes(settings.SESSION_IDLE.total_seconds())} 分钟没有操作"],
        "whole-numbers": [fresh, f"{minutes(whole.SHOWN_FOR)} 分钟后自动返回"],
        "security-administrator": [fresh],
        "system-administrator": [f"网页一次最多 {list_pages.MOST_ON_PAGE} 行"],
    }


def minutes(seconds: float) -> int:
    return int(seconds) // 60


def wrong_numbers(told: dict[str, str]) -> list[str]:
    wanted = ((page, words) for page, all_words in numbers_of_the_code().items() for words in all_words)
    return [f"{page}: {words}" for page, words in wanted if words not in told[page]]


def test_the_numbers_are_those_of_the_code(monkeypatch):
    told = {page.stem: page.read_text(encoding="utf-8") for page in PAGES}
    assert wrong_numbers(told) == []

    monkeypatch.setattr(list_pages, "MOST_ON_PAGE", 250)  # the control
    assert wrong_numbers(told) == ["system-administrator: 网页一次最多 250 行"]


def test_every_page_is_in_the_index_and_both_readmes_lead_there():
    index = (MANUAL / "README.md").read_text(encoding="utf-8")

    assert set(LINK.findall(index)) == {page.name for page in PAGES} - {"README.md"}
    for name in ("README.md", "README.zh-CN.md"):
        assert "docs/manual/README.md" in LINK.findall((ROOT / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", OTHERS, ids=lambda page: page.name)
def test_the_other_pages_name_commands_and_places_there_are(page):
    text = page.read_text(encoding="utf-8")

    assert commands_that_fail(text) == []
    assert links_to_nowhere(text, page) == []


def test_no_mark_is_left_open():
    """A word whose mark is broken by a line would not be looked at."""
    told = {page.stem: page.read_text(encoding="utf-8") for page in PAGES}

    assert [stem for stem, text in told.items() if text.count("**") != 2 * len(BOLD.findall(text))] == []
    assert [stem for stem, text in told.items() if text.count("「") != len(SAID.findall(text))] == []


def test_each_page_has_something_to_check():
    """An unmarked page would pass whatever it said."""
    marked = {page.stem: len(BOLD.findall(page.read_text(encoding="utf-8"))) for page in PAGES}

    assert {stem: count for stem, count in marked.items() if count < 2} == {}


def test_the_controls_an_invented_word_sentence_command_and_link_are_seen(house):
    assert words_nobody_shows("按 **查找**，再按 **一键通过**。", house) == ["一键通过"]
    assert words_nobody_shows("按 **查**。", house) == ["查"]  # a piece of a word is no word of the screen
    assert words_nobody_shows("按 **停发并出告知书**。", house) == [
        "停发并出告知书"
    ]  # only the gallery has it
    assert sentences_nobody_says("「密码不对，号码没有显示」「系统已自动通过」", house) == ["系统已自动通过"]
    assert commands_that_fail("`manage.py doctor`、`manage.py doctor --mend`、`manage.py heal`") == [
        "doctor --mend",
        "heal",
    ]
    assert links_to_nowhere("[有](counter.md) [无](nobody.md)", MANUAL / "README.md") == ["nobody.md"]


def test_docstrings_and_comments_are_no_words_of_the_screen():
    assert words_of_python('"""一键通过"""\n# 一键通过\nlabel = "查找"') == {"查找"}
    assert words_of_template("{% comment %}一键通过{% endcomment %}<p>查找</p>{# 一键 #}") == {"查找"}
