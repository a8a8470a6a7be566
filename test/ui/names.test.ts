import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { Name } from "../../app/parts/Name.tsx";
import { MAX_STUDY_NAME_LENGTH } from "../../study/spec/spec-limits.ts";

const shown = (name: string) => renderToStaticMarkup(createElement(Name, null, name)).replaceAll(/<[^>]*>/g, "");

it("shows the longest name a study may have whole, and cuts what is longer than any", () => {
  const longest = "A name "
    .repeat(40)
    .slice(0, MAX_STUDY_NAME_LENGTH - 1)
    .concat("!");
  expect(shown(longest)).toBe(longest);
  expect(shown(`${longest} and more`)).toBe(`${longest}…`);
  expect(shown("  ")).toBe("nameless");
});
