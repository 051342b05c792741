/* 事件台账: the incidents that a count rests on; counted in and taken out in a dialog. */
import { CellDialog } from "./cell-dialog.js";

export class Incidents extends CellDialog {
  constructor(page) {
    super(page, { name: "incidents", id: "cell-incidents", url: page.incidentsUrl });
    document.body.addEventListener("cell-incidents-told", (event) => this.#told(event.detail));
  }

  #told({ cells, rows, labels }) {
    this.stand({ cells, rows });
    for (const { id, text, title } of labels) {
      const button = this.page.root.querySelector(`[data-incidents="${id}"]`);
      if (!button) continue;
      button.textContent = text;
      button.title = title;
    }
  }
}
