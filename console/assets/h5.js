// Large type, remembered on this phone, and a large button to listen. Everything on these pages works without a script.
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

  // The browser's own player stays beside the button: to go back a little, and for who knows it.
  function listenBy(button) {
    const part = button.parentElement;
    const player = part.querySelector("audio");
    const idle = button.textContent;
    const say = () => { button.textContent = player.paused ? idle : button.dataset.play; };
    const fail = () => {
      part.querySelector(".sound-trouble").hidden = false;
      part.querySelector("details").open = true;
    };
    button.hidden = false;
    part.querySelector(".sound-length").hidden = true;
    ["play", "pause", "ended"].forEach((name) => player.addEventListener(name, say));
    player.addEventListener("error", fail);
    button.addEventListener("click", () => {
      if (player.paused) { player.play().catch(fail); } else { player.pause(); }
    });
  }

  // Within WeChat some phones allow only the old way of copying; where none works, the words stand marked, to be taken by hand.
  async function copy(button) {
    const part = document.getElementById(button.dataset.copy);
    let done = false;
    try {
      await navigator.clipboard.writeText(part.textContent.trim());
      done = true;
    } catch {
      getSelection().selectAllChildren(part);
      done = document.execCommand("copy");
    }
    button.textContent = done ? button.dataset.done : button.dataset.byHand;
  }

  function copyBy(button) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }

  show(kept() === "large" ? "large" : "usual");
  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-play]").forEach(listenBy);
    document.querySelectorAll("[data-copy]").forEach(copyBy);
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
