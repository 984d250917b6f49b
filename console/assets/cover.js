// The grid over a picture that is to be covered: large enough for a finger, one stop for the Tab key and the arrows within,
// several cells at one stroke, and how many are chosen.
(() => {
  "use strict";

  const grid = document.querySelector(".cells");
  if (!grid) { return; }
  const FINGER = 44;
  const cells = [...grid.querySelectorAll("input")];
  const side = Math.sqrt(cells.length);
  const said = document.querySelector("[data-chosen]");
  const larger = document.querySelector(".larger");
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
  grid.closest("form").addEventListener("reset", () => {
    const { checked } = larger;
    setTimeout(() => { larger.checked = checked; count(); });
  });
  grid.addEventListener("keydown", (event) => {
    const step = steps[event.key];
    if (!step) { return; }
    event.preventDefault();
    const at = cells.indexOf(event.target);
    const to = cells[at + step];
    const sameRow = to && Math.floor((at + step) / side) === Math.floor(at / side);
    if (to && (Math.abs(step) > 1 || sameRow)) { to.focus(); }
  });

  // A stroke chooses what it passes. A finger's has to begin on a chosen cell: any other moves the page, as fingers do.
  let from = null;
  let drawn = false;

  function choose(cell) {
    if (cell.checked) { return; }
    cell.checked = true;
    cell.dispatchEvent(new Event("input", { bubbles: true }));
    count();
  }

  grid.addEventListener("pointerdown", (event) => {
    drawn = false;
    const starts = event.isPrimary && event.button === 0 && cells.includes(event.target);
    from = starts && (event.pointerType === "mouse" || event.target.checked) ? event.target : null;
  });
  grid.addEventListener("pointermove", (event) => {
    const cell = from && event.buttons && document.elementFromPoint(event.clientX, event.clientY);
    if (!cells.includes(cell) || (cell === from && !drawn)) { return; }
    drawn = true;
    choose(from);
    choose(cell);
  });
  ["pointerup", "pointercancel"].forEach((kind) => document.addEventListener(kind, () => { from = null; }));
  grid.addEventListener("click", (event) => {
    if (drawn && event.detail) { event.preventDefault(); } // where a stroke ends, nothing is taken away
    drawn = false;
  });

  const { width, height } = cells[0].getBoundingClientRect();
  if (window.matchMedia("(pointer: coarse)").matches && Math.min(width, height) < FINGER) {
    larger.checked = true;
    const found = document.querySelector(".covering rect");
    const frame = document.querySelector(".covering-frame");
    if (found) {
      const { left, width: wide } = found.getBoundingClientRect();
      frame.scrollLeft = left + wide / 2 - frame.getBoundingClientRect().left - frame.clientWidth / 2;
    }
  }
  document.querySelector("[data-stroke]").hidden = false;
  const wrong = document.querySelector("#boxes-problem, #though-problem, #refusal-problem");
  if (wrong) { wrong.scrollIntoView({ block: "center" }); } // below the picture, out of a phone's sight
})();
