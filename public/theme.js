// Before the first paint: the stored theme; without one the style sheet follows the system. A file of its own because the page's
// policy forbids inline scripts.
(() => {
  let theme = null;
  try {
    theme = localStorage.getItem("waggle.theme");
  } catch {
    theme = null;
  }
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
})();
