// Before the first paint: the stored theme, else the system's. A file of its own because the page's policy forbids inline scripts.
(() => {
  let theme = null;
  try {
    theme = localStorage.getItem("waggle.theme");
  } catch {
    theme = null;
  }
  if (theme !== "light" && theme !== "dark") {
    theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  }
  document.documentElement.dataset.theme = theme;
})();
