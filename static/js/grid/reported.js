/* 市州自报: what the city handed in for a cell, beside it; one press takes it over. */
import { CellDialog } from "./cell-dialog.js";

export class Reported extends CellDialog {
  constructor(page) {
    super(page, { name: "reported", id: "cell-reported", url: page.reportedUrl });
    document.body.addEventListener("cell-reported-told", (event) => this.stand(event.detail));
  }
}

/** Show how the cell stands to what the city reports. told: {text, look, title}, null for nothing. */
export function showReported(cell, told) {
  const button = cell.td.querySelector("[data-reported]");
  if (!button || !told) return;
  button.textContent = told.text;
  button.title = told.title;
  button.className = `county-sum is-${told.look}`;
  button.setAttribute("aria-label", `${cell.where} ${told.text}，查看市州自报`);
}
