/* What was typed into this report and is not saved yet; words of another section wait for its page. */
import { Keeper } from "../cells/keeper.js";

export class SheetKeeper extends Keeper {
  constructor(page) {
    super(page, `report-draft:${page.user}:${page.report}`);
    this.elsewhere = { unsent: 0, refused: 0 };
  }

  bringBack() {
    super.bringBack();
    const { unsent, refused } = this.elsewhere;
    const { status } = this.page;
    if (unsent) status.toast(`其他部分还有 ${unsent} 格上次没有保存的内容，打开该部分即自动保存。`, "warning");
    if (refused) status.toast(`其他部分有 ${refused} 格上次没有保存，打开该部分后可重新保存或放弃。`, "warning");
  }

  missing(address, draft) {
    if (draft.section === this.page.section) this.#tellLost(address, draft);
    else if (!draft.isTold) this.elsewhere[draft.refused ? "refused" : "unsent"] += 1;
  }

  /** The field is gone or closed: the words are shown once, so that they can be copied. A field that
      is opened again has them, and asks. */
  #tellLost(address, { words, refused, isTold }) {
    if (isTold) return;
    this.refuse(address, refused ?? "当时这一格不能填写。");
    this.page.status.toast(`上次输入的“${words}”没有保存，这一格现在不能填写；如有需要请复制留存。`);
  }
}
