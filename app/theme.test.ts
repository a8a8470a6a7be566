import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { afterEach, expect, it, vi } from "vitest";
import { toggleTheme, watchTheme } from "./theme.ts";

const beforePaint = readFileSync(join(import.meta.dirname, "..", "public", "theme.js"), "utf8");

/** A page on a system that is dark or not, with what an earlier visit stored; the next functions act on it. */
function openPage(stored: string | null, dark: boolean) {
  const page = {
    document: { documentElement: { dataset: {} as Record<string, string> } },
    kept: stored,
    system: Object.assign(new EventTarget(), { matches: dark }),
    localStorage: { getItem: () => page.kept, setItem: (_key: string, value: string) => (page.kept = value) },
    matchMedia: () => page.system,
  };
  for (const name of ["document", "localStorage", "matchMedia"] as const) vi.stubGlobal(name, page[name]);
  runInNewContext(beforePaint, page);
  return page;
}
afterEach(() => vi.unstubAllGlobals());

it("leaves the theme to the style sheet, which follows the system live, until the person chose", () => {
  for (const stored of [null, "purple"])
    expect(openPage(stored, true).document.documentElement.dataset).not.toHaveProperty("theme");
  expect(openPage("light", true).document.documentElement.dataset["theme"]).toBe("light");
});

it.each([
  [true, "light"],
  [false, "dark"],
])("switches away from what is shown, on a dark system: %s", (dark, other) => {
  const page = openPage(null, dark);
  toggleTheme();
  expect([page.document.documentElement.dataset["theme"], page.kept]).toEqual([other, other]);
  toggleTheme();
  expect(page.kept).toBe(dark ? "dark" : "light");
});

it("tells a chart to paint again when the system changes, until told to stop", () => {
  const observer = { observe: vi.fn(), disconnect: vi.fn() };
  vi.stubGlobal(
    "MutationObserver",
    vi.fn(
      class {
        observe = observer.observe;
        disconnect = observer.disconnect;
      },
    ),
  );
  const page = openPage(null, false);
  const onChange = vi.fn();
  const stop = watchTheme(onChange);
  page.system.dispatchEvent(new Event("change"));
  expect(onChange).toHaveBeenCalledTimes(1);
  stop();
  page.system.dispatchEvent(new Event("change"));
  expect(onChange).toHaveBeenCalledTimes(1);
  expect(observer.disconnect).toHaveBeenCalledTimes(1);
});
