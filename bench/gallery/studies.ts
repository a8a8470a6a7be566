// What the gallery's entries come to within their budgets, over fixed seeds: the tables of docs/gallery.md.
// `node bench/gallery/studies.ts [ids] [seeds]`, ids with commas between; all but the times repeats exactly.
import { gallery } from "../../gallery/gallery.ts";
import { goalWords, reachesGoal } from "../../gallery/goal.ts";
import { judged } from "../shared/entry-goals.ts";
import { median } from "../shared/report.ts";
import { runEntry } from "../shared/run-entry.ts";

const [named = "", seeds = "10"] = process.argv.slice(2);
const ids = named === "" ? gallery.map(({ id }) => id) : named.split(",");

for (const id of ids) {
  const entry = gallery.find((each) => each.id === id);
  if (entry === undefined) throw new Error(`The gallery has no entry ${id}.`);
  const values: number[] = [];
  const before = process.cpuUsage();
  for (let seed = 0; seed < Number(seeds); seed++) values.push(await judged(entry, await runEntry(entry, seed)));
  const seconds = process.cpuUsage(before).user / 1e6 / values.length;
  const reached = values.filter((value) => reachesGoal(entry, value)).length;
  const sorted = values.toSorted((a, b) => a - b).map((value) => value.toPrecision(6));
  console.log(`${id}. ${goalWords(entry)}: ${reached} of ${values.length} seeds`);
  console.log(`  median ${median(values).toPrecision(6)}, ${seconds.toFixed(2)} s each: ${sorted.join(" ")}`);
}
