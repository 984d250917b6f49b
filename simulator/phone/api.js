/** The simulator's control API, as the phone uses it. */

async function call(method, path, body) {
  const answer = await fetch(path, {
    method,
    headers: body ? { "Content-Type": "application/json" } : {},
    body: body ? JSON.stringify(body) : undefined,
  });
  const found = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(found.error || found.detail || "没有办成，请再试一次。");
  return found;
}

const query = (fields) => new URLSearchParams(Object.entries(fields).filter(([, value]) => value !== undefined && value !== ""));

export const accounts = async () => (await call("GET", "/control/state")).accounts;
export const people = (app, after) => call("GET", `/control/people?${query({ app_id: app, after, limit: 30 })}`);
export const addPerson = (nickname) => call("POST", "/control/people", { nickname });
export const menu = async (app, openid) => {
  const found = await call("GET", `/control/menu?${query({ app_id: app, openid })}`);
  return found && found.button ? found.button : (found && found.menu && found.menu.button) || [];
};
export const codes = async (app) => (await call("GET", `/control/qr?${query({ app_id: app })}`)).tickets || [];
export const act = (app, openid, action, fields = {}) =>
  call("POST", "/control/act", { app_id: app, openid, action, ...fields });
export const stream = (app, openid) => new EventSource(`/control/chat/stream?${query({ app_id: app, openid })}`);
