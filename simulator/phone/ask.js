/** A small form in a dialog of the phone. */

function field(each) {
  const label = document.createElement("label");
  label.textContent = each.label;
  const made = document.createElement(each.options ? "select" : "input");
  made.name = each.name;
  made.dataset.testid = `ask-${each.name}`;
  if (each.options) {
    for (const option of each.options) made.add(new Option(option.label, option.value));
  } else {
    made.value = each.value || "";
    made.autocomplete = "off";
  }
  label.append(made);
  return label;
}

/** Ask for `fields` ({name, label, value | options}); the answers by name, or null when she would rather not. */
export function ask(title, fields) {
  const dialog = document.getElementById("ask");
  dialog.querySelector("h3").textContent = title;
  dialog.querySelector(".fields").replaceChildren(...fields.map(field));
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((done) => {
    dialog.addEventListener(
      "close",
      () => done(dialog.returnValue ? Object.fromEntries(new FormData(dialog.querySelector("form"))) : null),
      { once: true },
    );
  });
}
