import { remember } from "./browser-memory.ts";

/** The system's choice, which the page follows live until somebody uses the switch. */
const systemDark = (): MediaQueryList => matchMedia("(prefers-color-scheme: dark)");

/** Switches between light and dark and remembers it; `public/theme.js` applies the choice before the first paint. */
export function toggleTheme(): void {
  const root = document.documentElement;
  const shown = root.dataset["theme"] ?? (systemDark().matches ? "dark" : "light");
  const theme = shown === "dark" ? "light" : "dark";
  root.dataset["theme"] = theme;
  remember("waggle.theme", theme);
}

/** Calls back whenever the shown theme may have changed, by the switch or by the system; the result ends it. */
export function watchTheme(onChange: () => void): () => void {
  const system = systemDark();
  const observer = new MutationObserver(onChange);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  system.addEventListener("change", onChange);
  return () => {
    observer.disconnect();
    system.removeEventListener("change", onChange);
  };
}
