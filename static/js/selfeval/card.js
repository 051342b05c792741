/* The card at the field in focus: its formula, last year's value, what the checks and reviewers say. */
import { FIELDS } from "./cells.js";

export class Card {
  constructor(page) {
    this.card = document.getElementById("cell-card");
    this.field = null;
    if (!this.card) return;
    const { root } = page;
    root.addEventListener("focusin", (event) => this.#show(event.target));
    root.addEventListener("focusout", () => this.#hide());
    root.addEventListener("mouseover", (event) => this.#hover(event.target));
    root.addEventListener("click", ({ target }) => {
      const box = target.matches("td.entry") ? target : null; // beside the field, in its cell
      (box?.querySelector(FIELDS) ?? target.closest("[data-computed], [data-closed]"))?.focus();
    });
    addEventListener("scroll", () => this.#place(), { capture: true, passive: true });
    addEventListener("resize", () => this.#place());
  }

  /** What is said of the field may have changed. */
  renew() {
    if (this.field) this.#show(this.field);
  }

  #hover(target) {
    const field = target.closest?.("[data-computed]");
    if (this.hovered && !field) {
      this.hovered = null;
      this.#show(document.activeElement);
    } else if (field && field !== this.hovered) {
      this.hovered = field;
      this.#show(field);
    }
  }

  #show(target) {
    const field = target?.closest?.(FIELDS);
    const lines = field ? linesOf(field) : [];
    if (!lines.length) {
      this.#hide();
      return;
    }
    this.#release();
    this.field = field;
    this.card.replaceChildren(...lines.map(line));
    field.setAttribute("aria-describedby", this.card.id);
    this.card.hidden = false;
    this.#place();
  }

  #hide() {
    this.#release();
    this.card.hidden = true;
  }

  #release() {
    this.field?.removeAttribute("aria-describedby");
    this.field = null;
  }

  #place() {
    if (!this.field?.isConnected) return;
    const box = (this.field.closest(".entry") ?? this.field).getBoundingClientRect();
    const { offsetWidth, offsetHeight } = this.card;
    const foot = document.querySelector(".fill-foot")?.getBoundingClientRect().top ?? innerHeight;
    const isBelow = box.bottom + offsetHeight + 8 < foot;
    this.card.style.left = `${Math.max(8, Math.min(box.left, innerWidth - offsetWidth - 8))}px`;
    this.card.style.top = `${isBelow ? box.bottom + 4 : Math.max(8, box.top - offsetHeight - 4)}px`;
  }
}

function linesOf(field) {
  const { derivation, before, said, remark, comment, by, mark } = field.dataset;
  const isLong = field.tagName === "TEXTAREA" && before?.length > 80;
  return [
    remark && ["审核意见", remark, "remark"],
    comment && ["批注", comment, "comment"],
    derivation && ["公式", derivation, "formula"],
    said && [mark === "doubt" ? "存疑" : "核对", said, mark],
    before && !isLong && ["上年", before, "before"],
    by && ["改动", by, "by"],
  ].filter(Boolean);
}

function line([word, text, kind]) {
  const part = document.createElement("div");
  part.className = `card-line is-${kind}`;
  const name = document.createElement("strong");
  name.textContent = word;
  const words = document.createElement("span");
  words.textContent = text;
  part.append(name, words);
  return part;
}
