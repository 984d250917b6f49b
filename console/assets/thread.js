// A picture that goes with an answer: made small for a weak line, and shown before it is sent.
(() => {
  "use strict";

  const part = document.querySelector("[data-picture]");
  if (!part) { return; }
  const inputs = [...part.querySelectorAll("input[type=file]")];
  const chosen = part.querySelector("figure");
  const image = new Image();

  function show(file) {
    const reader = new FileReader();
    reader.addEventListener("load", () => {
      image.src = reader.result;
      chosen.hidden = false;
    });
    reader.readAsDataURL(file);
  }

  function drop() {
    inputs.forEach((each) => { each.value = ""; });
    chosen.hidden = true;
    image.removeAttribute("src");
  }

  async function choose(input) {
    const file = input.files[0];
    if (!file) { // the camera was closed again
      if (inputs.every((each) => !each.files.length)) { drop(); }
      return;
    }
    inputs.forEach((each) => { if (each !== input) { each.value = ""; } });
    const small = await window.shrunk(file);
    if (input.files[0] !== file) { return; } // another was chosen meanwhile
    if (small !== file && window.DataTransfer) {
      const files = new DataTransfer();
      files.items.add(new File([small], "picture.jpg", { type: "image/jpeg" }));
      input.files = files.files;
    }
    show(small);
  }

  image.alt = chosen.dataset.alt;
  image.addEventListener("error", () => { chosen.hidden = true; }); // the server says what is wrong with it
  chosen.prepend(image);
  chosen.querySelector("button").addEventListener("click", () => {
    drop();
    inputs[inputs.length - 1].focus();
  });
  inputs.forEach((each) => each.addEventListener("change", () => choose(each)));
})();

// A reply ready-made: it is put behind what she has written, and its checklist is shown.
(() => {
  "use strict";

  const text = document.getElementById("answer-text");
  if (!text) { return; }
  const choice = document.getElementById("answer-reply");
  const links = [...document.querySelectorAll("a[data-begin]")];
  const lists = [...document.querySelectorAll("[data-of-reply]")];

  function show(id) {
    lists.forEach((each) => {
      each.hidden = each.disabled = each.dataset.ofReply !== id;
    });
  }

  function begin(link) {
    const words = link.parentElement.querySelector(".offer").textContent;
    const written = text.value.trimEnd();
    if (!written.includes(words)) { text.value = written ? `${written}\n${words}` : words; }
    text.dispatchEvent(new Event("input", { bubbles: true }));
    text.focus();
  }

  links.forEach((each) => each.addEventListener("click", (event) => {
    event.preventDefault();
    if (choice && each.dataset.begin) {
      choice.value = each.dataset.begin;
      show(choice.value);
    }
    begin(each);
  }));
  if (!choice) { return; }
  choice.closest("[data-replies]").hidden = false;
  choice.addEventListener("change", () => {
    const link = links.find((each) => each.dataset.begin && each.dataset.begin === choice.value);
    show(choice.value);
    if (link) { begin(link); }
  });
  window.addEventListener("load", () => show(choice.value)); // a draft may have brought another choice back
})();
