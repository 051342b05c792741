/* Whether what one types takes the place of a figure or goes into it. "move": the cell is chosen, typing
   replaces; "type": replacing it; "edit": the caret is in its text (F2, double click, a click while typing).
   Nothing else decides it: not where the focus was before, nor where the browser puts a caret. */
import { isWhole } from "./cell.js";

export class Modes {
  /** fieldOf: the figure's field that an element is or stands beside, else null. */
  constructor(root, { fieldOf, beforeEdit = () => {} }) {
    this.root = root;
    this.fieldOf = fieldOf;
    this.beforeEdit = beforeEdit;
    this.mode = "move";
    this.field = null;
    this.isAway = false; // the window lost the focus, the field kept it
    this.isBack = false; // … and has it again, and nothing was pressed since
    this.#listen("focusin", (field) => this.#arrive(field));
    this.#listen("focusout", (field) => this.#leave(field));
    this.#listen("keydown", (field, event) => this.#key(field, event), true);
    this.#listen("paste", (field) => this.#replace(field), true);
    this.#listen("beforeinput", (field, event) => event.inputType.startsWith("history") || this.#replace(field), true);
    this.#listen("input", (field) => this.#typed(field), true);
    root.addEventListener("dblclick", (event) => this.#doubleClick(event));
    root.addEventListener("dragstart", (event) => this.fieldOf(event.target) && event.preventDefault());
    root.addEventListener("dragover", (event) => this.fieldOf(event.target) && event.preventDefault());
    root.addEventListener("drop", (event) => this.#drop(event));
  }

  #listen(kind, act, capture = false) {
    this.root.addEventListener(kind, (event) => {
      const field = this.fieldOf(event.target);
      if (field === event.target && field !== null) act(field, event);
    }, capture);
  }

  isMoving(field) {
    return this.mode === "move" || this.field !== field;
  }

  /** Choose the cell: the next key replaces it. */
  choose(field) {
    this.field = field;
    this.mode = "move";
    if (document.activeElement !== field) field.focus();
    field.select();
  }

  /** Go into the text, the caret at its end. */
  edit(field) {
    if (field.readOnly) return;
    this.choose(field);
    this.beforeEdit(field);
    this.mode = "edit";
    field.setSelectionRange(field.value.length, field.value.length);
  }

  /** The main button went down on a cell. Return whether the click is the browser's own: it moves the caret. */
  press(field, event) {
    const isHere = document.activeElement === field && this.field === field;
    const isInside = isHere && this.mode !== "move" && !this.isBack && event.target === field;
    this.isBack = false;
    if (isInside) {
      this.mode = "edit";
      return true;
    }
    event.preventDefault();
    this.choose(field);
    return false;
  }

  #arrive(field) {
    const isReturn = this.isAway && field === this.field;
    this.isAway = false;
    this.isBack = isReturn;
    if (isReturn && this.mode !== "move") return; // one goes on typing where one was
    this.field = field;
    this.mode = "move";
    field.select();
  }

  #leave(field) {
    this.isAway = document.activeElement === field;
    if (!this.isAway) this.mode = "move";
  }

  #key(field, event) {
    this.isBack = false;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const isText = event.key.length === 1 || ["Process", "Unidentified", "Backspace", "Delete"].includes(event.key);
    if (isText) this.#replace(field);
  }

  #replace(field) {
    if (this.mode === "move" && !isWhole(field)) field.select();
  }

  #typed(field) {
    this.isBack = false;
    if (document.activeElement !== field) return; // a script's
    this.field = field;
    if (this.mode === "move") this.mode = "type";
  }

  #doubleClick(event) {
    const field = this.fieldOf(event.target);
    if (field && event.button === 0 && this.isMoving(field)) this.edit(field);
  }

  /** What is dragged onto a cell takes its place, as if pasted; a block is to be pasted. */
  #drop(event) {
    const field = this.fieldOf(event.target);
    if (!field) return;
    event.preventDefault();
    const text = event.dataTransfer?.getData("text/plain").trim() ?? "";
    if (!text || field.readOnly || /[\t\r\n]/.test(text)) return;
    this.choose(field);
    field.value = text;
    field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertFromDrop", data: text }));
  }
}
