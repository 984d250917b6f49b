// What the console's pages do beyond their forms and links; without it everything still works.
(() => {
  "use strict";

  const failed = document.getElementById("failed");
  let hiding = 0;

  function tellFailed() {
    clearTimeout(hiding);
    failed.textContent = failed.dataset.text;
    hiding = setTimeout(() => { failed.textContent = ""; }, 10000);
  }

  document.addEventListener("htmx:responseError", tellFailed);
  document.addEventListener("htmx:sendError", tellFailed);

  // A push says where it stands in words, and only when the words have changed.
  let first = null;

  function minutesLeft(card) {
    const done = Number(card.dataset.done);
    const at = Date.now();
    if (first === null || done < first.done) { first = { done, at }; }
    const rate = (done - first.done) / (at - first.at || 1);
    return rate > 0 && at - first.at > 8000 ? Number(card.dataset.left) / rate / 60000 : null;
  }

  function inWords(minutes, words) {
    if (minutes < 1) { return words.soon; }
    if (minutes < 90) { return words.minutes.replace("{n}", Math.ceil(minutes)); }
    return words.hours.replace("{n}", Math.ceil(minutes / 60));
  }

  function tellProgress() {
    const card = document.querySelector("#progress [data-say]");
    const said = document.getElementById("said");
    if (!card || !said) { return; }
    if (said.textContent !== card.dataset.say) { said.textContent = card.dataset.say; }
    const remaining = document.getElementById("remaining");
    const minutes = card.hasAttribute("hx-get") ? minutesLeft(card) : null;
    remaining.hidden = minutes === null;
    if (minutes !== null) {
      remaining.textContent = remaining.dataset.text.replace("{time}", inWords(minutes, remaining.dataset));
    }
  }

  document.addEventListener("htmx:afterSettle", tellProgress);
  tellProgress();

  // A poll that failed is asked again: the card that would have asked is still there.
  document.addEventListener("htmx:afterRequest", (event) => {
    const card = event.detail.elt;
    if (event.detail.successful || !card.matches("#progress [hx-get]")) { return; }
    setTimeout(() => { if (card.isConnected) { window.htmx.ajax("GET", card.getAttribute("hx-get"), "#progress"); } }, 10000);
  });

  // A form that was written in asks before the page is left.
  const written = new Set();
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form && event.target.name && "guard" in form.dataset) { written.add(form); } // what has no name isn't sent
  });
  document.addEventListener("reset", (event) => written.delete(event.target));
  document.addEventListener("submit", (event) => {
    if (!event.submitter || event.submitter.formTarget !== "_blank") { written.delete(event.target); }
  });
  window.addEventListener("beforeunload", (event) => {
    if ([...written].some((each) => each.isConnected)) { event.preventDefault(); }
  });

  // What may be undone is offered for its seconds.
  function endOffer() {
    const offer = document.querySelector("#undo .undo");
    if (offer) { setTimeout(() => offer.remove(), Number(offer.dataset.seconds) * 1000); }
  }

  document.addEventListener("htmx:oobAfterSwap", endOffer);
  endOffer();

  // How much waits, live, while this tab is looked at: one stream, and none in the background.
  let stream = null;
  let told = null;

  function showCounts(event) {
    const counts = JSON.parse(event.data);
    let changed = told !== null && told !== event.data;
    told = event.data;
    document.querySelectorAll("[data-badge]").forEach((badge) => {
      const count = counts[badge.dataset.badge] || 0;
      const text = count > 99 ? "99+" : String(count);
      if (badge.hidden !== (count === 0) || (count > 0 && badge.textContent !== text)) { changed = true; }
      badge.hidden = count === 0;
      badge.textContent = text;
      badge.title = `${count} ${badge.dataset.unit}`;
    });
    const waiting = document.getElementById("waiting"); // the home's list of what waits
    if (changed && waiting) { window.htmx.trigger(waiting, "renew"); }
  }

  function follow() {
    if (document.hidden && stream) {
      stream.close();
      stream = null;
    } else if (!document.hidden && !stream && document.querySelector("[data-badge]")) {
      stream = new EventSource("/console/live");
      stream.addEventListener("message", showCounts);
    }
  }

  document.addEventListener("visibilitychange", follow);
  window.addEventListener("pagehide", () => { if (stream) { stream.close(); stream = null; } });
  follow();

  // Writing a tag means choosing it.
  const tag = document.getElementById("tag");
  const byTag = document.querySelector('input[name="to"][value="tag"]');
  if (tag && byTag) {
    tag.addEventListener("input", () => { if (tag.value) { byTag.checked = true; } });
  }
})();
