/* A cell that saves itself: what was typed into it, what is saved, how that stands.
   A page's own cell adds: key, where, saved, shown, kept, bring, take, keepSaved, paint. */

export class Cell {
  constructor(input) {
    this.input = input;
    this.version = Number(input.dataset.version);
    this.state = ""; // typed, saving, saved, refused, conflict, unsent, changed
    this.reason = "";
    this.sent = null; // words on their way to the server
    this.theirs = null; // what stands instead, in a conflict
    this.halted = null; // {words, mayRetry}: these words are not sent again by themselves
    this.isHeld = false; // still being typed, or part of a block that is sent as a whole
  }

  get words() {
    return plain(this.input.value);
  }

  /** What the person sees in the field differs from what is saved. */
  get isTyped() {
    return this.words !== this.saved && this.words !== this.shown;
  }

  get isHalted() {
    return this.halted !== null && this.halted.words === this.words;
  }

  get isWaiting() {
    return this.isTyped && !this.theirs && !this.isHalted && !this.isHeld;
  }

  /** One is at it: what a colleague wrote meanwhile is a conflict when it is saved. */
  get isBusy() {
    return this.isTyped || this.theirs !== null || this.sent !== null;
  }

  get isOpen() {
    return !this.input.readOnly;
  }

  halt(words, mayRetry) {
    this.halted = { words, mayRetry };
  }

  /** Show what a colleague wrote, unless one is at it. Return whether that is something else than before. */
  follow(told) {
    if (told.version <= this.version || this.isBusy) return false;
    const isSame = (told.text ?? told.words) === this.saved;
    this.take(told);
    this.show(this.shown);
    return !isSame;
  }

  /** Put words into the field. One who has chosen the whole of it goes on having chosen it. */
  show(words) {
    const { input } = this;
    const isHere = document.activeElement === input && isWhole(input);
    if (input.value !== words) input.value = words;
    if (isHere) input.select?.();
    input.dispatchEvent(new CustomEvent("shown", { bubbles: true }));
  }
}

/** Words as the server keeps them: one kind of line end, no space around. */
export function plain(words) {
  return words.replaceAll("\r\n", "\n").trim();
}

/** What the server wrote into a field: one may have typed or chosen before this script ran. */
export function served(field) {
  if (field.tagName !== "SELECT") return field.defaultValue;
  const options = [...field.options];
  return (options.find((option) => option.defaultSelected) ?? options[0]).value;
}

export function isWhole(field) {
  return field.selectionStart === 0 && field.selectionEnd === field.value?.length;
}
