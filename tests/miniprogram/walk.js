// From the first launch to a wish that is taken back, with lost answers, ended tokens and calls at once on the way.
const assert = require("node:assert");
const [, , client, base, simulator, app, openid, picture] = process.argv;
const { Xinqiao, XinqiaoError, newKey } = require(client);
const { make } = require("./wx.js");

let logins = 0;
async function login() {
  logins += 1;
  const body = JSON.stringify({ app_id: app, openid, action: "login" });
  return (await (await fetch(`${simulator}/control/act`, { method: "POST", body })).json()).code;
}

async function main() {
  const wx = make({ login });
  const api = new Xinqiao({ base, wx });
  assert.equal((await api.lessons({ limit: 1 })).lessons.length, 1);
  assert.equal(logins, 0);
  const [me, subscriptions] = await Promise.all([api.me(), api.subscriptions()]);
  assert.equal(logins, 1);
  assert.deepEqual([me.pushes, subscriptions.pushes], [true, true]);

  api.session.access_token = "xqa_ended";
  await Promise.all([api.me(), api.me(), api.myWishes()]);
  assert.equal(wx.asked.filter((each) => each.path.endsWith("/refresh")).length, 1);
  api.session = { access_token: "xqa_ended", refresh_token: "xqr_ended" };
  await api.me();
  assert.equal(logins, 2);
  assert.equal(new Xinqiao({ base, wx }).session.access_token, api.session.access_token);

  assert.equal((await api.liveIn("370881")).name, "曲阜市");
  const form = await api.wishForm();
  const [county] = await api.regions({ q: "曲阜" });
  const [township] = await api.regions({ parent: county.code });
  const [village] = await api.regions({ parent: township.code });
  const wish = { child_name: "王小明", age: 8, region: village.code, kind: form.kinds[0].kind };
  const whole = { ...wish, text: "一个新书包", cost_fen: 8000, consent: form.consent };
  const key = newKey();
  wx.lose = 2;
  const made = await api.submitWish(whole, key);
  assert.equal((await api.myWishes()).wishes.length, 1);
  assert.equal(wx.asked.filter((each) => each.key === key).length, 3);
  await assert.rejects(api.submitWish({ ...whole, cost_fen: 1e6 }, newKey()), (error) => {
    assert(error instanceof XinqiaoError);
    assert.deepEqual([error.status, error.code, error.field], [400, "invalid", "cost_fen"]);
    return true;
  });
  await assert.rejects(api.withdrawWish(made.id, '"v1"'), { status: 412, code: "stale" });
  assert.equal((await api.withdrawWish(made.id, (await api.myWish(made.id)).etag)).state, "withdrawn");

  wx.lose = 1;
  await assert.rejects(api.subscribe({ pushes: false, muted: [], quiet: null }), { code: "no_network" });
  assert.equal((await api.ask("我不想活了")).tier, "danger");
  const handed = await api.handOver("孩子半夜惊醒说胡话，要紧吗", [], newKey());
  assert.equal((await api.myQuestions()).questions[0].id, handed.id);
  const kept = await api.upload(picture, newKey());
  assert.equal((await fetch(kept.url.replace(/^https?:\/\/[^/]+/, base))).status, 200);
  await api.addToQuestion(handed.id, { file: kept.id }, newKey());
  const { picture: sent } = (await api.myQuestion(handed.id)).said[0];
  assert.equal((await fetch(sent.url.replace(/^https?:\/\/[^/]+/, base))).status, 200);
  await api.removeFile(kept.id);
  assert.equal((await api.search("热身")).lessons.length, 1);
  await api.signOut();
  assert.deepEqual(wx.stored, {});
}

main().then(
  () => process.stdout.write("walked\n"),
  (error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exit(1);
  },
);
