import { followCells } from "./selfeval/commenting.js";

// The lists' «select all», and choosing a cell of a report to remark on.
// Without this script both are done by hand: every box can be ticked, every cell chosen in the list.

for (const all of document.querySelectorAll("[data-all]")) {
  const boxes = () => [...all.form.querySelectorAll(`input[name="${all.dataset.all}"]`)];
  all.addEventListener("change", () => {
    for (const box of boxes()) box.checked = all.checked;
  });
  all.form.addEventListener("change", () => {
    const ticked = boxes().filter((box) => box.checked).length;
    all.checked = ticked > 0 && ticked === boxes().length;
    all.indeterminate = ticked > 0 && !all.checked;
  });
}

const chooser = document.getElementById("remark-cell");
const reading = document.querySelector(".reading");

followCells(reading, "click", (target) => {
  const address = target.closest("[data-cell]")?.dataset.cell;
  return address && { address };
});

if (chooser && reading) {
  reading.classList.add("can-remark");
  const cells = new Map(
    [...reading.querySelectorAll("[data-cell]")].map((cell) => [cell.dataset.cell, cell]),
  );

  const show = () => {
    reading.querySelector(".is-picked")?.classList.remove("is-picked");
    const cell = cells.get(chooser.value);
    cell?.classList.add("is-picked");
    return cell;
  };

  const offers = (address) => [...chooser.options].some((option) => option.value === address);

  reading.addEventListener("click", (event) => {
    const cell = event.target.closest("a") ? null : event.target.closest("[data-cell]");
    if (!cell || !offers(cell.dataset.cell) || String(getSelection())) return;
    chooser.value = cell.dataset.cell;
    show();
    document.getElementById("remark-text").focus();
  });

  chooser.addEventListener("change", () => show()?.scrollIntoView({ block: "center" }));
}
