/* What lies behind a cell: remark, evidence, history, in a panel beside the grid. */
import { showDoubts } from "../cells/doubts.js";
import { takeOver } from "./poll.js";

export class Panel {
  constructor(page) {
    this.page = page;
    this.element = document.getElementById("cell-panel");
    this.body = document.getElementById("cell-panel-body");
    this.cell = null;
    this.pressed = null;
    page.root.querySelector('[data-act="detail"]').addEventListener("click", () => this.open(page.board.active));
    this.element.addEventListener("hidden.bs.offcanvas", () => page.board.focusBack(this.cell, this.element));
    document.body.addEventListener("cell-detail", (event) => this.#told(event.detail));
    this.body.addEventListener("htmx:beforeRequest", () => (this.pressed = document.activeElement));
    this.body.addEventListener("htmx:afterSettle", () => this.#keepFocus());
  }

  async open(cell) {
    if (!cell) return;
    this.cell = cell;
    this.page.saver.left(cell);
    await this.page.saver.queue;
    const url = this.page.detailUrl.replace("/0/", `/${cell.id}/`);
    window.bootstrap.Offcanvas.getOrCreateInstance(this.element).show();
    window.htmx.ajax("GET", url, { target: this.body, swap: "innerHTML" });
  }

  /** The answer takes the place of the button that was pressed, and with it the focus: it goes to
      the same button of the answer, else to the panel, so that Escape still closes it. */
  #keepFocus() {
    const words = this.pressed?.textContent.trim();
    this.pressed = null;
    if (!words || this.element.contains(document.activeElement)) return;
    const again = [...this.body.querySelectorAll("button")].find((button) => button.textContent.trim() === words);
    (again ?? this.element).focus();
  }

  /** What the panel shows stands in the grid too; a remark of one's own makes no conflict. */
  #told({ cell: told, notes, written }) {
    const cell = this.page.board.get(told.id);
    if (!cell) return;
    cell.td.classList.toggle("has-note", notes);
    const isSame = told.text === cell.text && told.ticked.join("\n") === cell.ticked.join("\n");
    if (written) this.page.saver.stand(written, "恢复的值");
    else if (!isSame) takeOver(this.page, told);
    else if (!cell.theirs) cell.version = told.version;
    if (!isSame || written) return;
    cell.hasRemark = told.remark; // a remark explains what is doubted
    showDoubts(cell);
  }
}
