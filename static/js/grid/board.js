/* The cells of the page and where they stand: lines of cells, as one sees them. */
import { Modes } from "../cells/modes.js";
import { GridCell } from "./cell.js";

export class Board {
  constructor(root) {
    this.grid = root.querySelector("#grid");
    this.frame = root.querySelector("#grid-frame");
    this.lines = [];
    this.byId = new Map();
    this.active = null;
    this.modes = new Modes(this.grid, {
      fieldOf: (element) => element.closest?.("td.cell")?.querySelector(".cell-input") ?? null,
      beforeEdit: (field) => this.of(field)?.showBare(),
    });
    for (const row of this.grid.querySelectorAll("tr[data-line]")) this.#readLine(row);
    this.first()?.input.setAttribute("tabindex", "0");
    this.#measureHead();
    new ResizeObserver(() => this.#measureHead()).observe(this.grid.tHead);
  }

  #readLine(row) {
    const line = this.lines.length;
    const cells = [...row.querySelectorAll("td.cell")].map((td, col) => {
      const input = td.querySelector(".cell-input");
      return input ? new GridCell(input, this, { line, col }) : null;
    });
    for (const cell of cells) if (cell) this.byId.set(cell.id, cell);
    this.lines.push(cells);
  }

  /* The second row of the head sticks under the first; what gets focus must not hide below them. */
  #measureHead() {
    const [first] = this.grid.tHead.rows;
    const single = first.querySelector(".grid-group");
    if (single) this.grid.style.setProperty("--grid-head", `${single.offsetHeight}px`);
    const city = this.grid.querySelector("tbody .grid-city");
    const score = this.grid.querySelector("tbody .grid-score");
    this.frame.style.scrollPaddingTop = `${this.grid.tHead.offsetHeight}px`;
    this.frame.style.scrollPaddingLeft = `${city?.offsetWidth ?? 0}px`;
    this.frame.style.scrollPaddingRight = `${score?.offsetWidth ?? 0}px`;
  }

  get all() {
    return [...this.byId.values()];
  }

  get(key) {
    return this.byId.get(Number(key)) ?? null;
  }

  /** move: keys walk; type: typing over what stood there; edit: keys walk inside the text. */
  get mode() {
    return this.modes.mode;
  }

  at(line, col) {
    return this.lines[line]?.[col] ?? null;
  }

  of(input) {
    return this.byId.get(Number(input.dataset.id)) ?? null;
  }

  first() {
    return this.all[0] ?? null;
  }

  last() {
    return this.all.at(-1) ?? null;
  }

  /** The nearest cell in a direction, null at the edge. */
  beside(cell, down, right) {
    let { line, col } = cell;
    for (;;) {
      line += down;
      col += right;
      if (line < 0 || line >= this.lines.length || col < 0 || col >= this.lines[line].length) return null;
      const found = this.at(line, col);
      if (found) return found;
    }
  }

  /** The next or previous cell in reading order. */
  following(cell, step) {
    const cells = this.all;
    return cells[cells.indexOf(cell) + step] ?? null;
  }

  edgeOfLine(cell, end) {
    const cells = this.lines[cell.line].filter(Boolean);
    return end ? cells.at(-1) : cells[0];
  }

  edgeOfColumn(cell, end) {
    const cells = this.lines.map((line) => line[cell.col]).filter(Boolean);
    return end ? cells.at(-1) : cells[0];
  }

  /** Cells of the rectangle between two corners, line by line; null where there is none. */
  block(from, to) {
    const [top, bottom] = [from.line, to.line].sort((a, b) => a - b);
    const [left, right] = [from.col, to.col].sort((a, b) => a - b);
    return this.lines.slice(top, bottom + 1).map((line) => {
      return Array.from({ length: right - left + 1 }, (_, i) => line[left + i] ?? null);
    });
  }

  focus(cell) {
    cell?.input.focus();
  }

  /** After something that stood over the grid was closed: not if one has gone on to another cell. */
  focusBack(cell, closed) {
    const { activeElement } = document;
    if (activeElement === document.body || closed.contains(activeElement)) this.focus(cell);
  }

  /** Choose the cell one is in anew: what it shows was changed under the hands. */
  choose(cell) {
    if (document.activeElement === cell.input) this.modes.choose(cell.input);
  }

  /** Make the cell the one that Tab reaches. */
  activate(cell) {
    this.active?.input.setAttribute("tabindex", "-1");
    this.active = cell;
    cell.input.setAttribute("tabindex", "0");
  }
}
