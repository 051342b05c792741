/* A rectangle of cells: shift and arrows, shift and click, drag. One cell is a selection of one. */

export class Selection {
  constructor(page) {
    this.board = page.board;
    this.anchor = null;
    this.end = null;
  }

  get isBlock() {
    return Boolean(this.end && this.anchor && this.end !== this.anchor);
  }

  /** Lines of cells; null where a city has no such cell. */
  get block() {
    const { active } = this.board;
    if (!active) return [];
    return this.isBlock ? this.board.block(this.anchor, this.end) : [[active]];
  }

  get cells() {
    return this.block.flat().filter(Boolean);
  }

  reset(cell) {
    this.anchor = cell;
    this.end = null;
    this.#paint();
  }

  extendTo(cell) {
    if (!cell) return;
    this.anchor ??= this.board.active;
    this.end = cell;
    this.#paint();
    cell.td.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  extendBy(down, right) {
    this.extendTo(this.board.beside(this.end ?? this.board.active, down, right));
  }

  all() {
    this.anchor = this.board.first();
    this.extendTo(this.board.last());
    this.anchor = this.board.at(0, 0) ?? this.anchor;
    this.#paint();
  }

  #paint() {
    for (const td of this.board.grid.querySelectorAll("td.is-selected")) {
      td.classList.remove("is-selected");
      td.removeAttribute("aria-selected");
    }
    if (!this.isBlock) return;
    for (const cell of this.cells) {
      cell.td.classList.add("is-selected");
      cell.td.setAttribute("aria-selected", "true");
    }
  }
}
