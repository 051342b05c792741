/* Rows and indicators come and go: added, removed, left out, not applicable; and proposals taken over. */
import { ask } from "../asking.js";

export class Rows {
  constructor(page) {
    this.page = page;
    this.isBusy = false;
    page.root.addEventListener("click", (event) => this.#click(event));
    document.addEventListener("files-count", (event) => this.#countFiles(event.detail));
  }

  /** Add rows to a growing table and go to the first of them. Returns whether it was done. */
  async add(block, column = "", count = 1) {
    const body = { table: block.dataset.growing, count };
    const told = await this.#grow(this.page.rowAddUrl, body, ({ keys }) => {
      const row = this.page.root.querySelector(`#${CSS.escape(block.id)} tr[data-row="${CSS.escape(keys[0])}"]`);
      return row?.querySelector(`[data-column="${CSS.escape(column)}"]`) ?? row?.querySelector("[data-cell]");
    });
    if (told) this.page.status.say(`已增加 ${count} 行`);
    return Boolean(told);
  }

  /** Add something; what is typed meanwhile goes on in the field that it brings. */
  async #grow(url, body, goal) {
    if (this.isBusy) return null;
    this.page.ahead.begin();
    const told = await this.#change(url, body);
    this.page.ahead.end(told && goal(told));
    return told;
  }

  removeAt(field) {
    const row = field.closest("tr[data-row]");
    if (!row?.querySelector('[data-act="row-remove"]')) return false;
    this.#remove(row);
    return true;
  }

  #click(event) {
    const button = event.target.closest("button[data-act]");
    const acts = {
      "row-add": () => this.add(button.closest("[data-growing]")),
      "row-remove": () => this.#remove(button.closest("tr")),
      "indicator-add": () => this.#addIndicator(button.dataset),
      "indicator-remove": () => this.#removeIndicator(button.closest("[data-code]")),
      drop: () => this.#drop(button.closest("[data-code]").dataset.code),
      restore: () => this.#mark(button.dataset.code, "dropped", ""),
      idle: () => this.#idle(button),
      "use-computed": () => this.#useComputed(button),
      "take-proposal": () => this.#take(button),
    };
    acts[button?.dataset.act]?.();
  }

  /** The panel of attachments tells how many there are now. */
  #countFiles({ code, count }) {
    for (const button of this.page.root.querySelectorAll(`[data-files="${CSS.escape(code)}"]`)) {
      button.querySelector('[data-part="count"]').textContent = count || "";
      button.setAttribute("aria-label", button.getAttribute("aria-label").replace(/（\d+ 件）/, `（${count} 件）`));
    }
  }

  async #remove(row) {
    const block = row.closest("[data-growing]");
    const inputs = [...row.querySelectorAll("[data-cell]")];
    const isFilled = inputs.some((input) => input.value.trim());
    if (isFilled && !(await ask("这一行已填的内容将一并删除。", { title: "删除这一行", yes: "删除" }))) return;
    const beside = row.nextElementSibling?.dataset.row ?? row.previousElementSibling?.dataset.row;
    const body = { table: block.dataset.growing, row: row.dataset.row };
    const told = await this.#change(this.page.rowRemoveUrl, body);
    if (!told) return;
    const left = document.getElementById(block.id);
    const goal = beside && left.querySelector(`tr[data-row="${CSS.escape(beside)}"] [data-cell]`);
    (goal || left.querySelector('[data-act="row-add"]'))?.focus();
    this.page.status.say("已删除一行");
  }

  async #addIndicator({ parent, label }) {
    const dialog = document.getElementById("indicator-dialog");
    const name = dialog.querySelector("input");
    dialog.querySelector('[data-part="under"]').textContent = `“${label}”下的指标名称`;
    name.value = "";
    dialog.returnValue = "no";
    dialog.querySelector('[data-act="cancel"]').onclick = () => dialog.close("no");
    dialog.showModal();
    name.focus();
    await new Promise((done) => {
      dialog.addEventListener("close", done, { once: true });
    });
    if (dialog.returnValue !== "yes" || !name.value.trim()) return;
    const body = { parent, label: name.value.trim() };
    await this.#grow(this.page.indicatorAddUrl, body, ({ code }) => document.getElementById(`c-${code}-target`));
  }

  async #removeIndicator({ dataset }) {
    if (!(await ask("这项指标和已填的内容将一并删除。", { title: "删去自行增加的指标", yes: "删去" }))) return;
    await this.#change(this.page.indicatorRemoveUrl, { code: dataset.code });
  }

  async #drop(code) {
    const text = "删去后不再填写、不计分，也不印出；以后可以恢复。";
    if (await ask(text, { title: "删去这项指标", yes: "删去" })) await this.#mark(code, "dropped", "是");
  }

  async #idle(button) {
    const { code } = button.closest("[data-code]").dataset;
    const isOn = button.getAttribute("aria-pressed") === "true";
    await this.#mark(code, "not_applicable", isOn ? "" : "是");
    this.page.root.querySelector(`[data-code="${CSS.escape(code)}"] [data-act="idle"]`)?.focus();
  }

  async #mark(code, aspect, words) {
    if (this.isBusy) return;
    this.isBusy = true;
    await this.page.saver.write(`${code}.${aspect}`, words);
    this.isBusy = false;
  }

  /** What was filed in a computed cell goes; the computed value stands. */
  async #useComputed(button) {
    const field = button.closest(".entry").querySelector("[data-computed]");
    if (await this.page.saver.write(button.dataset.address, "")) {
      button.remove();
      field.focus();
    }
  }

  #take(button) {
    const cell = this.page.cells.get(button.dataset.score);
    const proposed = button.closest("[data-unit]").querySelector('[data-part="proposed"]').textContent;
    if (!cell || !proposed) return;
    cell.input.focus();
    this.page.saver.put(cell, proposed);
  }

  async #change(url, body) {
    if (this.isBusy) return null;
    this.isBusy = true;
    try {
      await this.page.saver.flush();
      const answer = await this.page.saver.post(url, { ...body, version: this.page.version });
      if (!answer.ok) {
        this.page.status.toast(answer.error);
        return null;
      }
      await this.page.standing.apply(answer.body);
      return answer.body;
    } finally {
      this.isBusy = false;
    }
  }
}
