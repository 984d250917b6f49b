/** The account's menu at the foot of the chat. */

function entry(button, pressed) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = button.name;
  made.dataset.testid = "menu-item";
  made.addEventListener("click", () => pressed(button));
  return made;
}

function top(button, pressed, menu) {
  const cell = document.createElement("div");
  cell.className = "top";
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = button.name;
  made.dataset.testid = "menu-button";
  cell.append(made);
  const below = button.sub_button || [];
  if (!below.length) {
    made.addEventListener("click", () => pressed(button));
    return cell;
  }
  const sub = document.createElement("div");
  sub.className = "sub";
  sub.hidden = true;
  sub.append(...below.map((each) => entry(each, pressed)));
  sub.addEventListener("click", () => (sub.hidden = true));
  made.setAttribute("aria-expanded", "false");
  made.addEventListener("click", () => {
    const shown = !sub.hidden;
    for (const other of menu.querySelectorAll(".sub")) other.hidden = true;
    sub.hidden = shown;
    made.setAttribute("aria-expanded", String(!shown));
  });
  cell.append(sub);
  return cell;
}

/** Show the menu with a way to the keyboard and back; without buttons only the keyboard is there. */
export async function showMenu(menu, typing, swap, buttons, pressed) {
  swap.hidden = menu.hidden = !buttons.length;
  if (!buttons.length) {
    typing.hidden = false;
    menu.replaceChildren();
    return;
  }
  const keyboard = document.createElement("button");
  keyboard.type = "button";
  keyboard.className = "swap";
  keyboard.textContent = "⌨";
  keyboard.setAttribute("aria-label", "换成键盘");
  keyboard.addEventListener("click", () => {
    typing.hidden = false;
    menu.hidden = true;
    typing.querySelector("textarea").focus();
  });
  swap.onclick = () => {
    typing.hidden = true;
    menu.hidden = false;
  };
  menu.replaceChildren(keyboard, ...buttons.map((each) => top(each, pressed, menu)));
  menu.hidden = true;
  typing.hidden = false;
}
