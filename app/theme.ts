import { remember } from "./browser-memory.ts";

/** Switches between light and dark and remembers it; `public/theme.js` applies the choice before the first paint. */
export function toggleTheme(): void {
  const root = document.documentElement;
  const theme = root.dataset["theme"] === "dark" ? "light" : "dark";
  root.dataset["theme"] = theme;
  remember("waggle.theme", theme);
}
