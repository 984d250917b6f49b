// A sound when something new waits, on whichever page, for whoever has switched it on in this browser.
(() => {
  "use strict";

  const bell = document.getElementById("bell");
  const badge = document.querySelector('[data-badge="alerts"]');
  if (!badge) { return; }
  const button = bell && bell.querySelector("button");
  const sound = new Audio();
  sound.preload = "none";
  sound.src = document.currentScript.dataset.sound;
  const KEY = "xinqiao-bell";

  function isOn() {
    try { return localStorage.getItem(KEY) === "1"; } catch { return false; }
  }

  function show() {
    if (!button) { return; }
    bell.hidden = false;
    button.setAttribute("aria-pressed", String(isOn()));
    button.textContent = isOn() ? button.dataset.on : button.dataset.off;
  }

  function ring() {
    sound.currentTime = 0;
    sound.play().catch(() => {}); // a browser that hasn't been clicked in yet stays silent
  }

  if (button) {
    button.addEventListener("click", () => {
      try { localStorage.setItem(KEY, isOn() ? "0" : "1"); } catch { return; }
      show();
      if (isOn()) { ring(); }
    });
  }

  let waiting = Number.parseInt(badge.textContent, 10) || 0;
  new MutationObserver(() => {
    const now = badge.hidden ? 0 : Number.parseInt(badge.textContent, 10) || 0;
    if (now > waiting && isOn()) { ring(); }
    waiting = now;
  }).observe(badge, { attributes: true, characterData: true, childList: true, subtree: true });

  show();
})();
