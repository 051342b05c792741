/* What a block would change, before it is written. */

export class Preview {
  constructor(page) {
    this.page = page;
    this.dialog = document.getElementById("paste-dialog");
    this.body = this.dialog.querySelector('[data-part="body"]');
    this.button = this.dialog.querySelector('[data-act="paste-write"]');
    this.button.addEventListener("click", () => this.dialog.close("write"));
    this.dialog.querySelector('[data-act="paste-cancel"]').addEventListener("click", () => this.dialog.close(""));
  }

  /** told: the server's preview. Return the entries that may be written, with the versions
      the person has now seen; null if he declined. */
  ask(told, entries) {
    this.body.innerHTML = told.html;
    const versions = new Map(told.fit.map(({ id, version }) => [id, version]));
    const fit = entries.filter(({ cell }) => versions.has(cell.id));
    this.button.textContent = told.wrong.length ? `只写入可以写入的 ${fit.length} 格` : `写入 ${fit.length} 格`;
    this.button.hidden = fit.length === 0;
    this.dialog.returnValue = "";
    this.dialog.showModal();
    return new Promise((answer) => {
      this.dialog.addEventListener("close", () => answer(this.#chosen(fit, entries, versions)), { once: true });
    });
  }

  #chosen(fit, entries, versions) {
    this.page.board.focus(this.page.board.active);
    if (this.dialog.returnValue !== "write") return null;
    for (const { cell } of fit) cell.version = versions.get(cell.id);
    return fit;
  }
}
