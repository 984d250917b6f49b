// The grid over a picture that is to be covered: one stop for the Tab key and the arrows within, and how many are chosen.
(() => {
  "use strict";

  const grid = document.querySelector(".cells");
  if (!grid) { return; }
  const cells = [...grid.querySelectorAll("input")];
  const side = Math.sqrt(cells.length);
  const said = document.querySelector("[data-chosen]");
  const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -side, ArrowDown: side };

  function only(cell) {
    cells.forEach((each) => { each.tabIndex = each === cell ? 0 : -1; });
  }

  function count() {
    const chosen = cells.filter((each) => each.checked).length;
    said.textContent = chosen ? said.dataset.chosen.replace("{}", chosen) : "";
  }

  only(cells[0]);
  count(); // the browser may have kept what was chosen
  grid.addEventListener("focusin", (event) => only(event.target));
  grid.addEventListener("change", count);
  grid.closest("form").addEventListener("reset", () => setTimeout(count));
  grid.addEventListener("keydown", (event) => {
    const step = steps[event.key];
    if (!step) { return; }
    event.preventDefault();
    const at = cells.indexOf(event.target);
    const to = cells[at + step];
    const sameRow = to && Math.floor((at + step) / side) === Math.floor(at / side);
    if (to && (Math.abs(step) > 1 || sameRow)) { to.focus(); }
  });
})();
