/* The fields of the page by address, with what is saved of each. */
import { Cell, plain, served } from "../cells/cell.js";
import { STATES } from "../cells/status.js";

/** What holds a value: a cell to fill in, a computed one, one that is closed. */
export const FIELDS = "[data-cell], [data-computed], [data-closed]";

export class SheetCell extends Cell {
  constructor(input, page) {
    super(input);
    this.page = page;
    this.address = input.dataset.cell;
    this.key = this.address;
    this.label = input.dataset.label;
    this.saved = plain(served(input));
    this.nothing = "（空）";
  }

  get value() {
    return this.words;
  }

  get shown() {
    return this.saved;
  }

  get where() {
    return this.label;
  }

  get box() {
    return this.input.closest(".entry");
  }

  /** A field one is in is left as it is: not even the space after the last word goes. */
  get isEditing() {
    return document.activeElement === this.input;
  }

  get kept() {
    return { words: this.words, section: this.page.section };
  }

  bring({ words, version }) {
    this.version = version;
    this.show(words);
  }

  isMeantBy(stands) {
    return stands.address === this.address;
  }

  /** Take over what the server says stands. */
  take({ words, version }) {
    this.rebase({ words, version });
    this.theirs = null;
    this.halted = null;
    this.show(words);
  }

  /** From now on what is typed stands against this. */
  rebase({ words, version }) {
    this.saved = words;
    this.version = version;
  }

  keepSaved(sent, { saved }) {
    this.saved = sent;
    this.version = saved[this.address];
  }

  /** The same cell in a block that was fetched anew: what is typed and unsaved goes on. */
  goOn(before) {
    const { version, state, reason, sent, theirs, halted } = before;
    if (before !== this) {
      Object.assign(this, { version, sent, theirs, halted });
      this.show(before.input.value);
    }
    this.page.status.set(this, state, reason);
  }

  paint(state) {
    const { box } = this;
    for (const name of STATES) box?.classList.toggle(`is-${name}`, name === state);
    const isEmpty = this.words === "" && this.input.getAttribute("aria-required") === "true";
    box?.classList.toggle("is-missing", isEmpty);
  }

  describe() {} // the card at the field says it
}

export class Cells {
  constructor(page) {
    this.page = page;
    this.byAddress = new Map();
    this.scan(page.root);
  }

  /** Learn the fields of an element, keeping what is known of fields that are still there. */
  scan(element) {
    for (const input of element.querySelectorAll("[data-cell]")) {
      const known = this.byAddress.get(input.dataset.cell);
      if (known?.input !== input) this.byAddress.set(input.dataset.cell, new SheetCell(input, this.page));
    }
    for (const [address, cell] of this.byAddress) {
      if (!cell.input.isConnected) this.byAddress.delete(address);
    }
  }

  get all() {
    return [...this.byAddress.values()];
  }

  get(address) {
    return this.byAddress.get(address) ?? null;
  }

  of(element) {
    const cell = this.byAddress.get(element?.dataset?.cell);
    return cell?.input === element ? cell : null;
  }
}
