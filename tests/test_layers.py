"""Layers: imports go strictly downwards, rooms do not know one another, and importing does nothing."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = (
    "readers passages retrieval query guardrails answering conversation disagreements suggesting matching auditing "
    "evaluation store known versions"
).split()
MEANING = ["glossary", "thesaurus", "wants", "numbers"]
STAFF = ["checking", "explaining", "supporting", "trying"]
FLOORS = [
    "model",
    "settings",
    "languages",
    "needles",
    "text",
    "meaning",
    "room",
    "searching",
    "bot",
    "staff",
    "carrying",
    "web",
    "cli",
]
FILES = sorted([*(ROOT / "chatbot").rglob("*.py"), *(ROOT / "web").rglob("*.py")])
MODULES = {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in FILES}


def imported(module: str, *, at_import: bool = False) -> set[str]:
    """The modules that a module imports, in full; `at_import` leaves out what its functions import."""
    path = MODULES[module]
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    found: set[str] = set()
    todo: list[ast.AST] = [ast.parse(path.read_text(encoding="utf-8"))]
    while todo:
        node = todo.pop()
        if at_import and isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            continue
        todo += ast.iter_child_nodes(node)
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            source = ".".join([*above, *([node.module] if node.module else [])])
            found |= {f"{source}.{a.name}" if f"{source}.{a.name}" in MODULES else source for a in node.names}
    return found


def home(module: str) -> str:
    """The room or floor a module belongs to: `readers` for chatbot.readers.html, `web` for web.api."""
    parts = module.split(".")
    return "web" if parts[0] == "web" else (parts[1] if len(parts) > 1 else "chatbot")


def floor(module: str) -> int:
    named = {"room": ROOMS, "meaning": MEANING, "staff": STAFF}
    place = next((name for name, rooms in named.items() if home(module) in rooms), home(module))
    return len(FLOORS) if place in ("chatbot", "__main__") else FLOORS.index(place)


def own(names: set[str]) -> set[str]:
    return {name for name in names if name.split(".")[0] in ("chatbot", "web")}


def outside(names: set[str]) -> set[str]:
    return {name.split(".")[0] for name in names} - {"chatbot", "web"} - sys.stdlib_module_names


@pytest.mark.parametrize("module", MODULES)
def test_every_module_has_a_floor(module: str) -> None:
    assert home(module) in {*ROOMS, *MEANING, *STAFF, *FLOORS, "chatbot", "__main__"}


@pytest.mark.parametrize("module", [module for module in MODULES if home(module) not in ("chatbot", "cli", "web")])
def test_imports_go_strictly_downwards_and_rooms_do_not_know_one_another(module: str) -> None:
    for name in own(imported(module)):
        assert floor(name) < floor(module) or home(name) == home(module), f"{module} imports {name}"


@pytest.mark.parametrize("module", [module for module in MODULES if home(module) == "web"])
def test_the_web_knows_the_engine_but_not_the_terminal(module: str) -> None:
    assert not {name for name in own(imported(module)) if home(name) == "cli"}


@pytest.mark.parametrize("module", [module for module in MODULES if home(module) == "cli"])
def test_the_terminal_imports_the_web_only_inside_a_function(module: str) -> None:
    assert not {name for name in imported(module, at_import=True) if home(name) == "web"}


@pytest.mark.parametrize("module", [module for module in MODULES if home(module) not in ("web", "cli")])
def test_only_the_doors_import_evaluation_and_store(module: str) -> None:
    if home(module) not in ("evaluation", "store"):
        assert not {home(name) for name in own(imported(module))} & {"evaluation", "store"}


@pytest.mark.parametrize("module", [module for module in MODULES if home(module) != "web"])
def test_only_the_web_knows_flask(module: str) -> None:
    assert not outside(imported(module)) & {"flask", "werkzeug"}


@pytest.mark.parametrize("module", [module for module in MODULES if home(module) != "store"])
def test_only_the_store_knows_its_databases(module: str) -> None:
    assert not outside(imported(module)) & {"sqlalchemy", "psycopg"}


def test_the_nouns_need_the_standard_library_only() -> None:
    names = imported("chatbot.model")
    assert (own(names), outside(names)) == (set(), set())


@pytest.mark.parametrize(
    ("module", "at_import", "name", "there"),
    [
        ("chatbot.searching", True, "chatbot.passages", True),
        ("chatbot.readers.html", True, "chatbot.readers.draft", True),
        ("chatbot.text", False, "nltk.stem.snowball", True),
        ("chatbot.text", True, "nltk.stem.snowball", False),
        ("chatbot.query.nearness", False, "spellchecker", True),
        ("chatbot.query.nearness", True, "spellchecker", False),
    ],
)
def test_the_imports_of_a_module_are_found(module: str, at_import: bool, name: str, there: bool) -> None:
    assert (name in imported(module, at_import=at_import)) is there


IMPORT = """
import sys
opened = []
sys.addaudithook(lambda event, given: opened.append(str(given[0])) if event == "open" else None)
import chatbot
print("\\n".join(sorted({name.split(".")[0] for name in sys.modules})))
print("---")
print("\\n".join(opened))
"""


@pytest.fixture(scope="module")
def importing() -> tuple[list[str], list[str]]:
    """The packages that `import chatbot` brings with it, and the files it opens."""
    done = subprocess.run([sys.executable, "-B", "-c", IMPORT], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    packages, opened = done.stdout.split("---\n")
    return packages.splitlines(), opened.splitlines()


def test_importing_brings_neither_nltk_nor_flask(importing: tuple[list[str], list[str]]) -> None:
    packages, _ = importing
    assert "chatbot" in packages
    assert not {"nltk", "spellchecker", "flask", "granian", "click", "rich", "sqlalchemy", "web"} & set(packages)


def test_importing_reads_no_document_and_no_data_file(importing: tuple[list[str], list[str]]) -> None:
    _, opened = importing
    ours = [
        name for name in opened if name.startswith(tuple(str(ROOT / part) for part in ("chatbot", "corpus", "web")))
    ]
    assert ours
    assert not [name for name in ours if not name.endswith((".py", ".pyc"))]


def test_every_package_is_installed() -> None:
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["packages"]
    there = {".".join(path.parent.relative_to(ROOT).parts) for path in FILES if path.name == "__init__.py"}
    assert there <= set(listed)
