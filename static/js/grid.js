/* The office's grid: puts its parts together. Each part says at its head what it is for. */
import { Keeper } from "./cells/keeper.js";
import { Look } from "./cells/look.js";
import { Board } from "./grid/board.js";
import { Clipboard } from "./grid/clipboard.js";
import { Counties } from "./grid/counties.js";
import { Incidents } from "./grid/incidents.js";
import { watchKeys } from "./grid/keyboard.js";
import { watchPointer } from "./grid/pointer.js";
import { Panel } from "./grid/panel.js";
import { Places } from "./grid/places.js";
import { followColleagues } from "./grid/poll.js";
import { Reported } from "./grid/reported.js";
import { GridSaver } from "./grid/saver.js";
import { Scores } from "./grid/scores.js";
import { Selection } from "./grid/selection.js";
import { GridStatus } from "./grid/status.js";
import { makeUndo } from "./grid/undo.js";

const found = document.getElementById("recording");
if (found) start(found);

function start(root) {
  const page = { root, ...root.dataset };
  page.board = new Board(root);
  page.cells = page.board;
  page.status = new GridStatus(page);
  page.keeper = new Keeper(page, `grid-drafts:${page.user}:${page.year}`);
  page.scores = new Scores(page);
  page.undo = makeUndo(page);
  page.look = new Look();
  page.saver = new GridSaver(page);
  page.selection = new Selection(page);
  page.places = new Places(page);
  page.panel = new Panel(page);
  page.counties = new Counties(page);
  page.incidents = new Incidents(page);
  page.reported = new Reported(page);
  page.clipboard = new Clipboard(page);
  watchKeys(page);
  watchPointer(page);
  page.saver.takeUp();
  page.keeper.bringBack();
  followColleagues(page);
  root.querySelector(".cell-input:target")?.focus();
  document.getElementById("grid").dataset.ready = "yes";
}
