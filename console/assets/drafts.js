// What is written in a form stays in this browser until it is saved, for this account alone, seven days at most. Fields
// marked data-private (who a child is) are never kept.
(() => {
  "use strict";

  const SENT = "draft-sent";
  const OLDEST = 7 * 24 * 3600 * 1000;
  const prefix = `draft:${document.body.dataset.account}:`;
  const failed = document.getElementById("failed");
  const form = document.querySelector("form[data-draft]");
  let store = null;
  let saving = 0;

  try {
    store = window.localStorage;
    store.getItem(prefix);
  } catch {
    store = null; // a browser that keeps nothing
  }

  const key = form ? prefix + form.dataset.draft : "";

  function fields() {
    return [...form.elements].filter((each) => each.name && !["file", "password", "submit", "button"].includes(each.type)
      && (each.type !== "hidden" || each.name === "version") && !("private" in each.dataset));
  }

  function keep() {
    clearTimeout(saving);
    const values = fields().map((each) => [each.name, ["checkbox", "radio"].includes(each.type) ? each.checked : each.value]);
    try { store.setItem(key, JSON.stringify({ at: Date.now(), values })); } catch { /* full: the page itself still has it */ }
  }

  function read() {
    try {
      const kept = JSON.parse(store.getItem(key));
      return kept && Date.now() - kept.at < OLDEST ? kept.values : null;
    } catch {
      return null;
    }
  }

  // True where something of the draft differs from what the server sent.
  function putBack(values) {
    const all = fields();
    let differs = false;
    values.forEach(([name, value], place) => {
      const each = all[place];
      if (!each || each.name !== name) { return; }
      const property = typeof value === "boolean" ? "checked" : "value";
      if (name !== "version" && each[property] !== value) { differs = true; }
      each[property] = value;
    });
    return differs;
  }

  function forget(matches) {
    Object.keys(store).filter(matches).forEach((each) => store.removeItem(each));
  }

  if (store) {
    const sent = sessionStorage.getItem(SENT);
    sessionStorage.removeItem(SENT);
    if (sent && document.querySelector("[data-saved]")) { store.removeItem(sent); }
    document.querySelectorAll("form[data-forgets]").forEach((each) => {
      each.addEventListener("submit", () => forget((name) => name.startsWith(prefix)));
    });
  }

  if (store && form) {
    const note = document.getElementById("kept");
    const was = fields().filter((each) => each.type === "hidden").map((each) => [each, each.value]);
    const values = form.hasAttribute("data-kept") ? null : read();
    if (values && putBack(values)) { note.hidden = false; }
    note.querySelector("button").addEventListener("click", () => {
      store.removeItem(key);
      form.reset();
      was.forEach(([each, value]) => { each.value = value; }); // a hidden field isn't reset by the browser
      note.hidden = true;
    });
    form.addEventListener("input", () => {
      clearTimeout(saving);
      saving = setTimeout(keep, 400);
    });
    form.addEventListener("submit", (event) => {
      if (event.submitter && event.submitter.formTarget === "_blank") { return; }
      keep();
      sessionStorage.setItem(SENT, key);
    });
  }

  // Without a line nothing is sent, so that no error page takes the place of what was written.
  document.addEventListener("submit", (event) => {
    if (navigator.onLine) { return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    if (store && event.target === form) { keep(); }
    failed.textContent = store && event.target === form ? failed.dataset.drafted : failed.dataset.offline;
  }, true);
  window.addEventListener("online", () => { failed.textContent = ""; });
})();
