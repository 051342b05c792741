/* While a row or an indicator is being added one types on: into a field of its own, and from there
   into the new cells as soon as they are there, Tab and Enter included. No key gets lost or goes astray. */
import { press } from "./keys.js";

export class Ahead {
  constructor(page) {
    this.page = page;
    this.tokens = []; // {words, key, shiftKey}: what was typed before each Tab or Enter
    this.isOn = false;
    this.isComposing = false;
    this.input = document.createElement("input");
    this.input.className = "visually-hidden";
    this.input.tabIndex = -1;
    this.input.autocomplete = "off";
    this.input.setAttribute("aria-label", "正在增加，可以接着输入");
    this.input.addEventListener("keydown", (event) => this.#key(event));
    this.input.addEventListener("compositionstart", () => (this.isComposing = true));
    this.input.addEventListener("compositionend", () => this.#composed());
    page.root.append(this.input);
  }

  /** From now on keys are kept. */
  begin() {
    if (this.isOn) return;
    this.isOn = true;
    this.from = document.activeElement;
    this.input.focus({ preventScroll: true });
  }

  /** field: where the keys were meant for; null: it did not come. */
  end(field) {
    if (this.isComposing) {
      this.composed = () => this.end(field);
      return;
    }
    this.isOn = false;
    const isHere = document.activeElement === this.input;
    if (!field || !isHere) this.#giveUp(field, isHere);
    else this.#deliver(field);
  }

  #deliver(first) {
    let field = first;
    field.focus();
    while (this.tokens.length) {
      const { words, ...key } = this.tokens.shift();
      type(field, words);
      press({ altKey: false, ctrlKey: false, metaKey: false, ...key }, field, this.page);
      if (this.isOn) return; // one more row is on its way: the rest goes there
      field = document.activeElement;
    }
    type(field, this.#rest());
  }

  /** Nothing came, or the person has gone elsewhere by mouse: what was typed is not written unseen. */
  #giveUp(field, isHere) {
    const typed = [...this.tokens.map(({ words }) => words), this.#rest()].filter(Boolean);
    this.tokens = [];
    if (isHere) this.from?.focus();
    if (typed.length) this.page.status.toast(`您接着输入的“${typed.join("、")}”没有写入，请重新填写。`);
    else if (field && document.activeElement === document.body) field.focus();
  }

  #rest() {
    const { value } = this.input;
    this.input.value = "";
    return value;
  }

  #key(event) {
    if (event.isComposing || !["Enter", "Tab"].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    this.tokens.push({ words: this.#rest(), key: event.key, shiftKey: event.shiftKey });
  }

  #composed() {
    this.isComposing = false;
    const { composed } = this;
    this.composed = null;
    composed?.();
  }
}

/** As if the words were typed into the field in focus. */
function type(field, words) {
  if (!words || !field.matches("input, textarea")) return;
  field.value = words;
  field.setSelectionRange(words.length, words.length);
  field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertText", data: words }));
}
