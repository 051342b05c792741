/* 县级合计: what the counties submitted, beside a cell; one press takes it over. */

export class Counties {
  constructor(page) {
    this.page = page;
    this.dialog = document.getElementById("county-sum-dialog");
    this.body = document.getElementById("county-sum-body");
    this.cell = null;
    page.board.grid.addEventListener("mousedown", (event) => {
      if (event.target.closest?.("[data-county]")) event.stopPropagation();
    }, true);
    page.root.addEventListener("click", (event) => {
      const button = event.target.closest?.("[data-county], [data-open-county]");
      if (button) this.open(Number(button.dataset.county ?? button.dataset.openCounty));
    });
    this.dialog.addEventListener("click", (event) => {
      if (event.target.closest?.('[data-act="county-close"]')) this.dialog.close();
    });
    this.dialog.addEventListener("close", () => page.board.focusBack(this.cell, this.dialog));
    document.body.addEventListener("county-sum-taken", (event) => this.#taken(event.detail));
  }

  async open(id) {
    this.cell = this.page.board.byId.get(id);
    if (!this.cell) return;
    this.page.saver.left(this.cell);
    await this.page.saver.queue;
    const url = this.page.countyUrl.replace("/0/", `/${id}/`);
    await window.htmx.ajax("GET", url, { target: this.body, swap: "innerHTML" });
    if (!this.dialog.open) this.dialog.showModal();
  }

  #taken({ cells, rows, county }) {
    this.page.saver.stand({ cells, rows }, this.dialog.dataset.taken);
    const button = this.page.root.querySelector(`[data-county="${county.id}"]`);
    if (!button) return;
    button.textContent = county.text;
    button.className = "county-sum is-taken";
  }
}
