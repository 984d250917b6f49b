// Pictures go up one by one, apart from any form. A chosen one stays in the page until the server has it: where the line is
// lost it is sent again under the same key, which the server takes for the same picture.
(() => {
  "use strict";

  const form = document.querySelector("form[data-upload]");
  if (!form) { return; }
  const words = form.dataset;
  const list = form.querySelector(".queue");
  const button = form.querySelector("button[type=submit]");
  const inputs = [...form.querySelectorAll("input[type=file]")];
  const LETTERS = "0123456789abcdefghjkmnpqrstvwxyz";
  const queue = [];
  let busy = false;
  let waiting = 0;

  inputs.forEach((each) => each.removeAttribute("required"));
  button.hidden = true; // what is chosen goes by itself

  function newKey() {
    return [...crypto.getRandomValues(new Uint8Array(26))].map((each, at) => LETTERS[each % (at ? 32 : 8)]).join("");
  }

  function say(item, text, part) {
    item.said.textContent = text;
    item.bar.hidden = part === undefined;
    if (part !== undefined) { item.bar.value = part; }
  }

  function choose(input) {
    const fields = new FormData(form);
    for (const file of input.files) {
      const row = document.createElement("li");
      const said = document.createElement("span");
      const bar = document.createElement("progress");
      bar.max = 100;
      row.append(`${file.name}：`, said, bar);
      list.append(row);
      const item = { file, key: newKey(), kind: fields.get("kind"), agreed: fields.get("agreed") || "", said, bar, tries: 0 };
      say(item, words.waits);
      queue.push(item);
    }
    input.value = "";
    list.hidden = false;
    next();
  }

  function send(item, content) {
    return new Promise((done) => {
      const body = new FormData();
      const fields = { _xsrf: form.elements._xsrf.value, key: item.key, kind: item.kind, agreed: item.agreed };
      Object.entries(fields).forEach(([name, value]) => body.append(name, value));
      body.append("picture", content, "picture.jpg");
      const call = new XMLHttpRequest();
      call.open("POST", form.getAttribute("action"));
      call.setRequestHeader("Accept", "application/json");
      call.timeout = 120000;
      call.upload.addEventListener("progress", (event) => {
        const part = event.lengthComputable ? Math.floor((event.loaded / event.total) * 100) : 0;
        say(item, words.goes.replace("{n}", part), part);
      });
      call.addEventListener("loadend", () => {
        let answer = null;
        try { answer = JSON.parse(call.responseText); } catch { /* no answer, or a page */ }
        done({ status: call.status, answer });
      });
      call.send(body);
    });
  }

  // True where it is over with this picture, whichever way.
  function settle(item, { status, answer }) {
    if (answer && answer.picture) {
      say(item, words.done);
      window.htmx.ajax("GET", form.getAttribute("action"), "#picture-list");
      return true;
    }
    if ((answer && answer.problem) || status === 413) {
      say(item, (answer && answer.problem) || words.failed);
      return true;
    }
    if (status >= 200 && status < 500 && status !== 408 && status !== 429) { // a page: nobody is signed in any more
      say(item, words.out);
      button.hidden = false;
      button.textContent = "接着传";
      waiting = -1;
      return false;
    }
    item.tries += 1;
    const seconds = Math.min(60, 2 ** item.tries);
    say(item, navigator.onLine ? words.again.replace("{n}", seconds) : words.offline);
    waiting = setTimeout(resume, seconds * 1000);
    return false;
  }

  function resume() {
    if (waiting > 0) { clearTimeout(waiting); }
    waiting = 0;
    next();
  }

  async function next() {
    const item = queue[0];
    if (busy || waiting || !item) { return; }
    busy = true;
    try {
      item.content = item.content || await window.shrunk(item.file);
      say(item, words.goes.replace("{n}", 0), 0);
      if (settle(item, await send(item, item.content))) { queue.shift(); }
    } finally {
      busy = false;
    }
    next();
  }

  inputs.forEach((each) => each.addEventListener("change", () => choose(each)));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    button.hidden = true;
    resume();
  });
  window.addEventListener("online", resume);
  window.addEventListener("beforeunload", (event) => { if (queue.length) { event.preventDefault(); } });
})();
