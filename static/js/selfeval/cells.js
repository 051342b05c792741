/* The fields of the page by address, with what is saved of each. */

export class Cell {
  constructor(input) {
    this.input = input;
    this.address = input.dataset.cell;
    this.version = Number(input.dataset.version);
    this.label = input.dataset.label;
    this.saved = plain(input.value);
    this.state = ""; // saving, saved, refused, conflict, unsent, changed
    this.reason = "";
    this.theirs = null; // what stands instead, in a conflict
    this.refusedWords = null; // words that the server refused: sent again only if changed
  }

  get value() {
    return plain(this.input.value);
  }

  get box() {
    return this.input.closest(".entry");
  }

  /** What the person sees differs from what is saved. */
  get isTyped() {
    return this.value !== this.saved;
  }

  get isWaiting() {
    return this.isTyped && !this.theirs && this.refusedWords !== this.value;
  }

  show(words) {
    this.input.value = words;
    this.input.dispatchEvent(new CustomEvent("shown", { bubbles: true }));
  }

  /** Take over what the server says stands. */
  take({ words, version }) {
    this.saved = words;
    this.version = version;
    this.theirs = null;
    this.refusedWords = null;
    this.show(words);
  }
}

export class Cells {
  constructor(page) {
    this.byAddress = new Map();
    this.scan(page.root);
  }

  /** Learn the fields of an element, keeping what is known of fields that are still there. */
  scan(element) {
    for (const input of element.querySelectorAll("[data-cell]")) {
      const known = this.byAddress.get(input.dataset.cell);
      if (known?.input !== input) this.byAddress.set(input.dataset.cell, new Cell(input));
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

/** Words as the server keeps them: one kind of line end, no space around. */
export function plain(words) {
  return words.replaceAll("\r\n", "\n").trim();
}
