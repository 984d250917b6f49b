// What is written in a form stays in this browser until the server has taken it, for this account alone, seven days at
// most. Fields marked data-private (who a child is) are never kept.
(() => {
  "use strict";

  const OLDEST = 7 * 24 * 3600 * 1000;
  const VERSIONS = ["version", "seen"]; // what the draft was written upon: a save over somebody's change is noticed
  const prefix = `draft:${document.body.dataset.account}:`;
  const { taken, answered } = document.body.dataset; // which form the server took, and which it answered itself
  const failed = document.getElementById("failed");
  const forms = [...document.querySelectorAll("form[data-draft]")];
  const saving = new Map();
  let store = null;

  try {
    store = window.localStorage;
    store.getItem(prefix);
  } catch {
    store = null; // a browser that keeps nothing
  }

  function fields(form) {
    return [...form.elements].filter((each) => each.name && !["file", "password", "submit", "button"].includes(each.type)
      && (each.type !== "hidden" || VERSIONS.includes(each.name)) && !("private" in each.dataset));
  }

  function keep(form) {
    clearTimeout(saving.get(form));
    saving.delete(form);
    const values = fields(form).map((each) => [each.name, ["checkbox", "radio"].includes(each.type) ? each.checked : each.value]);
    try {
      store.setItem(prefix + form.dataset.draft, JSON.stringify({ at: Date.now(), values }));
    } catch { /* full: the page itself still has it */ }
  }

  function read(form) {
    try {
      const kept = JSON.parse(store.getItem(prefix + form.dataset.draft));
      return kept && Date.now() - kept.at < OLDEST ? kept.values : null;
    } catch {
      return null;
    }
  }

  // True where something of the draft differs from what the server sent.
  function putBack(form, values) {
    const all = byName(form);
    let differs = false;
    values.forEach(([name, value]) => {
      const each = (all.get(name) || []).shift();
      if (!each) { return; }
      const property = typeof value === "boolean" ? "checked" : "value";
      if (!VERSIONS.includes(name) && each[property] !== value) { differs = true; }
      each[property] = value;
    });
    return differs;
  }

  function byName(form) {
    const found = new Map();
    fields(form).forEach((each) => found.set(each.name, [...(found.get(each.name) || []), each]));
    return found;
  }

  function forget(matches) {
    Object.keys(store).filter(matches).forEach((each) => store.removeItem(each));
  }

  // The form tells the server its draft's name, and the page that follows says whether it was taken.
  function named(form) {
    const input = document.createElement("input");
    input.type = "hidden";
    input.name = "_draft";
    input.value = form.dataset.draft;
    form.append(input);
    return input;
  }

  function follow(form, note, back) {
    const input = named(form);
    form.addEventListener("input", () => {
      clearTimeout(saving.get(form));
      saving.set(form, setTimeout(() => keep(form), 400));
    });
    form.addEventListener("submit", (event) => {
      input.disabled = Boolean(event.submitter && event.submitter.formTarget === "_blank");
      if (!input.disabled) { keep(form); }
    });
    if (answered === form.dataset.draft) { // it stands here as she sent it, with what to mend
      keep(form);
      return;
    }
    const was = fields(form).filter((each) => each.type === "hidden").map((each) => [each, each.value]);
    const values = read(form);
    if (!values || !putBack(form, values)) {
      was.forEach(([each, value]) => { each.value = value; });
      return;
    }
    note.hidden = false;
    const folded = form.closest("details");
    if (folded) { folded.open = true; }
    back.push(() => {
      clearTimeout(saving.get(form));
      saving.delete(form);
      store.removeItem(prefix + form.dataset.draft);
      form.reset();
      was.forEach(([each, value]) => { each.value = value; }); // a hidden field isn't reset by the browser
    });
  }

  if (store) {
    if (taken && !(taken === answered && forms.some((each) => each.dataset.draft === taken))) { store.removeItem(prefix + taken); }
    document.querySelectorAll("form[data-forgets]").forEach((each) => {
      each.addEventListener("submit", () => forget((name) => name.startsWith(prefix)));
    });
    document.addEventListener("click", (event) => { // somebody else's is taken instead
      const link = event.target.closest("[data-drops]");
      if (link) { store.removeItem(prefix + link.dataset.drops); }
    });
    window.addEventListener("pagehide", () => saving.forEach((_, form) => keep(form))); // gone before it was kept
    const note = document.getElementById("kept");
    const back = [];
    forms.forEach((each) => follow(each, note, back));
    note.querySelector("button").addEventListener("click", () => {
      back.forEach((each) => each());
      note.hidden = true;
    });
  }

  // Without a line nothing is sent, so that no error page takes the place of what was written.
  document.addEventListener("submit", (event) => {
    if (navigator.onLine) { return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    const drafted = store && forms.includes(event.target);
    if (drafted) { keep(event.target); }
    failed.textContent = drafted ? failed.dataset.drafted : failed.dataset.offline;
  }, true);
  window.addEventListener("online", () => { failed.textContent = ""; });
})();
