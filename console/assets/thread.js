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
