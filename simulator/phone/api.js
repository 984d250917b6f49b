/** The simulator's control API, as the phone uses it. */

const SAID = {
  "no such code, or it ran out": "这个码没有了，或者过期了。",
  "she doesn't follow": "还没有关注。",
  "she follows already": "已经关注了。",
  "no such openid": "没有这个人。",
  "media is no picture": "这不是图片。",
};

async function call(method, path, body) {
  const answer = await fetch(path, {
    method,
    headers: body ? { "Content-Type": "application/json" } : {},
    body: body ? JSON.stringify(body) : undefined,
  });
  const found = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(SAID[found.error] || "没有办成，请再试一次。");
  return found;
}

const query = (fields) => new URLSearchParams(Object.entries(fields).filter(([, value]) => value !== undefined && value !== ""));

export const person = async (app, openid) => (await call("GET", `/control/people?${query({ app_id: app, openid })}`)).people[0];
export const accounts = async () => (await call("GET", "/control/state")).accounts;
export const people = (app, after) => call("GET", `/control/people?${query({ app_id: app, after, limit: 30 })}`);
export const addPerson = (nickname) => call("POST", "/control/people", { nickname });
export const menu = async (app, openid) => (await call("GET", `/control/menu?${query({ app_id: app, openid })}`)).button;
export const codes = async (app) => (await call("GET", `/control/qr?${query({ app_id: app })}`)).tickets;
export const act = (app, openid, action, fields = {}) =>
  call("POST", "/control/act", { app_id: app, openid, action, ...fields });
export const stream = (app, openid) => new EventSource(`/control/chat/stream?${query({ app_id: app, openid })}`);
