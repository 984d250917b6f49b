// Large type, remembered on this phone. Everything else on these pages works without a script.
(() => {
  "use strict";

  const KEY = "xinqiao-type";
  const root = document.documentElement;

  function kept() {
    try { return localStorage.getItem(KEY); } catch { return null; }
  }

  function keep(size) {
    try { localStorage.setItem(KEY, size); } catch { /* a phone that keeps nothing */ }
  }

  function show(size) {
    root.dataset.type = size;
    const button = document.getElementById("type-size");
    if (button) { button.setAttribute("aria-pressed", String(size === "large")); }
  }

  show(kept() === "large" ? "large" : "usual");
  document.addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("type-size");
    if (!button) { return; }
    button.hidden = false;
    show(root.dataset.type);
    button.addEventListener("click", () => {
      const size = root.dataset.type === "large" ? "usual" : "large";
      keep(size);
      show(size);
    });
  });
})();
