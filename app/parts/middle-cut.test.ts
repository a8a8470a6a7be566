import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { isWellFormedText } from "../../study/parsed.ts";
import { inTwoParts, MiddleCut } from "./MiddleCut.tsx";

it("keeps the end of a long name where the start gives way, and leaves a short one whole", () => {
  expect(inTwoParts("encoder_layer_dropout_12")).toEqual(["encoder_layer_drop", "out_12"]);
  expect(inTwoParts("learningRate")).toEqual(["learningRate", ""]);
  expect(inTwoParts("x".repeat(13))).toEqual(["x".repeat(7), "x".repeat(6)]);
});

it("halves no character, and is whole to who reads, copies or points at it", () => {
  const name = `${"🐝".repeat(20)}end`;
  expect(inTwoParts(name).join("")).toBe(name);
  expect(inTwoParts(name).every((part) => isWellFormedText(part))).toBe(true);
  const html = renderToStaticMarkup(createElement(MiddleCut, null, name));
  expect(html).toContain(`title="${name}"`);
  expect(html.replaceAll(/<[^>]*>/g, "")).toBe(name);
});
