import { expect, it } from "vitest";
import type { TrialEvent } from "../../../agent/view/courses.ts";
import { eventsText, eventTold, eventWords, MAX_SHOWN_EVENTS, shownEvents } from "./events.ts";

const event = (seq: number, change: Partial<TrialEvent> = {}): TrialEvent => ({
  sequence: seq,
  studyMs: 1000 * seq,
  trial: `log:${seq % 2}`,
  name: null,
  by: "fox",
  own: false,
  from: "waiting",
  to: "running",
  stoppedBy: null,
  ...change,
});

it("says what became of a trial by where it came from", () => {
  const words = (from: TrialEvent["from"], to: TrialEvent["to"]) => eventWords({ from, to, stoppedBy: null });
  expect(words("waiting", "waiting")).toBe("waits to begin");
  expect(words("running", "waiting")).toBe("was given up and waits again");
  expect(words("waiting", "running")).toBe("began to run");
  expect(words("paused", "running")).toBe("went on");
  expect(words("running", "complete")).toBe("terminated");
  const stoppedBy = "mean_accuracy >= 0.99\u202e\n";
  expect(eventWords({ from: "running", to: "complete", stoppedBy })).toBe("terminated by mean_accuracy >= 0.99 ");
});

it("speaks of generations where they are bred, and of trials elsewhere", () => {
  const closed = event(19, { trial: "log:19", from: "running", to: "complete" });
  expect(eventTold(closed, true)).toEqual({ about: "generation 19", what: "closed" });
  expect(eventTold({ ...closed, to: "running" }, true).what).toBe("opened");
  expect(eventTold(closed, false)).toEqual({ about: "trial 19", what: "terminated" });
});

it("shows the newest first, of one trial alone if asked, and no more than a page can lay out", () => {
  const events = Array.from({ length: 2000 }, (_, i) => event(i + 1));
  const { shown, more } = shownEvents(events, null);
  expect([shown.length, shown[0]?.sequence, more]).toEqual([MAX_SHOWN_EVENTS, 2000, 1500]);
  const one = shownEvents(events.slice(0, 10), "log:1");
  expect([one.shown.map(({ sequence }) => sequence), one.more]).toEqual([[9, 7, 5, 3, 1], 0]);
});

it("copies as a line each, whatever the names", () => {
  const text = eventsText([
    event(124, { name: "script_0_lr=1", to: "complete", from: "running", stoppedBy: "time_total_s >= 600" }),
    event(2, { by: "a\tb\nc\u202e", studyMs: null }),
  ]);
  expect(text.split("\n")).toEqual([
    "when\twho\ttrial\tfrom\tto\tid\tstopped by",
    "2 min 04 s\tfox\tscript_0_lr=1\trunning\tcomplete\tlog:0\ttime_total_s >= 600",
    "not known\ta b c\ttrial 0\twaiting\trunning\tlog:0\t",
  ]);
});
