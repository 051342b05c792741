/* 县级合计: what the counties submitted, beside a cell; one press takes it over. */
import { CellDialog } from "./cell-dialog.js";

export class Counties extends CellDialog {
  constructor(page) {
    super(page, { name: "county", id: "county-sum", url: page.countyUrl });
    document.body.addEventListener("county-sum-taken", (event) => this.#taken(event.detail));
  }

  #taken({ cells, rows, county }) {
    this.stand({ cells, rows });
    const button = this.page.root.querySelector(`[data-county="${county.id}"]`);
    if (!button) return;
    button.textContent = county.text;
    button.className = "county-sum is-taken";
  }
}
