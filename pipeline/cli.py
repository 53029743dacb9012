"""The command line (命令行): the only place that parses arguments, prints, and turns what happened into exit codes."""

from __future__ import annotations

import argparse
import io
import json
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from pipeline.commands.arguments import Parser, Version, positive, seconds
from pipeline.errors import DamagedError, ExitCode, NotInstalledError, told
from pipeline.settings import Settings, log_as_asked
from schemas.declarations import DeclarationError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.batch import Summary

MEMORY_A_WORKER = 1536 << 20  # bytes that a worker with its OCR engine should find free
SEVERITIES = ("info", "warning", "error")


class UsageError(Exception):
    """The command cannot be carried out as given; the message is Chinese and says what to do instead."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit code."""
    log_as_asked()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal in GBK knows no ✓
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    args = _parser().parse_args(argv)
    try:
        code: int = args.command(args)
    except (UsageError, DamagedError, DeclarationError) as error:
        return _complain(str(error), ExitCode.USAGE)
    except NotInstalledError as error:
        return _complain(f"{error}\n运行 jihe doctor 可查看缺少哪些组件、如何安装。", ExitCode.NOT_INSTALLED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.OK
    except KeyboardInterrupt:
        return _complain("已中断。", ExitCode.INTERRUPTED)
    except OSError as error:
        return _complain(f"{error.filename or '读写文件'}：{told(error)}", ExitCode.USAGE)
    return code


def _complain(message: str, code: ExitCode) -> ExitCode:
    Console(stderr=True).print(Text(message, style="red"), soft_wrap=True)
    return code


def _parser() -> Parser:
    parser = Parser("jihe", "稽核：把整体绩效自评报告变成逐项可核对的数据")
    parser.add_argument("--version", action=Version)
    commands = parser.add_subparsers(required=True, metavar="命令")

    run = commands.add_parser("run", help="读取报告、核对、发布数据集")
    run.add_argument("input", nargs="+", type=Path, metavar="INPUT", help="文件或文件夹（文件夹会逐级查找）")
    run.add_argument("--out", type=Path, required=True, metavar="OUT", help="结果所在的文件夹")
    run.add_argument("--workers", type=positive, metavar="N", help="同时读取几份报告（默认按处理器和内存决定）")
    run.add_argument("--ocr", choices=("auto", "rapidocr", "tesseract", "off"), default="auto", help="识别引擎")
    run.add_argument("--force", action="store_true", help="未变动的文件也重新读取")
    run.add_argument("--timeout", type=seconds, default=600.0, metavar="SECONDS", help="每份报告的时限（默认600秒）")
    run.add_argument("--rules", type=Path, metavar="PATH", help="自定义指标和规则（TOML文件或文件夹）")
    run.add_argument("--quiet", action="store_true", help="不显示进度和小结")
    run.add_argument("--json", action="store_true", help="在标准输出打印一个JSON小结")
    run.add_argument("--fail-on", choices=SEVERITIES, help="有此级别及以上的差异时退出码为1")
    run.add_argument("--engine", help=argparse.SUPPRESS)
    run.set_defaults(command=_run)

    show = commands.add_parser("show", help="在终端查看报告内容和差异")
    show.add_argument("out", type=Path, metavar="OUT")
    show.add_argument("report", nargs="?", metavar="REPORT", help="报告编号、文件名或单位名称的一部分")
    show.add_argument("--outline", action="store_true", help="同时列出章节")
    show.set_defaults(command=_show)

    export = commands.add_parser("export", help="把差异导出为Excel工作簿")
    export.add_argument("out", type=Path, metavar="OUT")
    export.add_argument("file", type=Path, metavar="FILE.xlsx")
    export.set_defaults(command=_export)

    rules = commands.add_parser("rules", help="列出指标和规则及其依据；rules lint 检查规则文件")
    rules.add_argument("action", nargs="?", choices=("lint",))
    rules.add_argument("--rules", type=Path, metavar="PATH", help="自定义指标和规则（TOML文件或文件夹）")
    rules.set_defaults(command=_rules)

    doctor = commands.add_parser("doctor", help="检查所需组件是否齐全")
    doctor.set_defaults(command=_doctor)

    for name, words in (("review", "在本机浏览器中复核差异（尚未提供）"), ("import", "读回填好的工作簿（尚未提供）")):
        later = commands.add_parser(name, help=words)
        later.add_argument("rest", nargs="*")
        later.set_defaults(command=_later, name=name)
    return parser


def _default_workers() -> int:
    import psutil  # noqa: PLC0415

    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, int(psutil.virtual_memory().available) // MEMORY_A_WORKER))


def _settings(args: argparse.Namespace) -> Settings:
    """What a run is to do. Raises UsageError."""
    if args.engine is not None:
        raise UsageError("--engine 留给以后的集群版本，目前请去掉此选项。")
    for path in (*args.input, *([args.rules] if args.rules else [])):
        if not path.exists():
            raise UsageError(f"找不到 {path}。请检查路径是否写对；含空格的路径要加引号。")
    if args.out.exists() and not args.out.is_dir():
        raise UsageError(f"--out 应为文件夹，而 {args.out} 是文件。请换一个名称。")
    return Settings(
        ocr=args.ocr,
        workers=args.workers or _default_workers(),
        timeout=args.timeout,
        rules=args.rules,
        force=args.force,
    )


def _run(args: argparse.Namespace) -> ExitCode:
    # What reading needs takes a second to load; the other commands do without.
    from pipeline.batch import BusyError, run_batch  # noqa: PLC0415
    from pipeline.commands.progress import Watch, as_object, as_text  # noqa: PLC0415
    from pipeline.executors import WorkerError  # noqa: PLC0415

    settings = _settings(args)
    try:
        with Watch(Console(stderr=True), quiet=args.quiet) as watch:
            summary = run_batch(args.input, args.out, settings, watch)
    except BusyError as error:
        raise UsageError(f"{args.out} 正被另一个 jihe run 使用。请等它结束，或换一个 --out。") from error
    except OSError as error:
        return _complain(f"{error.filename or args.out}：{told(error)}已有的数据集仍可使用。", ExitCode.USAGE)
    except WorkerError as error:
        raise UsageError(f"读取进程无法启动：{error}\n运行 jihe doctor 检查安装。") from error
    code = exit_code(summary, args.fail_on)
    if args.json:
        print(json.dumps(as_object(summary) | {"exit_code": int(code)}, ensure_ascii=False))
    elif not args.quiet:
        Console().print(as_text(summary))
    if not summary.total:
        _complain("所给的文件夹里没有可读取的文件（PDF、图片、Word、Excel、WPS、OFD）。", code)
    return code


def exit_code(summary: Summary, fail_on: str | None) -> ExitCode:
    """The exit code of a run: interrupted before failed, failed before discrepancies."""
    statuses, severities = summary.statuses, summary.severities
    if summary.interrupted:
        return ExitCode.INTERRUPTED
    if not statuses["done"] + statuses["partial"]:
        return ExitCode.NOTHING_READ
    if statuses["failed"]:
        return ExitCode.SOME_FAILED
    if fail_on and any(severities[word] for word in SEVERITIES[SEVERITIES.index(fail_on) :]):
        return ExitCode.DISCREPANCIES
    return ExitCode.OK


def _dataset(out: Path) -> Path:
    """The snapshot that `OUT/dataset` points to now, so that one command sees one run; `OUT/dataset` itself will do."""
    dataset = out if (out / "reports").is_dir() else out / "dataset"
    if not dataset.is_dir():
        raise UsageError(f"{out} 里没有数据集。请先运行：jihe run 报告文件夹 --out {out}")
    return dataset.resolve()


def _show(args: argparse.Namespace) -> ExitCode:
    from pipeline.commands.show import NoSuchReportError, overview, report  # noqa: PLC0415

    dataset = _dataset(args.out)
    try:
        shown = report(dataset, args.report, outline=args.outline) if args.report else overview(dataset)
    except NoSuchReportError as error:
        raise UsageError(f"{error}\n不带 REPORT 运行 jihe show {args.out} 可列出全部报告。") from error
    Console().print(shown)
    return ExitCode.OK


def _export(args: argparse.Namespace) -> ExitCode:
    from pipeline.commands.decisions import ForeignWorkbookError  # noqa: PLC0415
    from pipeline.commands.export import export  # noqa: PLC0415

    if args.file.suffix.lower() != ".xlsx":
        raise UsageError(f"{args.file} 应以 .xlsx 结尾。")
    if args.file.is_dir() or not args.file.absolute().parent.is_dir():
        raise UsageError(f"无法写入 {args.file}：所在文件夹不存在，或同名文件夹已存在。")
    try:
        count, kept, stale = export(_dataset(args.out), args.file)
    except ForeignWorkbookError as error:
        raise UsageError(str(error)) from error
    Console().print(Text(f"已导出 {count} 处差异：{args.file}"))
    if kept or stale:
        lost = f"；另有 {stale} 处的差异已不存在，移到“失效的处理意见”表" if stale else ""
        Console().print(Text(f"原工作簿中填写的处理意见保留了 {kept} 处{lost}。"))
    return ExitCode.OK


def _rules(args: argparse.Namespace) -> ExitCode:
    from pipeline.commands.listing import indicators_in_force, rules_in_force  # noqa: PLC0415
    from schemas.catalogue import load_catalogue  # noqa: PLC0415
    from schemas.rules import lint, load_rules  # noqa: PLC0415

    if args.rules and not args.rules.exists():
        raise UsageError(f"找不到 {args.rules}。")
    catalogue = load_catalogue(args.rules)
    rules = load_rules(catalogue, args.rules)
    console = Console()
    if args.action is None:
        console.print(indicators_in_force(catalogue), rules_in_force(rules))
        return ExitCode.OK
    doubts = lint(rules)
    for message in doubts:
        console.print(Text(message, style="yellow"))
    console.print(Text(f"指标 {len(catalogue)} 个，规则 {len(rules)} 条：{'有疑问，见上' if doubts else '检查通过'}"))
    return ExitCode.USAGE if doubts else ExitCode.OK


def _doctor(_: argparse.Namespace) -> ExitCode:
    from pipeline.commands.doctor import examine, findings_table  # noqa: PLC0415

    found = examine()
    Console().print(findings_table(found))
    return ExitCode.NOT_INSTALLED if any(one.needed and not one.version for one in found) else ExitCode.OK


def _later(args: argparse.Namespace) -> ExitCode:
    raise UsageError(f"jihe {args.name} 尚未提供。目前可用 jihe export OUT 差异.xlsx 导出工作簿查看。")
