// A question in danger reaches staff with her name: what the client sends when the token has run out, or the server says so.
const assert = require("node:assert");
const [, , client] = process.argv;
const { Xinqiao } = require(client);

const DANGER = "我不想活了";

/** The server's side of it: one token opens calls; `away` are addresses that get no answer. */
function phone({ until, good = "xqa_1", away = [], refresh = 200 }) {
  const asked = [];
  const stored = { "xinqiao.session": { access_token: "xqa_1", refresh_token: "xqr_1", expires_at: until } };
  const next = { access_token: "xqa_2", refresh_token: "xqr_2", expires_at: "2999-01-01T00:00:00Z" };
  const wx = {
    getStorageSync: (name) => stored[name] || "",
    setStorageSync: (name, value) => (stored[name] = value),
    removeStorageSync: (name) => delete stored[name],
    login: ({ success }) => success({ code: "c" }),
    request({ url, header, data, success, fail }) {
      const path = url.replace("https://x/api/v1", "");
      const token = (header.Authorization || "").replace("Bearer ", "");
      asked.push([path, token].filter(Boolean).join(" "));
      if (away.includes(path)) return fail({ errMsg: "request:fail" });
      if (path === "/session/refresh" && refresh !== 200) {
        return success({ statusCode: refresh, data: { code: "not_signed_in" }, header: {} });
      }
      if (path.startsWith("/session")) {
        good = "xqa_2";
        return success({ statusCode: 200, data: next, header: {} });
      }
      const tier = JSON.parse(data).text === DANGER ? "danger" : "answer";
      return success({ statusCode: 200, data: { tier, words: token, signed_in: token === good }, header: {} });
    },
  };
  return { api: new Xinqiao({ base: "https://x", wx }), asked, stored };
}

const LATER = new Date(Date.now() + 600e3).toISOString();
const SOON = new Date(Date.now() + 20e3).toISOString();
const PAST = new Date(Date.now() - 600e3).toISOString();

async function main() {
  for (const until of [SOON, PAST, undefined]) {
    const { api, asked } = phone({ until, good: "none" });
    await api.ask(DANGER);
    assert.deepEqual(asked, ["/session/refresh", "/answers xqa_2"]);
  }
  const fresh = phone({ until: LATER });
  await fresh.api.ask(DANGER);
  assert.deepEqual(fresh.asked, ["/answers xqa_1"]);

  const taken = phone({ until: LATER, good: "none", refresh: 401 });
  assert.equal((await taken.api.ask(DANGER)).words, "xqa_2");
  assert.deepEqual(taken.asked, ["/answers xqa_1", "/session/refresh", "/session", "/answers xqa_2"]);

  const plain = phone({ until: LATER, good: "none" });
  assert.equal((await plain.api.ask("孩子挑食怎么办")).tier, "answer");
  assert.deepEqual(plain.asked, ["/answers xqa_1", "/session/refresh"]);

  for (const away of [["/session/refresh"], ["/session"]]) {
    const lost = phone({ until: PAST, good: "none", away, refresh: 401 });
    const answer = await lost.api.ask(DANGER);
    assert.deepEqual([answer.tier, answer.words], ["danger", "xqa_1"]);
    assert.equal(lost.stored["xinqiao.session"].access_token, "xqa_1");
  }

  const nobody = phone({ until: LATER });
  nobody.api.keep(null);
  assert.equal((await nobody.api.ask(DANGER)).tier, "danger");
  assert.deepEqual(nobody.asked, ["/answers"]);
}

main().then(
  () => process.stdout.write("asked\n"),
  (error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exit(1);
  },
);
