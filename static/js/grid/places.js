/* Named places or works of a cell: ticked one by one; their number is the value. */

export class Places {
  constructor(page) {
    this.page = page;
    this.box = document.getElementById("places-popover");
    this.list = this.box.querySelector('[data-part="list"]');
    this.cell = null;
    this.box.querySelector('[data-act="places-done"]').addEventListener("click", () => this.#close(true));
    this.box.querySelector('[data-act="places-all"]').addEventListener("click", () => this.#all());
    this.box.addEventListener("keydown", (event) => this.#key(event));
    document.addEventListener("mousedown", (event) => {
      if (this.cell && !this.box.contains(event.target)) this.#close(true);
    });
  }

  open(cell) {
    this.cell = cell;
    document.getElementById("places-title").textContent = `${cell.city} · ${cell.name}：勾选已完成的`;
    const ticked = cell.ticks ?? cell.ticked;
    this.list.replaceChildren(...cell.places.map((place) => this.#line(place, ticked.includes(place))));
    this.box.showPopover();
    this.#put(cell.td.getBoundingClientRect());
    this.list.querySelector("input").focus();
    return true;
  }

  #line(place, isTicked) {
    const label = document.createElement("label");
    const box = document.createElement("input");
    box.type = "checkbox";
    box.value = place;
    box.checked = isTicked;
    label.append(box, ` ${place}`);
    return label;
  }

  #put(beside) {
    const below = beside.bottom + this.box.offsetHeight < innerHeight;
    this.box.style.top = `${Math.max(8, below ? beside.bottom : beside.top - this.box.offsetHeight)}px`;
    this.box.style.left = `${Math.max(8, Math.min(beside.left, innerWidth - this.box.offsetWidth - 8))}px`;
  }

  #boxes() {
    return [...this.list.querySelectorAll("input")];
  }

  #all() {
    for (const box of this.#boxes()) box.checked = true;
    this.#close(true);
  }

  #key(event) {
    if (event.key === "Escape" || (event.key === "Enter" && event.target.type === "checkbox")) {
      event.preventDefault();
      this.#close(event.key === "Enter");
    }
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const boxes = this.#boxes();
    boxes[boxes.indexOf(document.activeElement) + step]?.focus();
  }

  #close(isKept) {
    const { cell } = this;
    this.cell = null;
    const isHere = this.box.contains(document.activeElement);
    this.box.hidePopover();
    if (isHere) this.page.board.focus(cell); // else one has gone on to another cell
    if (!isKept) return;
    const ticked = this.#boxes().filter((box) => box.checked).map((box) => box.value);
    const isSame = ticked.join("\n") === cell.ticked.join("\n") && cell.text !== "";
    if (!isSame) this.page.saver.write([{ cell, text: String(ticked.length), ticked }]);
  }
}
