/* What the server says of a row: score, status, what is missing; and the unfolded derivation. */

export class Scores {
  constructor(page) {
    this.page = page;
    this.buttons = new Map();
    for (const button of page.root.querySelectorAll("[data-score]")) {
      this.buttons.set(Number(button.dataset.score), button);
      button.addEventListener("click", () => this.toggle(button));
      button.addEventListener("keydown", (event) => this.#back(event, button));
    }
  }

  update(rows) {
    for (const row of rows) this.#updateRow(row);
    document.getElementById("grid-recorded").textContent =
      Number(this.page.recordedElsewhere) + this.#recordedHere();
  }

  #recordedHere() {
    return this.page.board.all.filter((cell) => cell.text !== "").length;
  }

  #updateRow(row) {
    this.#updateStatus(row);
    const button = this.buttons.get(row.item);
    if (!button) return; // of another page, or of one that shows no scores
    const part = button.querySelector('[data-part="score"]');
    if (part.textContent !== row.score) {
      part.textContent = row.score;
      button.classList.add("is-moved");
      setTimeout(() => button.classList.remove("is-moved"), 1500);
    }
    const city = button.closest("tr").dataset.city;
    button.setAttribute("aria-label", `${city}得分${row.score}，展开看为什么`);
    button.querySelector(".score-star").classList.toggle("is-shown", row.missing > 0);
    const unfolded = this.#unfolded(row.item);
    if (unfolded) this.#fill(unfolded, row.item);
  }

  #updateStatus(row) {
    const status = this.page.root.querySelector(`[data-status="${row.item}"]`);
    if (!status) return;
    status.textContent = row.status;
    status.className = `row-status ${row.missing ? "is-todo" : "is-done"}`;
  }

  /** Right of the last cell of a row stands its score. */
  focus(cell) {
    this.buttons.get(cell.item)?.focus();
    return true;
  }

  #back(event, button) {
    const row = button.closest("tr");
    if (event.key === "ArrowLeft") {
      event.preventDefault();
      [...row.querySelectorAll(".cell-input")].at(-1)?.focus();
      return;
    }
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const all = [...this.buttons.values()];
    all[all.indexOf(button) + step]?.focus();
  }

  toggle(button) {
    const item = Number(button.dataset.score);
    const unfolded = this.#unfolded(item);
    button.setAttribute("aria-expanded", String(!unfolded));
    if (unfolded) {
      unfolded.remove();
      return;
    }
    const row = document.createElement("tr");
    row.className = "grid-unfolded";
    row.id = `derivation-${item}`;
    const td = row.insertCell();
    td.colSpan = this.#width();
    td.textContent = "正在计算…";
    const lines = this.page.root.querySelectorAll(`tr[data-line][data-item="${item}"]`);
    [...lines].at(-1).after(row);
    this.#fill(row, item);
  }

  async #fill(row, item) {
    const url = this.page.derivationUrl.replace("/0/", `/${item}/`);
    try {
      const response = await fetch(url, { credentials: "same-origin", headers: { "X-Background": "1" } });
      if (!response.ok || response.redirected) throw new Error(response.statusText);
      row.cells[0].innerHTML = await response.text();
    } catch {
      row.cells[0].textContent = "推导没有取到，请稍后再展开一次。";
    }
  }

  #unfolded(item) {
    return document.getElementById(`derivation-${item}`);
  }

  #width() {
    const [first] = this.page.board.grid.tHead.rows;
    return [...first.cells].reduce((sum, cell) => sum + cell.colSpan, 0);
  }
}
