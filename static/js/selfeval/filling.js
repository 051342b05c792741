/* A county's report: puts the parts of its page together. Each part says at its head what it is for. */
import { Status } from "../cells/status.js";
import { Ahead } from "./ahead.js";
import { Card } from "./card.js";
import { Cells, FIELDS } from "./cells.js";
import { followCells } from "./commenting.js";
import { Dock } from "./dock.js";
import { SheetKeeper } from "./keeper.js";
import { watchKeys } from "./keys.js";
import { watchLeaving } from "./leaving.js";
import { watchPaste } from "./paste.js";
import { followColleagues } from "./poll.js";
import { Rows } from "./rows.js";
import { SheetSaver } from "./saver.js";
import { Standing } from "./standing.js";
import { watchTexts } from "./texts.js";
import { makeUndo } from "./undo.js";

const found = document.getElementById("filling");
if (found) start(found);

function start(root) {
  const page = { root, ...root.dataset, version: Number(root.dataset.version) };
  page.isOpen = root.dataset.open === "yes";
  page.cells = new Cells(page);
  page.keeper = new SheetKeeper(page);
  page.status = new Status(page, { line: "fill-state", said: "fill-said", issues: "fill-issues" }, "草稿已保存");
  page.card = new Card(page);
  page.dock = new Dock(page);
  page.standing = new Standing(page);
  page.saver = new SheetSaver(page);
  page.ahead = new Ahead(page);
  page.rows = new Rows(page);
  page.undo = makeUndo(page);
  watchTexts(page);
  watchKeys(page);
  page.paste = watchPaste(page);
  watchLeaving(page);
  page.saver.takeUp();
  page.keeper.bringBack();
  followColleagues(page);
  page.dock.followHash();
  followCells(document.getElementById("sheet"), "focusin", commented);
  root.dataset.ready = "yes";
}

/** The cell that a field is of, for who comments on it. */
function commented(field) {
  const { cell, computed, closed, label } = field.closest(FIELDS)?.dataset ?? {};
  const address = cell ?? computed ?? closed;
  return address && { address, label };
}
