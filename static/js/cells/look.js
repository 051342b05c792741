/* Shows what a block would do before it is written, and brings back what the person decided. */

export class Look {
  constructor() {
    this.dialog = document.getElementById("paste-dialog");
    this.part = this.dialog.querySelector('[data-part="look"]');
    this.dialog.addEventListener("click", (event) => this.#press(event));
  }

  /** html: the server's preview. Return {act: "write", "rest", "again" or "", answers}. */
  ask(html) {
    this.part.innerHTML = html;
    this.dialog.returnValue = "";
    this.dialog.showModal();
    // not on the button: whoever pastes and presses Enter by habit has not looked
    (this.part.querySelector("select, [role=region]") ?? this.part.querySelector("button"))?.focus();
    return new Promise((answer) => {
      const tell = () => answer({ act: this.dialog.returnValue, answers: this.#answers() });
      this.dialog.addEventListener("close", tell, { once: true });
    });
  }

  #press(event) {
    const act = event.target.closest("[data-act]")?.dataset.act;
    if (act === "paste-again" && !this.#isAnswered()) return;
    const decided = { "paste-write": "write", "paste-rest": "rest", "paste-again": "again", "paste-back": "" };
    if (act in decided) this.dialog.close(decided[act]);
  }

  /* A question without an answer stays open: the field is pointed at. */
  #isAnswered() {
    const open = [...this.part.querySelectorAll("[data-answer]")].filter((field) => field.value === "?");
    for (const field of this.part.querySelectorAll("[data-answer]")) {
      field.toggleAttribute("aria-invalid", false);
      if (open.includes(field)) field.setAttribute("aria-invalid", "true");
    }
    open[0]?.focus();
    return open.length === 0;
  }

  #answers() {
    const fields = [...this.part.querySelectorAll("[data-answer]")];
    return Object.fromEntries(fields.map((field) => [field.dataset.answer, field.value]));
  }
}
