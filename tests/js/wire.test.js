import assert from "node:assert/strict";
import test, { beforeEach } from "node:test";
import { ask, send } from "../../static/js/cells/wire.js";
import { answer, answerWith, openPage } from "./page.js";

beforeEach(() => openPage());

const told = async (...answers) => {
  answerWith(...answers);
  const { ok, error, isExpired = false, isFinal = false } = await send("/cells/", {});
  return { ok, error, isExpired, isFinal };
};
const KEPT = { ok: false, isExpired: false, isFinal: false };

test("what was written is told with its body", async () => {
  answerWith(answer(200, { saved: { a: 2 } }));
  assert.deepEqual((await send("/cells/", {})).body, { saved: { a: 2 } });
});

test("no network: asking again may help", async () => {
  assert.deepEqual(await told(), { ...KEPT, error: "网络不通，内容已留在本机，恢复后自动重新保存。" });
});

for (const status of [500, 502, 429]) {
  test(`a server that answers ${status} may answer later`, async () => {
    assert.deepEqual(await told(answer(status, "")), { ...KEPT, error: "服务器没有正确答复，内容已留在本机，稍后自动重试。" });
  });
}

test("a server whose database is away says so, and what was typed is kept to be sent again", async () => {
  const away = { ...KEPT, error: "服务器暂时停用，内容已留在本机，恢复后自动保存。" };
  assert.deepEqual(await told(answer(503, { error: "系统暂时连接不上数据库。" })), away);
});

test("a page instead of data is no answer: nothing counts as saved", async () => {
  assert.deepEqual(await told(answer(200, "<p>维护中</p>")), { ...KEPT, error: "服务器没有正确答复，内容已留在本机，稍后自动重试。" });
});

test("the end of the session is known by its answer and by being led elsewhere", async () => {
  const expired = { ...KEPT, isExpired: true, error: "登录已过期，内容已留在本机，重新登录后自动保存。" };
  assert.deepEqual(await told(answer(401, {})), expired);
  assert.deepEqual(await told({ type: "opaqueredirect", status: 0 }), expired);
});

test("what is refused is refused for good, in the server's words or in ours", async () => {
  const final = { ok: false, isExpired: false, isFinal: true };
  assert.deepEqual(await told(answer(403, { error: "采集已关闭。" })), { ...final, error: "采集已关闭。" });
  assert.deepEqual(await told(answer(403, "")), { ...final, error: "没有权限或页面已失效，请刷新页面后重试。" });
  assert.deepEqual(await told(answer(404, "")), { ...final, error: "这一格已不存在或无权查看，请刷新页面。" });
});

test("a write carries the token of the cookie, which is newer than the page's", async () => {
  openPage().innerHTML = '<meta name="csrf-token" content="old">';
  const asked = answerWith(answer(200, {}), answer(200, {}));
  await send("/cells/", {});
  document.cookie = "csrftoken=new";
  await send("/cells/", {});
  assert.deepEqual(asked.map(({ headers }) => headers["X-CSRFToken"]), ["old", "new"]);
});

test("looking for changes renews no session", async () => {
  const asked = answerWith(answer(200, {}));
  await ask("/changes/");
  assert.equal(asked[0].headers["X-Background"], "1");
});
