import { expect, it } from "vitest";
import { configLine, readConfigs, readResults, resultLine, type TrialResult } from "./trial-lines.ts";

const COMPLETE: TrialResult = {
  number: 1,
  params: { x: 0.5, n: 3, act: "relu", on: false, none: null },
  value: -2.5,
  state: "complete",
  durationMs: 1_250,
  startMs: Date.UTC(2026, 0, 2, 3, 4, 5) + 0.25,
  error: null,
};
const FAILED: TrialResult = { ...COMPLETE, number: 0, value: null, state: "failed", startMs: null, error: 'no "luck"' };

it("are the coordinator's TrialConfig and TrialResult, one object a line", () => {
  expect(configLine({ number: 0, params: { x: 0.5, act: "relu" }, direction: "maximize" })).toBe(
    '{"trial_number":0,"params":{"x":0.5,"act":"relu"},"direction":"maximize"}\n',
  );
  expect(resultLine(COMPLETE)).toBe(
    '{"trial_number":1,"params":{"x":0.5,"n":3,"act":"relu","on":false,"none":null},"value":-2.5,"state":"complete",' +
      '"duration_seconds":1.25,"start_datetime":"2026-01-02T03:04:05.000250+00:00"}\n',
  );
  expect(resultLine(FAILED)).toContain(
    '"value":null,"state":"failed","duration_seconds":1.25,"start_datetime":null,"error":"no ',
  );
});

it("are read back equal, by number, and a failed trial keeps its parameters", () => {
  expect(readResults(resultLine(COMPLETE) + resultLine(FAILED))).toEqual({ ok: true, value: [FAILED, COMPLETE] });
  const infinite = { ...COMPLETE, value: Number.NEGATIVE_INFINITY };
  expect(readResults(resultLine(infinite))).toEqual({ ok: true, value: [infinite] });
  const config = { number: 7, params: COMPLETE.params, direction: "minimize" } as const;
  expect(readConfigs(`\n${configLine(config)}\n`)).toEqual({ ok: true, value: [config] });
});

it("are read as Python writes them, what may be left out left out", () => {
  expect(readConfigs('{"trial_number": 2, "params": {"x": 1e-05}}')).toEqual({
    ok: true,
    value: [{ number: 2, params: { x: 1e-5 }, direction: "minimize" }],
  });
  const text = `{"trial_number": 2, "params": {}, "value": Infinity, "state": "complete", "duration_seconds": 0.5, "start_datetime": "2026-01-02 03:04:05.000006"}`;
  expect(readResults(text)).toMatchObject({
    ok: true,
    value: [{ value: Number.POSITIVE_INFINITY, durationMs: 500, startMs: Date.UTC(2026, 0, 2, 3, 4, 5) + 0.006 }],
  });
});

const good = '{"trial_number":0,"params":{},"value":1,"state":"complete"}\n';
it.each([
  ["a line cut off", `${good}{"trial_number":1,"par`, "line 2: it is no whole JSON"],
  ["no object", "[]", "no object"],
  ["no number", '{"params":{},"value":1,"state":"complete"}', "trial_number"],
  ["half a number", good.replace('"trial_number":0', '"trial_number":0.5'), "trial_number"],
  ["a trial twice", good + good, "line 2: trial 0 is there already"],
  ["no params", '{"trial_number":0,"value":1,"state":"complete"}', "params"],
  ["a list as a value", good.replace("{}", '{"x":[1]}'), '"x"'],
  ["NaN as a value", good.replace("{}", '{"x":NaN}'), '"x"'],
  ["a strange name", good.replace("{}", '{"__proto__":1}'), "may be called"],
  ["another state", good.replace("complete", "pruned"), "state"],
  ["complete without a value", good.replace("1,", "null,"), "no number as its value"],
  ["complete with NaN", good.replace("1,", "NaN,"), "no number as its value"],
  ["a negative duration", good.replace('"state"', '"duration_seconds":-1,"state"'), "duration_seconds"],
  ["no date", good.replace('"state"', '"start_datetime":"yesterday","state"'), "start_datetime"],
])("are refused with the line and what is wrong: %s", (_what, text, word) => {
  expect(readResults(text)).toEqual({ ok: false, reason: expect.stringContaining(word) });
});

it("are refused where a direction is none", () => {
  const text = '{"trial_number":0,"params":{},"direction":"up"}';
  expect(readConfigs(text)).toEqual({ ok: false, reason: expect.stringContaining("direction") });
});
