import { describe, expect, it } from "vitest";
import { EMPTY_SPACE } from "../../../study/space/search-space.ts";
import { TrialContext } from "../../../study/trial/suggest.ts";
import { MAX_LINE_LENGTH, MAX_TOLD_LINES, MAX_WAITING_LINES, readConsoleLines } from "../wire/console-lines.ts";
import { MESSAGE_KIND, unpackMessage } from "../wire/message-bytes.ts";
import { ToldLines } from "./told-lines.ts";

function open(waiting = () => 0) {
  const messages: unknown[] = [];
  const told = new ToldLines({
    send(bytes) {
      const message = unpackMessage(bytes);
      if (!message.ok || message.value.kind !== MESSAGE_KIND.console) throw new Error("no console");
      messages.push(message.value.json);
    },
    unacknowledged: waiting,
  });
  const lines = () =>
    messages.flatMap((json) => {
      const read = readConsoleLines(json, 0);
      if (!read.ok) throw new Error(read.reason);
      return read.value;
    });
  return { told, messages, lines };
}

function trialThatWarns(): TrialContext {
  const proposal = { number: 0, seed: 1, space: EMPTY_SPACE, values: [], fixed: null, mixtures: null };
  const setting = { directions: ["minimize"], pruner: { kind: "nop" } } as const;
  const trial = new TrialContext({ ...proposal, foreignKnown: 0, repeatOf: null }, setting);
  for (const step of [0, 0, 5, 2]) trial.report(1, step);
  trial.suggestFloat("w", 0, 1);
  trial.suggestFloat("w", 0, 1);
  return trial;
}

describe("what an objective writes", () => {
  it("leaves line by line, before its trial has ended", () => {
    const { told, messages, lines } = open();
    told.add("log", "one");
    told.add("error", "two");
    expect(messages.length).toBe(2);
    expect(lines()).toEqual([
      { level: "log", text: "one" },
      { level: "error", text: "two" },
    ]);
  });

  it("never is a flood: what the engine is not known to have taken holds the rest back until the trial's end", () => {
    let sent = 0;
    const { told, messages, lines } = open(() => sent++);
    for (let i = 0; i < MAX_TOLD_LINES + 30; i++) told.add("log", `${i}`);
    expect(messages.length).toBe(MAX_WAITING_LINES);
    told.flush();
    expect(messages.length).toBe(MAX_WAITING_LINES + 1);
    expect(lines().map(({ text }) => text)).toEqual(Array.from({ length: MAX_TOLD_LINES }, (_, i) => `${i}`));
  });

  it("is shortened to what the engine accepts, never in the middle of a character", () => {
    const { told, lines } = open();
    told.add("log", "x".repeat(MAX_LINE_LENGTH));
    told.add("log", "x".repeat(MAX_LINE_LENGTH + 1));
    told.add("log", "🐝".repeat(MAX_LINE_LENGTH));
    expect(lines().map(({ text }) => text.length)).toEqual([MAX_LINE_LENGTH, MAX_LINE_LENGTH, MAX_LINE_LENGTH - 1]);
    expect(lines()[2]?.text.endsWith("🐝…")).toBe(true);
  });

  it("is followed by what its trial remarks", () => {
    const { told, lines } = open();
    told.endTrial(trialThatWarns());
    expect(lines()).toEqual([
      { level: "note", text: "Step 0 was reported before; the first value stays." },
      { level: "steps", text: expect.stringContaining("Step 2 was reported after step 5.") },
      { level: "note", text: expect.stringContaining('"w" was asked for more than once') },
    ]);
  });

  it("is not told any more once the objective has broken its trial", () => {
    const { told, lines } = open();
    const trial = trialThatWarns();
    Object.defineProperty(trial, "warnings", { value: null });
    told.endTrial(trial);
    told.add("log", "later");
    expect(lines()).toEqual([]);
  });
});

it.each([
  [[{ level: "log", text: "x".repeat(MAX_LINE_LENGTH + 1) }], 0],
  [[{ level: "shout", text: "x" }], 0],
  [[{ level: "log", text: 7 }], 0],
  [[{ level: "log", text: "\ud800" }], 0],
  [[null], 0],
  [{ 0: "x" }, 0],
  [[{ level: "log", text: "x" }], MAX_TOLD_LINES],
  [Array.from({ length: MAX_TOLD_LINES + 1 }, () => ({ level: "log", text: "x" })), 0],
])("refuses a forged console: %#", (json, told) => expect(readConsoleLines(json, told).ok).toBe(false));
