"""Set up, demonstrate and test the project: `python3 dev.py VERB`, the same on every system.

The Makefile and .ci/run call nothing else. Standard library only. It must be *parsed* by any
Python 3.7, so that a Python that is too old gets a sentence and not a traceback.
"""

from __future__ import annotations

import importlib.util
import io
import os
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from typing import NamedTuple, NoReturn

OLDEST = (3, 11)
ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "ready"
LOCK = ROOT / "requirements.lock"
PROJECT = ROOT / "pyproject.toml"
CACHES = (".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis")
LITTER = (".venv", "build", "dist", "node_modules", *CACHES)
FAST = "not slow and not office and not ooxml and not browser"


class Group(NamedTuple):
    """The tests under one pytest marker, and the programs of which one must be present."""

    mark: str
    programs: tuple[str, ...] = ()
    called: str = ""
    variable: str = ""  # of the environment; where it is set, it names the program

    @property
    def present(self) -> bool:
        """Say whether the group can run; one that needs no program always can."""
        named = bool(self.variable and os.environ.get(self.variable))
        return not self.programs or named or any(map(find, self.programs))


# Only groups that have tests; .ci/run installs the programs.
GROUPS = (
    Group("slow"),
    Group("office", ("soffice", "libreoffice"), "LibreOffice"),
    Group("ooxml", ("ooxml-validator",), "ooxml-validator", "NIANBAO_OOXML"),
    Group("browser", ("chromium", "google-chrome", "chrome"), "Chromium 或 Chrome"),
)


def show_help(*_: str) -> None:
    """列出这些命令"""
    print("用法：make 命令；没有 make（如 Windows）时：py dev.py 命令\n")
    for name, verb in VERBS.items():
        print(f"  {name:<10} {verb.__doc__}")


def setup(*_: str) -> None:
    """建好 .venv，按 requirements.lock 安装；已是最新时什么也不做"""
    if ready():
        return
    check_python()
    print("正在准备 .venv（第一次需要一两分钟）……", flush=True)
    make_venv(VENV)
    pip("--require-hashes", "-r", str(LOCK))
    pip("--no-deps", "--no-build-isolation", "-e", str(ROOT))
    STAMP.touch()


def demo(*words: str) -> None:
    """准备好并运行演示"""
    setup()
    python("-m", "toolkit", "demo", *words)


def test(*words: str) -> None:
    """准备好，检查代码，运行全部测试；缺少程序的组会说明跳过"""
    lint()
    skipped = [group for group in GROUPS if not group.present]
    for group in skipped:
        print(f"跳过：{group.mark} 组（没有找到 {group.called}）", flush=True)
    if skipped and os.environ.get("NIANBAO_ALL_GROUPS") == "1":
        stop("NIANBAO_ALL_GROUPS=1 要求每一组测试都运行；请先安装上面的程序。")
    pytest(" and ".join(f"not {group.mark}" for group in skipped), *words)


def test_fast(*words: str) -> None:
    """准备好，只运行几秒钟的测试，不需要别的程序"""
    setup()
    pytest(FAST, *words)


def lint(*_: str) -> None:
    """检查写法、格式和类型"""
    setup()
    python("-m", "ruff", "check", "--quiet")
    python("-m", "ruff", "format", "--check", "--quiet")
    python("-m", "mypy", "--no-error-summary")


def lock(*words: str) -> None:
    """按 pyproject.toml 重写 requirements.lock；加 --upgrade 换成最新版本"""
    check_python()
    with tempfile.TemporaryDirectory() as folder:
        make_venv(Path(folder))
        interpreter = str(program(Path(folder)))
        run(interpreter, "-m", "pip", "install", "--quiet", "uv")
        compile_lock(interpreter, *words)


def bench(*words: str) -> None:
    """运行 benchmarks/ 下的性能对比"""
    setup()
    for script in sorted((ROOT / "benchmarks").glob("[!_]*.py")):
        python(str(script), *words)


def clean(*_: str) -> None:
    """删除 .venv 和各种缓存"""
    for name in LITTER:
        shutil.rmtree(ROOT / name, ignore_errors=True)


VERBS = {
    "setup": setup,
    "demo": demo,
    "test": test,
    "test-fast": test_fast,
    "lint": lint,
    "lock": lock,
    "bench": bench,
    "clean": clean,
    "help": show_help,
}


def ready() -> bool:
    """Say whether .venv was finished after the last change of what it is made from."""
    if not STAMP.exists():
        return False
    finished = STAMP.stat().st_mtime
    return all(source.stat().st_mtime <= finished for source in (LOCK, PROJECT))


def make_venv(folder: Path) -> None:
    """Create an environment with the Python that runs this file, or say what is missing."""
    if importlib.util.find_spec("ensurepip") is None:  # Debian ships it apart
        stop("这个 Python 缺少 venv 组件。Debian、Ubuntu 请先运行：apt install python3-venv")
    venv.create(folder, with_pip=True, symlinks=os.name != "nt")


def check_python() -> None:
    """Stop when this Python is too old."""
    if sys.version_info < OLDEST:
        stop(
            f"需要 Python 3.11 或更新的版本，现在运行的是 {sys.version.split()[0]}。"
            "请先安装；已装在别处的，这样指定：make demo PYTHON=python3.12"
        )


def compile_lock(interpreter: str, *words: str) -> None:
    """Resolve for every system and Python at once; never write the address of an index."""
    scope = ("--universal", "--python-version", "3.11", "--extra", "dev", "--generate-hashes")
    silence = ("--quiet", "--no-emit-index-url", "--no-emit-find-links")
    header = ("--custom-compile-command", "make lock")
    files = ("--output-file", LOCK.name, PROJECT.name)
    uv = (interpreter, "-m", "uv", "pip", "compile")
    run(*uv, *scope, *silence, *header, *files, *words)


def pip(*words: str) -> None:
    """Install into .venv."""
    python("-m", "pip", "install", "--quiet", "--disable-pip-version-check", *words)


def pytest(expression: str, *words: str) -> None:
    """Run, on all cores, the tests whose markers the expression selects; an empty one, all."""
    cores = ("-n", "auto", "--dist", "worksteal")
    python("-m", "pytest", *cores, *(("-m", expression) if expression else ()), *words)


def python(*words: str) -> None:
    """Run the Python of .venv."""
    run(str(program(VENV)), *words)


def program(folder: Path) -> Path:
    """Name the Python of a virtual environment."""
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def find(name: str) -> str | None:
    """Look for a program on the PATH, and where npm puts those of this folder."""
    places = (str(ROOT / "node_modules" / ".bin"), os.environ.get("PATH", ""))
    return shutil.which(name, path=os.pathsep.join(places))


def run(*words: str) -> None:
    """Run a program in the project's folder; end with its code when it fails."""
    code = subprocess.run(words, cwd=ROOT, check=False).returncode
    if code:
        sys.exit(code)


def stop(sentence: str) -> NoReturn:
    """End with one sentence and code 1."""
    print(sentence, file=sys.stderr)
    sys.exit(1)


def main() -> None:
    """Carry out the verb on the command line."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a Western Windows console lacks Chinese
            stream.reconfigure(errors="replace")
    name, *words = sys.argv[1:] or ["help"]
    if name not in VERBS:
        stop(f"没有“{name}”这个命令。可用的有：{'、'.join(VERBS)}")
    VERBS[name](*words)


if __name__ == "__main__":
    main()
