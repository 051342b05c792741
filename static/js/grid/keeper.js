/* What was typed into this year's grids and is not saved yet; words of another indicator wait for its page. */
import { Keeper } from "../cells/keeper.js";

export class GridKeeper extends Keeper {
  constructor(page) {
    super(page, `grid-drafts:${page.user}:${page.year}`);
  }
}
