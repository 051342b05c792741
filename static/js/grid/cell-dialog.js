/* A dialog that a button under a cell opens: what the server tells of the cell, as a fragment. */

export class CellDialog {
  /** name: of the button's data-NAME (data-open-NAME in the cell's panel); id: what the dialog's begins with. */
  constructor(page, { name, id, url }) {
    this.page = page;
    this.dialog = document.getElementById(`${id}-dialog`);
    this.body = document.getElementById(`${id}-body`);
    this.url = url;
    this.cell = null;
    page.board.grid.addEventListener("mousedown", (event) => {
      if (event.target.closest?.(`[data-${name}]`)) event.stopPropagation();
    }, true);
    page.root.addEventListener("click", (event) => {
      const button = event.target.closest?.(`[data-${name}], [data-open-${name}]`);
      if (button) this.open(Number(button.getAttribute(`data-${name}`) ?? button.getAttribute(`data-open-${name}`)));
    });
    this.dialog.addEventListener("click", (event) => {
      if (event.target.closest?.('[data-act="dialog-close"]')) this.dialog.close();
    });
    this.dialog.addEventListener("close", () => page.board.focusBack(this.cell, this.dialog));
  }

  async open(id) {
    this.cell = this.page.board.byId.get(id);
    if (!this.cell) return;
    this.page.saver.left(this.cell);
    await this.page.saver.queue;
    const url = this.url.replace("/0/", `/${id}/`);
    await window.htmx.ajax("GET", url, { target: this.body, swap: "innerHTML" });
    if (!this.dialog.open) this.dialog.showModal();
  }

  /** What the server wrote stands in the grid too. */
  stand({ cells, rows }) {
    this.page.saver.stand({ cells, rows }, this.dialog.dataset.taken);
  }
}
