/** One woman's phone: her chat with an account of the simulated platform. */

import * as api from "./api.js";
import { draw, time } from "./bubbles.js";
import { ask } from "./ask.js";
import { showMenu } from "./menu.js";

const at = (id) => document.getElementById(id);
const named = (id) => [...document.querySelectorAll(`[data-testid="${id}"]`)];
const given = new URLSearchParams(location.search);
const state = { accounts: [], account: null, person: null, seen: 0, at: 0, source: null, next: undefined, depth: 0, back: false };
const LONG_PAUSE = 300;

const KINDS = { service: "服务号", subscription: "公众号", mini: "小程序" };
const PLACES = [
  { label: "太白湖新区市民中心", latitude: 35.33, longitude: 116.58 },
  { label: "曲阜市吴村镇", latitude: 35.73, longitude: 116.95 },
  { label: "邹城市人民广场", latitude: 35.4, longitude: 117.0 },
];

function toast(text) {
  at("toast").textContent = text;
  at("toast").hidden = false;
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => (at("toast").hidden = true), 4000);
}

async function act(action, fields) {
  if (!state.person) return toast("先选一位。");
  try {
    await api.act(state.account.app_id, state.person.openid, action, fields);
  } catch (error) {
    toast(error.message);
  }
}

const hands = {
  tap: (text, id, source) => act("tap", { content: text, id, source }),
  open(url, title) {
    if (!/^https?:/i.test(url)) return toast("这张卡片没有网页。");
    at("page-title").textContent = title || "网页";
    at("page").hidden = false;
    state.depth = 0;
    named("page-frame")[0].contentWindow.location.replace(url);
    named("page-close")[0].focus();
  },
};

function closePage() {
  at("page").hidden = true;
  named("page-frame")[0].contentWindow.location.replace("about:blank");
  at("message").focus();
}

/** One page back inside the page; from its first page back to the chat. */
function backInPage() {
  if (state.depth <= 1) return closePage();
  state.depth -= 1;
  state.back = true;
  history.back();
}

function pageLoaded() {
  if (state.back) state.back = false;
  else state.depth += 1;
}

function showTyping(typing) {
  at("title").textContent = typing ? "对方正在输入…" : state.account.name;
  clearTimeout(showTyping.timer);
  if (typing) showTyping.timer = setTimeout(() => showTyping(false), 15000);
}

/** Entries come in order; one that was drawn before is left out. */
function take(entry) {
  if (entry.seq <= state.seen) return;
  state.seen = entry.seq;
  const chat = at("chat");
  const atEnd = chat.scrollHeight - chat.scrollTop - chat.clientHeight < 120;
  if (entry.at - state.at > LONG_PAUSE) chat.append(time(entry.at));
  state.at = entry.at;
  if (entry.side === "account") showTyping(false);
  chat.append(draw(entry, hands));
  for (const image of chat.lastElementChild.querySelectorAll("img")) image.addEventListener("load", toEnd);
  while (chat.children.length > 400) chat.firstElementChild.remove();
  if (atEnd || entry.side === "person") toEnd();
}

function toEnd() {
  at("chat").scrollTop = at("chat").scrollHeight;
}

function listen() {
  state.source?.close();
  state.seen = state.at = 0;
  at("chat").replaceChildren();
  state.source = api.stream(state.account.app_id, state.person.openid);
  state.source.onmessage = (event) => take(JSON.parse(event.data));
  state.source.addEventListener("typing", (event) => showTyping(JSON.parse(event.data).typing));
  state.source.onerror = () => toast("和模拟平台断开了，正在重连。");
}

async function showFollowing() {
  const following = state.person?.following;
  const mini = state.account.kind === "mini";
  at("stranger").hidden = Boolean(following || mini);
  at("chat").hidden = at("foot").hidden = !(following || mini);
  at("account-name").textContent = state.account.name;
  at("title").textContent = state.account.name;
  if (following) await showMenu(at("menu"), at("typing"), at("swap"), await api.menu(state.account.app_id, state.person.openid), pressed);
}

async function pressed(button) {
  if (button.type === "view") {
    await act("view", { url: button.url });
    hands.open(button.url, button.name);
  } else if (button.type === "location_select") {
    await sendPlace();
  } else {
    await act("menu", { key: button.key });
  }
}

async function choose(person) {
  state.person = person;
  document.body.classList.remove("choosing");
  for (const row of named("person-row")) row.setAttribute("aria-current", row.dataset.openid === person.openid);
  const address = new URL(location);
  address.searchParams.set("openid", person.openid);
  address.searchParams.set("app_id", state.account.app_id);
  history.replaceState(null, "", address);
  listen();
  await showFollowing();
}

function row(person) {
  const made = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.dataset.testid = "person-row";
  button.dataset.openid = person.openid;
  const who = document.createElement("span");
  who.className = "who";
  who.textContent = person.nickname || "（没有名字）";
  const how = document.createElement("span");
  how.className = "state";
  how.textContent = person.following ? "已关注" : "未关注";
  button.append(who, how);
  button.addEventListener("click", () => choose(person));
  made.append(button);
  return made;
}

async function listPeople(more) {
  const page = await api.people(state.account.app_id, more ? state.next : undefined);
  const rows = page.people.map(row);
  if (more) at("people").append(...rows);
  else at("people").replaceChildren(...rows);
  state.next = page.next || undefined;
  at("more-people").hidden = !state.next;
  if (state.person) for (const each of named("person-row")) each.setAttribute("aria-current", each.dataset.openid === state.person.openid);
  return page.people;
}

async function refollow(action, fields) {
  await act(action, fields);
  await listPeople(false);
  state.person = (await api.person(state.account.app_id, state.person.openid)) || state.person;
  await showFollowing();
}

async function addPerson(event) {
  event.preventDefault();
  const nickname = at("nickname").value.trim() || `样例 ${new Date().toLocaleTimeString("zh-CN", { hour12: false })}`;
  try {
    const made = await api.addPerson(nickname);
    at("nickname").value = "";
    await listPeople(false);
    await choose(await api.person(state.account.app_id, made.openids[state.account.app_id]));
  } catch (error) {
    toast(error.message);
  }
}

async function scan() {
  const codes = await api.codes(state.account.app_id);
  const known = codes.map((each) => ({ value: `t:${each.ticket}`, label: each.scene }));
  const answer = await ask("扫一扫", [
    { name: "code", label: "哪个码", options: [{ value: "", label: "自己写场景" }, ...known] },
    { name: "scene", label: "场景（自己写时）", value: "" },
  ]);
  if (!answer) return;
  const fields = answer.code ? { ticket: answer.code.slice(2) } : { scene: answer.scene };
  if (!answer.code && !answer.scene) return;
  await (state.person.following ? act("scan", fields) : refollow("follow_scan", fields));
}

async function changeAccount() {
  const options = state.accounts.map((each) => ({ value: each.app_id, label: `${each.name}（${KINDS[each.kind] || each.kind}）` }));
  const answer = await ask("看哪个账号", [{ name: "account", label: "账号", options }]);
  if (!answer) return;
  const address = new URL(location);
  address.searchParams.set("app_id", answer.account);
  const openid = state.person?.openids?.[answer.account];
  if (openid) address.searchParams.set("openid", openid);
  else address.searchParams.delete("openid");
  location.replace(address);
}

async function sendPlace() {
  const answer = await ask("发位置", [
    { name: "place", label: "在哪儿", options: PLACES.map((each, index) => ({ value: String(index), label: each.label })) },
  ]);
  if (answer) await act("location", PLACES[Number(answer.place)]);
}

async function sendPicture(file) {
  if (!file) return act("image", { media: "sample" });
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (bytes.length > 5_000_000) return toast("这张图太大了。");
  let binary = "";
  for (let from = 0; from < bytes.length; from += 32768) binary += String.fromCharCode(...bytes.subarray(from, from + 32768));
  await act("image", { media: btoa(binary) });
}

async function say(event) {
  event.preventDefault();
  const text = at("message").value.trim();
  if (!text) return;
  at("message").value = "";
  fit();
  await act("text", { content: text });
}

function fit() {
  const box = at("message");
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight + 2}px`;
}

function showTools(shown) {
  at("tools").hidden = !shown;
  named("plus")[0].setAttribute("aria-expanded", String(shown));
  toEnd();
}

function wire() {
  at("add-person").addEventListener("submit", addPerson);
  at("more-people").addEventListener("click", () => listPeople(true));
  at("typing").addEventListener("submit", say);
  at("message").addEventListener("input", fit);
  at("message").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) say(event);
  });
  at("show-people").addEventListener("click", () => document.body.classList.add("choosing"));
  at("show-account").addEventListener("click", changeAccount);
  named("plus")[0].addEventListener("click", () => showTools(at("tools").hidden));
  named("follow")[0].addEventListener("click", () => refollow("follow"));
  named("unfollow")[0].addEventListener("click", () => refollow("unfollow"));
  for (const button of named("scan")) button.addEventListener("click", scan);
  named("send-picture")[0].addEventListener("click", () => at("picture").click());
  at("picture").addEventListener("change", () => sendPicture(at("picture").files[0]));
  named("send-place")[0].addEventListener("click", sendPlace);
  named("send-voice")[0].addEventListener("click", () => act("voice"));
  named("send-sticker")[0].addEventListener("click", () => act("sticker"));
  named("page-close")[0].addEventListener("click", closePage);
  named("page-back")[0].addEventListener("click", backInPage);
  named("page-frame")[0].addEventListener("load", pageLoaded);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !at("page").hidden) closePage();
  });
  at("tools").addEventListener("click", () => showTools(false));
}

async function start() {
  if (given.has("alone")) document.body.classList.add("alone");
  wire();
  try {
    const all = (state.accounts = await api.accounts());
    state.account = all.find((each) => each.app_id === given.get("app_id")) || all.find((each) => each.kind !== "mini") || all[0];
    if (!state.account) return toast("模拟平台上还没有公众号。");
    const people = await listPeople(false);
    const hers = given.get("openid") ? await api.person(state.account.app_id, given.get("openid")) : null;
    const first = hers || people[Number(given.get("nth") || 1) - 1] || people[0];
    if (first) await choose(first);
    else {
      document.body.classList.add("choosing");
      at("chat").append(Object.assign(document.createElement("p"), { className: "notice", textContent: "先在左边添一位，就有手机用了。" }));
    }
    document.body.dataset.ready = "1";
  } catch (error) {
    toast(error.message);
  }
}

start();
