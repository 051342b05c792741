/* The findings at the right: each leads to its field; the list is renewed without taking away
   what one is just writing in it. */
import { FIELDS } from "./cells.js";

const FOLDED = "report-dock-folded";

export class Dock {
  constructor(page) {
    this.page = page;
    this.dock = document.getElementById("dock");
    this.body = document.getElementById("dock-body");
    this.count = document.getElementById("dock-count");
    this.waiting = null;
    page.root.parentElement.addEventListener("click", (event) => this.#click(event));
    this.body?.addEventListener("focusout", () => setTimeout(() => this.#renewLate()));
    this.dock?.querySelector('[data-act="fold"]')?.addEventListener("click", () => this.#fold());
    if (stored()) this.#fold();
    window.addEventListener("hashchange", () => this.followHash());
  }

  update(html, blocking) {
    if (this.count) {
      this.count.textContent = blocking;
      this.count.hidden = !blocking;
    }
    if (!this.body) return;
    const isWriting = this.body.contains(document.activeElement) && document.activeElement.dataset.cell;
    if (isWriting) this.waiting = html;
    else this.#renew(html);
  }

  /** Go to the next finding of this page, from the field in focus on. */
  next() {
    const anchors = [...this.body.querySelectorAll("a[data-goto]")].map((link) => link.dataset.goto);
    const here = [...new Set(anchors)].filter((id) => id && document.getElementById(id));
    if (!here.length) return;
    const at = here.indexOf(document.activeElement?.id);
    this.goTo(here[(at + 1) % here.length]);
  }

  followHash() {
    const id = decodeURIComponent(location.hash.slice(1));
    if (id.startsWith("c-") || id.startsWith("b-")) this.goTo(id);
  }

  goTo(id) {
    const field = document.getElementById(id);
    if (!field) return false;
    field.closest("details")?.setAttribute("open", "");
    field.scrollIntoView({ block: "center", inline: "nearest" });
    const goal = field.matches(FIELDS) ? field : field.querySelector("[data-cell], [data-act]") ?? field;
    goal.focus({ preventScroll: true });
    goal.closest(".entry")?.classList.add("is-pointed");
    setTimeout(() => goal.closest(".entry")?.classList.remove("is-pointed"), 1600);
    return true;
  }

  #click(event) {
    const link = event.target.closest("a[data-goto]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const isHere = new URL(link.href).pathname === location.pathname;
    if (isHere && this.goTo(link.dataset.goto)) event.preventDefault();
  }

  #renewLate() {
    if (this.waiting === null || this.body.contains(document.activeElement)) return;
    const html = this.waiting;
    this.waiting = null;
    this.#renew(html);
  }

  #renew(html) {
    const box = document.createElement("template");
    box.innerHTML = html;
    const fresh = box.content.querySelector("#findings");
    const old = this.body.querySelector("#findings");
    if (!fresh || !old) return;
    for (const part of old.querySelectorAll("details")) {
      const same = fresh.querySelector(`details[data-group="${part.dataset.group}"]`);
      if (same) same.open = part.open;
    }
    for (const cell of this.page.cells.all) {
      if (!old.contains(cell.input) || !cell.isTyped) continue; // not saved: it stays as it is
      const line = cell.input.closest("li");
      fresh.querySelector(`li[data-key="${CSS.escape(line.dataset.key)}"]`)?.replaceWith(line);
    }
    const key = document.activeElement?.closest?.("#findings li")?.dataset.key;
    const top = this.body.scrollTop;
    old.replaceWith(fresh);
    this.body.scrollTop = top;
    this.page.cells.scan(fresh);
    this.page.status.forget();
    if (key) fresh.querySelector(`li[data-key="${CSS.escape(key)}"] a`)?.focus();
  }

  #fold() {
    const isFolded = this.page.root.classList.toggle("is-folded");
    const button = this.dock.querySelector('[data-act="fold"]');
    button.setAttribute("aria-expanded", String(!isFolded));
    button.setAttribute("aria-label", isFolded ? "展开核对结果" : "收起核对结果");
    try {
      localStorage.setItem(FOLDED, isFolded ? "yes" : "");
    } catch {
      // remembered for this page only
    }
  }
}

function stored() {
  try {
    return localStorage.getItem(FOLDED) === "yes";
  } catch {
    return false;
  }
}
