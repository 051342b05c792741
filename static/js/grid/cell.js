/* A measure of a city in the office's grid: figure and, of named places, which ones are ticked. */
import { Cell, served } from "../cells/cell.js";
import { describe, doubtWords, showDoubts } from "../cells/doubts.js";
import { STATES, WORDS } from "../cells/status.js";
import { showReported } from "./reported.js";

const SIGNS = { saving: "…", saved: "✓", refused: "!", conflict: "⇄", unsent: "↺", changed: "•" };

export class GridCell extends Cell {
  constructor(input, board, { line, col }) {
    super(input);
    this.board = board;
    this.td = input.closest("td");
    this.line = line;
    this.col = col;
    this.id = Number(input.dataset.id);
    this.key = input.dataset.id;
    this.look = input.dataset.look;
    this.name = input.dataset.name;
    this.target = input.dataset.target;
    this.text = input.dataset.text; // as it is saved
    this.shown = served(input); // the same, as people read it
    this.by = input.dataset.by;
    this.at = input.dataset.at;
    this.places = input.dataset.places ? JSON.parse(input.dataset.places) : null;
    this.ticked = input.dataset.ticked ? JSON.parse(input.dataset.ticked) : [];
    this.doubts = input.dataset.doubts ? [input.dataset.doubts] : []; // of what is saved
    this.hasRemark = "remark" in input.dataset;
    this.ticks = null; // those that are to be ticked; null: not a matter of ticks
    this.isUndo = false; // what waits takes something back
    const row = input.closest("tr");
    this.city = row.dataset.city;
    this.item = Number(row.dataset.item);
    this.nothing = "未录";
  }

  get saved() {
    return this.text;
  }

  get where() {
    return `${this.city} ${this.name}`;
  }

  get isTyped() {
    const isTicked = this.ticks !== null && this.ticks.join("\n") !== this.ticked.join("\n");
    return isTicked || super.isTyped;
  }

  /** One is at it with the keyboard: the field is left as it is. */
  get isEditing() {
    return this.board.mode !== "move" && document.activeElement === this.input;
  }

  get isBusy() {
    return super.isBusy || this.isEditing;
  }

  get kept() {
    return { text: this.words, ticked: this.ticks };
  }

  bring({ text, ticked, version }) {
    this.version = version;
    this.ticks = ticked;
    this.show(text);
  }

  /** Put a value that is to be saved; it is sent by the saver. */
  put({ text, ticked }, isUndo) {
    this.ticks = ticked ?? null;
    this.isUndo = isUndo;
    this.halted = null;
    this.show(text);
  }

  isMeantBy(stands) {
    return stands.id === this.id;
  }

  /** Take over what the server says stands. */
  take(told) {
    const taken = this.td.querySelector(".county-sum.is-taken[data-county]");
    if (taken && told.text !== this.text) {
      taken.className = "county-sum is-open"; // it is no longer the counties' sum
      taken.textContent = taken.textContent.replace(" ✓", "");
    }
    this.rebase(told);
    this.ticks = null;
    this.by = told.by;
    this.at = told.at;
    this.td.classList.toggle("is-missing", told.text === "");
    this.doubts = told.doubts;
    this.hasRemark = told.remark;
    showDoubts(this);
    showReported(this, told.reported);
  }

  /** From now on what is typed stands against this. */
  rebase({ version, text, shown, ticked }) {
    Object.assign(this, { version, text, shown, ticked });
  }

  keepSaved(sent, { cells }) {
    const { ticks } = this;
    this.take(cells.find(({ id }) => id === this.id));
    if (this.words !== sent) this.ticks = ticks; // put anew meanwhile
    else this.isUndo = false;
  }

  /** For the one who goes into the text: without the marks of thousands. */
  showBare() {
    if (this.words === this.shown) this.show(this.text);
  }

  paint(state, why) {
    const { td, input } = this;
    for (const name of STATES) td.classList.toggle(`is-${name}`, name === state);
    td.querySelector(".cell-state").textContent = SIGNS[state] ?? "";
    const told = WORDS[state] ? [WORDS[state], why].filter(Boolean).join("：") : "";
    td.title = [told, doubtWords(this)].filter(Boolean).join("\n");
    if (state === "refused" || state === "conflict") input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }

  describe() {
    describe(this);
  }
}
