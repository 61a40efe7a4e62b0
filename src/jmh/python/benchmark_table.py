"""The table of submit/benchmark, as text."""

PEER_CASES = ("f4-21", "f2-2", "deflated-12", "f4-21-long", "f2-2-long")
# What is asked for: name, smallest or largest allowed value.
BARS = {
    "timesEager": (">=", 20.0),
    "timesCompiled": (">=", 1.3),
    "wallTimesEager": (">=", 20.0),
    "wallTimesCompiled": (">=", 1.3),
    "shareOfLimit": (">=", 0.70),
    "millisAnImage": ("<=", 0.5),
    "launcherToFirstTask": ("<=", 6.0),
    "speedup": (">=", 1.8),
}


def verdict(name, value):
    sign, bound = BARS[name]
    met = value >= bound if sign == ">=" else value <= bound
    return f"{'met' if met else 'NOT met'} ({sign} {bound:g})"


def whole_commands(cases):
    """Seconds of whole commands, where PyTorch was run."""
    row = "{:12} {:>8} {:>9} {:>14} {:>8}"
    cases = {name: case for name, case in cases.items() if "eagerWallSeconds" in case}
    if cases:
        yield "whole commands"
        yield row.format("case", "job", "compiled", "compiled, cold", "eager")
    for name, case in cases.items():
        keys = ("wallSeconds", "compiledWallSeconds", "compiledColdWallSeconds", "eagerWallSeconds")
        texts = [f"{case[key]:.2f}" for key in keys]
        texts[-1] += "*" if case["eagerWallScaled"] else ""
        yield row.format(name, *texts)
    if cases:
        yield ""


def lines(results):
    """The table, as text."""
    yield f"{results['machine']['processor']}, {results['machine']['cores']} cores"
    yield f"{results['machine']['java']}; PyTorch {results['machine']['torch'] or 'none'}"
    if not results["machine"]["torch"]:
        yield f"PyTorch is not installed for {results['machine']['python']}: no figures of it"
    yield f"medians of {results['roundCount']} rounds, job and peers in turn; seconds"
    yield ""
    cases = results["cases"]
    images = [name for name in PEER_CASES if name in cases]
    if images:
        head = ("case", "scoring", "wall", "plain", "compiled", "eager", "M el/s", "MB/s")
        yield "{:12} {:>8} {:>8} {:>8} {:>9} {:>8} {:>8} {:>7}".format(*head)
        for name in images:
            case = cases[name]
            cells = [case["scoringSeconds"], case["wallSeconds"], case["plainSeconds"]]
            cells += [case.get("compiledSeconds"), case.get("eagerSeconds")]
            texts = ["-" if cell is None else f"{cell:.2f}" for cell in cells]
            texts += [f"{case['elementsPerSecond'] / 1e6:.0f}", f"{case['bytesPerSecond'] / 1e6:.0f}"]
            yield "{:12} {:>8} {:>8} {:>8} {:>9} {:>8} {:>8} {:>7}".format(name, *texts)
        yield ""
        yield from whole_commands({name: cases[name] for name in images})
    for name, case in cases.items():
        for ratio, value in case["ratios"].items():
            yield f"{name:12} {ratio:20} {value:8.2f}   {verdict(ratio, value)}"
        if "tableMillisAnImage" in case:
            yield f"{name:12} {'tableMillisAnImage':20} {case['tableMillisAnImage']:8.2f}"
        for step, value in case.get("steps", {}).items():
            yield f"{name:12}   {step:18} {value:8.2f}"
        for key in ("oneWorkerSeconds", "twoWorkersSeconds"):
            if key in case:
                yield f"{name:12}   {key:18} {case[key]:8.2f}"
