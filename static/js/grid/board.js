/* The cells of the page and where they stand: lines of cells, as one sees them. */
import { showDoubts } from "../cells/doubts.js";

export class Cell {
  constructor(input, line, col) {
    this.input = input;
    this.td = input.closest("td");
    this.line = line;
    this.col = col;
    this.id = Number(input.dataset.id);
    this.version = Number(input.dataset.version);
    this.look = input.dataset.look;
    this.name = input.dataset.name;
    this.target = input.dataset.target;
    this.text = input.dataset.text; // as it is saved
    this.shown = input.value;
    this.by = input.dataset.by;
    this.at = input.dataset.at;
    this.places = input.dataset.places ? JSON.parse(input.dataset.places) : null;
    this.ticked = input.dataset.ticked ? JSON.parse(input.dataset.ticked) : [];
    this.doubts = input.dataset.doubts ? [input.dataset.doubts] : []; // of what is saved
    this.hasRemark = "remark" in input.dataset;
    const row = input.closest("tr");
    this.city = row.dataset.city;
    this.item = Number(row.dataset.item);
    this.isOpen = !input.readOnly;
    this.state = ""; // saving, saved, refused, conflict, unsent, changed
    this.reason = "";
    this.wanted = null; // {text, ticked} that is not saved yet
    this.theirs = null; // what stands instead, in a conflict
  }

  get where() {
    return `${this.city} ${this.name}`;
  }

  /** What the person sees in the field differs from what is saved. */
  get isTyped() {
    const now = this.input.value.trim();
    return now !== this.shown && now !== this.text;
  }

  /** Take over what the server says stands. */
  take(told) {
    const taken = this.td.querySelector(".county-sum.is-taken");
    if (taken && told.text !== this.text) {
      taken.className = "county-sum is-open"; // it is no longer the counties' sum
      taken.textContent = taken.textContent.replace(" ✓", "");
    }
    this.version = told.version;
    this.text = told.text;
    this.shown = told.shown;
    this.ticked = told.ticked;
    this.by = told.by;
    this.at = told.at;
    this.td.classList.toggle("is-missing", told.text === "");
    this.doubts = told.doubts;
    this.hasRemark = told.remark;
    showDoubts(this);
  }

  show() {
    this.input.value = this.shown;
  }
}

export class Board {
  constructor(root) {
    this.grid = root.querySelector("#grid");
    this.frame = root.querySelector("#grid-frame");
    this.lines = [];
    this.byId = new Map();
    this.active = null;
    this.mode = "move"; // move: keys walk; type: typing over; edit: keys walk inside the text
    for (const row of this.grid.querySelectorAll("tr[data-line]")) this.#readLine(row);
    this.first()?.input.setAttribute("tabindex", "0");
    this.#measureHead();
    new ResizeObserver(() => this.#measureHead()).observe(this.grid.tHead);
  }

  #readLine(row) {
    const line = this.lines.length;
    const cells = [...row.querySelectorAll("td.cell")].map((td, col) => {
      const input = td.querySelector(".cell-input");
      return input ? new Cell(input, line, col) : null;
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

  get cells() {
    return [...this.byId.values()];
  }

  at(line, col) {
    return this.lines[line]?.[col] ?? null;
  }

  of(input) {
    return this.byId.get(Number(input.dataset.id)) ?? null;
  }

  first() {
    return this.cells[0] ?? null;
  }

  last() {
    return this.cells.at(-1) ?? null;
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
    const cells = this.cells;
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

  /** Make the cell the one that Tab reaches. */
  activate(cell) {
    this.active?.input.setAttribute("tabindex", "-1");
    this.active = cell;
    this.mode = "move";
    cell.input.setAttribute("tabindex", "0");
  }
}
