/* Puts what follows from the words into the page: computed cells, proposals, total, marks, progress. */
import { ask } from "../cells/wire.js";
import { FIELDS } from "./cells.js";
import { focusAgain, refill } from "./refill.js";

const MARKS = ["error", "explain", "doubt", "remind"];

export class Standing {
  constructor(page) {
    this.page = page;
    this.sections = document.getElementById("fill-sections");
    const shapes = document.getElementById("fill-shapes");
    this.shapes = shapes ? JSON.parse(shapes.textContent) : {};
  }

  /** told: the server's answer to a write or to the question what changed. */
  async apply(told) {
    const { page } = this;
    if (told.version < page.version) return; // a newer answer was here before
    page.version = told.version;
    page.root.dataset.version = told.version;
    this.#submitting(told);
    for (const cell of told.cells ?? []) this.takeOver(cell);
    this.#computed(told.computed);
    this.#proposals(told.proposals);
    this.#total(told);
    this.#marks(told.marks);
    this.#progress(told);
    page.dock.update(told.findings, told.blocking);
    await this.#blocks(told.shapes);
  }

  /** Show what a colleague wrote, unless the person is at that field. */
  takeOver(told) {
    const cell = this.page.cells.get(told.address);
    if (!cell?.follow(told)) return;
    cell.input.dataset.by = `${told.by} ${told.at}改为此值`;
    this.page.status.set(cell, "changed", cell.input.dataset.by);
    this.page.status.say(`${told.by}改了${cell.label}`);
  }

  /** The page on which one submits: what it would send, and whether it may. */
  #submitting({ version, blocking }) {
    const button = document.getElementById("submit-button");
    if (!button) return;
    document.querySelector("[data-report-version]").value = version;
    button.disabled = blocking > 0 || !this.page.isOpen;
    document.getElementById("submit-why").textContent = blocking ? `还有 ${blocking} 处须先处理` : "";
  }

  #computed(told) {
    for (const output of this.page.root.querySelectorAll("[data-computed]")) {
      const value = told[output.dataset.computed];
      if (!value) continue;
      if (output.textContent !== value.shown) flash(output);
      output.textContent = value.shown;
      output.dataset.derivation = value.derivation;
      output.classList.toggle("is-wrong", value.wrong);
    }
  }

  #proposals(told) {
    for (const box of this.page.root.querySelectorAll("[data-unit]")) {
      const unit = told[box.dataset.unit];
      if (!unit) continue;
      const part = (name) => box.querySelector(`[data-part="${name}"]`);
      part("proposed").textContent = unit.proposed;
      part("proposed").parentElement.hidden = !unit.proposed;
      part("derivation").textContent = unit.derivation;
      const button = box.querySelector('[data-act="take-proposal"]');
      const score = button && this.page.cells.get(button.dataset.score);
      if (button) button.hidden = !unit.proposed || score?.value === unit.proposed;
    }
  }

  #total({ total, execution }) {
    for (const [name, words] of Object.entries(total)) {
      for (const part of document.querySelectorAll(`[data-total="${name}"]`)) {
        const shown = words || (name === "grade" ? "—" : "");
        if (part.textContent !== shown && name === "shown") flash(part);
        part.textContent = shown;
      }
    }
    for (const part of this.page.root.querySelectorAll("[data-execution]")) part.textContent = execution;
  }

  #marks(told) {
    const { root } = this.page;
    for (const field of root.querySelectorAll(`.sheet :is(${FIELDS})`)) {
      const { cell, computed, closed } = field.dataset;
      const mark = told[cell ?? computed ?? closed] ?? { mark: "", said: "" };
      field.dataset.mark = mark.mark;
      field.dataset.said = mark.said;
      if (cell) field.toggleAttribute("aria-invalid", mark.mark === "error");
      if (field.hasAttribute("aria-invalid")) field.setAttribute("aria-invalid", "true");
      const box = field.closest(".entry");
      for (const name of MARKS) box?.classList.toggle(`has-${name}`, name === mark.mark);
    }
    this.page.card.renew();
  }

  #progress(told) {
    const set = (id, words) => {
      const part = document.getElementById(id);
      if (part) part.textContent = words;
    };
    set("fill-filled", told.filled);
    set("fill-required", told.required);
    for (const section of told.sections) {
      const line = this.sections?.querySelector(`[data-section="${section.code}"]`);
      if (!line) continue;
      const ring = line.querySelector(".ring");
      ring.querySelector(".ring-done").setAttribute("stroke-dasharray", `${section.percent} 100`);
      ring.classList.toggle("is-done", section.complete);
      const percent = line.querySelector('[data-part="percent"]');
      if (!ring.classList.contains("is-optional")) percent.textContent = `${section.percent}%`;
      const open = line.querySelector('[data-part="open"]');
      open.textContent = section.open ? `${section.open} 处待处理` : "";
      open.classList.toggle("is-none", !section.open);
      open.classList.toggle("is-error", section.errors > 0);
    }
  }

  /** Fetch anew the blocks whose rows or indicators are no longer those of the page. */
  async #blocks(shapes) {
    for (const [id, shape] of Object.entries(shapes)) {
      if (this.shapes[id] === shape) continue;
      const answer = await ask(`${this.page.blockUrl}?block=${encodeURIComponent(id)}`);
      if (!answer.ok || !answer.body.html) continue;
      this.shapes[id] = answer.body.shape;
      this.#replace(id, answer.body.html);
    }
  }

  #replace(id, html) {
    const { page } = this;
    const old = document.getElementById(id);
    const box = document.createElement("template");
    box.innerHTML = html;
    const fresh = box.content.querySelector(`#${CSS.escape(id)}`);
    if (!fresh) return;
    const unsaved = page.cells.all.filter((cell) => old.contains(cell.input) && (cell.isTyped || cell.sent !== null));
    const here = old.contains(document.activeElement) ? document.activeElement : null;
    const now = refill(old, fresh, here);
    window.htmx?.process(now);
    page.cells.scan(now);
    for (const before of unsaved) this.#goOn(before);
    page.status.forget();
    now.dispatchEvent(new CustomEvent("block-shown", { bubbles: true }));
    if (here && !here.isConnected) focusAgain(now, here);
  }

  /** What was typed and is not saved goes on in the field that is there now. */
  #goOn(before) {
    const { page } = this;
    const cell = page.cells.get(before.address);
    if (cell) {
      cell.goOn(before);
      return;
    }
    page.status.toast(`${before.label}已被他人删去，您填的“${before.value}”没有保存。`);
    page.keeper.forget(before.address);
  }
}

function flash(element) {
  element.classList.remove("is-moved");
  void element.offsetWidth; // begins the animation anew
  element.classList.add("is-moved");
}
