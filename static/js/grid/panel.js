/* What lies behind a cell: remark, evidence, history, in a panel beside the grid. */
import { showDoubts } from "../cells/doubts.js";

export class Panel {
  constructor(page) {
    this.page = page;
    this.element = document.getElementById("cell-panel");
    this.body = document.getElementById("cell-panel-body");
    this.cell = null;
    page.root.querySelector('[data-act="detail"]').addEventListener("click", () => this.open(page.board.active));
    this.element.addEventListener("hidden.bs.offcanvas", () => page.board.focus(this.cell));
    document.body.addEventListener("cell-detail", (event) => this.#told(event.detail));
  }

  async open(cell) {
    if (!cell) return;
    this.cell = cell;
    this.page.saver.leave(cell);
    await this.page.saver.queue;
    const url = this.page.detailUrl.replace("/0/", `/${cell.id}/`);
    window.bootstrap.Offcanvas.getOrCreateInstance(this.element).show();
    window.htmx.ajax("GET", url, { target: this.body, swap: "innerHTML" });
  }

  #told({ id, version, notes, remark }) {
    const cell = this.page.board.byId.get(id);
    if (!cell) return;
    if (!cell.theirs) cell.version = version;
    cell.td.classList.toggle("has-note", notes);
    cell.hasRemark = remark;
    showDoubts(cell);
  }
}
