"""A notebook's own cells, one after the other as in a fresh kernel, and its figures as SVG files.

Arguments: the notebook, and a folder for the figures, 1.svg, 2.svg and so on in the order in which they are shown. What its cells print
is printed. Needs Matplotlib, and what the notebook needs. docs/five-systems.md shows what that of the agents comes to.
"""

import json
import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
# The same picture is the same file.
matplotlib.rcParams["svg.hashsalt"] = "notebook"

import matplotlib.pyplot as plt


def main():
    if len(sys.argv) != 3:
        sys.exit("Say which notebook to run, and into which folder its figures go.")
    notebook, folder = Path(sys.argv[1]), Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    shown = []

    def show():
        shown.append(plt.gcf())
        plt.savefig(folder / f"{len(shown)}.svg", metadata={"Date": None})
        plt.close()

    plt.show = show
    names = {"__name__": "__main__"}
    for cell in cells:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), names)


main()
