/* How saving stands on a county's sheet. */
import { Status } from "../cells/status.js";

export class SheetStatus extends Status {
  constructor(page) {
    super(page, { line: "fill-state", said: "fill-said", issues: "fill-issues" }, "草稿已保存");
    page.root.querySelector('[data-act="keys"]')?.addEventListener("click", () => {
      document.getElementById("keys-dialog").showModal();
    });
  }
}
