/**
 * The API of Xinqiao for a mini-program: sign-in by wx.login, tokens that renew themselves, repeats that create nothing
 * twice. It needs no package and no build; copy it beside your pages. Types are in xinqiao.d.ts, words in docs/api.md.
 */

const STORED = "xinqiao.session";
const REPEATS = 2;
const KEY_LENGTH = 24;
const NEARLY_ENDED_MS = 60 * 1000;
const LETTERS = "0123456789abcdefghjkmnpqrstvwxyz";

/** What the server, or the network, said no to. */
class XinqiaoError extends Error {
  constructor(problem) {
    super(problem.detail || problem.code);
    this.name = "XinqiaoError";
    this.status = problem.status || 0;
    this.code = problem.code;
    this.detail = problem.detail || "";
    this.field = problem.field || null;
    this.problem = problem.problem || null;
    this.retryAfter = problem.retry_after || null;
    this.danger = problem.danger || null;
  }
}

class Xinqiao {
  constructor({ base, wx }) {
    this.base = base.replace(/\/$/, "");
    this.wx = wx;
    this.session = wx.getStorageSync(STORED) || null;
    this.renewing = null;
  }

  /* Sign-in. Nobody needs to call these: the first call that needs a person signs her in. */

  async signIn() {
    const code = await new Promise((resolve, reject) => {
      this.wx.login({ success: (got) => resolve(got.code), fail: () => reject(noNetwork()) });
    });
    this.keep((await this.send("POST", "/session", { body: { code } })).data);
  }

  async signOut({ everywhere = false } = {}) {
    await this.call("DELETE", everywhere ? "/sessions" : "/session");
    this.keep(null);
  }

  /** Where she has signed in; `current` is this phone. */
  async sessions() {
    return (await this.data("GET", "/sessions")).sessions;
  }

  keep(session) {
    this.session = session;
    if (session) this.wx.setStorageSync(STORED, session);
    else this.wx.removeStorageSync(STORED);
  }

  /** The next pair; where the server knows this one no more, a fresh sign-in. Calls at once share one renewal. */
  renew() {
    if (!this.renewing) {
      this.renewing = this.renewed().finally(() => {
        this.renewing = null;
      });
    }
    return this.renewing;
  }

  async renewed() {
    if (this.session) {
      const body = { refresh_token: this.session.refresh_token };
      try {
        this.keep((await this.send("POST", "/session/refresh", { body })).data);
        return;
      } catch (error) {
        if (error.status !== 401) throw error;
      }
    }
    await this.signIn();
  }

  /** Whether the access token opens calls for another minute, as far as this phone's clock can tell. */
  isFresh() {
    return Date.parse(this.session.expires_at) - Date.now() > NEARLY_ENDED_MS;
  }

  /* Calls. */

  /** A call as the person who has signed in. `key` makes a repeat the same call; `seen` is the ETag that was read. */
  async call(method, path, options = {}) {
    if (!this.session) await this.renew();
    const used = this.session.access_token;
    try {
      return await this.send(method, path, { ...options, token: used });
    } catch (error) {
      if (error.status !== 401) throw error;
    }
    if (this.session && this.session.access_token !== used) {
      return this.send(method, path, { ...options, token: this.session.access_token });
    }
    await this.renew();
    return this.send(method, path, { ...options, token: this.session.access_token });
  }

  /** A call for which nobody needs to have signed in. */
  open(method, path, options = {}) {
    return this.send(method, path, options);
  }

  async send(method, path, options) {
    const repeatable = method === "GET" || Boolean(options.key);
    for (let left = REPEATS; ; left -= 1) {
      try {
        return await this.once(method, path, options);
      } catch (error) {
        if (error.code !== "no_network" || !repeatable || left === 0) throw error;
      }
    }
  }

  once(method, path, { query, body, key, seen, token }) {
    const header = { "Content-Type": "application/json" };
    if (token) header.Authorization = `Bearer ${token}`;
    if (key) header["Idempotency-Key"] = key;
    if (seen) header["If-Match"] = seen;
    return new Promise((resolve, reject) => {
      this.wx.request({
        url: this.base + "/api/v1" + path + written(query),
        method,
        header,
        data: body === undefined ? undefined : JSON.stringify(body),
        dataType: "json",
        success: (got) => settle(got.statusCode, got.data, got.header, resolve, reject),
        fail: () => reject(noNetwork()),
      });
    });
  }

  async data(method, path, options) {
    return (await this.call(method, path, options)).data;
  }

  /* What there is. Names are those of the description, /api/v1/openapi.json. */

  me() {
    return this.data("GET", "/me");
  }

  liveIn(region) {
    return this.data("PUT", "/me/home", { body: { region } });
  }

  givePhone(code) {
    return this.data("PUT", "/me/phone", { body: { code } });
  }

  takePhoneBack() {
    return this.data("DELETE", "/me/phone");
  }

  /** Take over what was hers under an older WeChat account, where both gave the same phone number. */
  takeOverRecords(receipt) {
    return this.data("POST", "/me/records", { body: { receipt } });
  }

  /** All that is held of her: parts with rows of { name, label, value }. */
  myData() {
    return this.data("GET", "/me/data");
  }

  /** A page for a web-view or the browser, from which it can be kept as a file; it opens once, within ten minutes. */
  linkToMyData(key) {
    return this.data("POST", "/me/data/link", { key });
  }

  /** What erasing takes away: show `words`, and hand `told` to eraseMe(). */
  beforeErasing() {
    return this.data("GET", "/me/erasure");
  }

  /** Erase her and her family; she is signed out with it. */
  async eraseMe(told) {
    const done = await this.data("POST", "/me/erasure", { body: { told } });
    this.keep(null);
    return done;
  }

  /** 申诉: another member of staff looks again. Where there is a `danger`, show it first. */
  appeal(text) {
    return this.data("POST", "/me/appeal", { body: { text } });
  }

  async lessons(query) {
    return (await this.open("GET", "/lessons", { query })).data;
  }

  async lesson(slug) {
    return (await this.open("GET", `/lessons/${slug}`)).data;
  }

  async series() {
    return (await this.open("GET", "/series")).data.series;
  }

  async regions(query) {
    return (await this.open("GET", "/regions", { query })).data.regions;
  }

  async region(code) {
    return (await this.open("GET", `/regions/${code}`)).data;
  }

  /** Lessons and answers by words; show `danger` first where there is any. */
  async search(q) {
    const token = this.session ? this.session.access_token : undefined;
    return (await this.open("GET", "/search", { query: { q }, token })).data;
  }

  async wishForm() {
    return (await this.open("GET", "/wishes/form")).data;
  }

  /** Submit a wish; `key` from newKey(), made once when the form opens, so that a second tap is the same wish. */
  submitWish(wish, key) {
    return this.withEtag("POST", "/me/wishes", { body: wish, key });
  }

  myWishes(query) {
    return this.data("GET", "/me/wishes", { query });
  }

  myWish(id) {
    return this.withEtag("GET", `/me/wishes/${id}`);
  }

  /** The wish in other words; where they tell of danger, `danger` is the card to show first. */
  correctWish(id, wish, etag) {
    return this.withEtag("POST", `/me/wishes/${id}/correct`, { body: wish, seen: etag });
  }

  withdrawWish(id, etag) {
    return this.withEtag("POST", `/me/wishes/${id}/withdraw`, { seen: etag });
  }

  /** The family's word on what was brought: `step` is "confirm", or "dispute" where it didn't come or isn't right. */
  answerDelivery(id, step, etag) {
    return this.withEtag("POST", `/me/wishes/${id}/${step}`, { seen: etag });
  }

  myWishPictures(wishId) {
    return this.data("GET", `/me/wishes/${wishId}/pictures`);
  }

  /** A picture for staff who see to her wish: a file that upload() kept, and the text of `child_picture` that she has read. */
  sendWishPicture(wishId, picture, key) {
    return this.data("POST", `/me/wishes/${wishId}/pictures`, { body: picture, key });
  }

  myDrawings(wishId) {
    return this.data("GET", `/me/wishes/${wishId}/drawings`);
  }

  /** A child's drawing as thanks: a file that upload() kept, and the text of `child_picture` that she has read. */
  sendDrawing(wishId, drawing, key) {
    return this.data("POST", `/me/wishes/${wishId}/drawings`, { body: drawing, key });
  }

  /** What is told of wishes that came true; `after` is the `next` of the part before. */
  stories(query) {
    return this.data("GET", "/stories", { query });
  }

  /** What staff want to tell of her child's wishes: shown to nobody before she agrees. */
  myStories() {
    return this.data("GET", "/me/stories");
  }

  myStory(wishId) {
    return this.withEtag("GET", `/me/stories/${wishId}`);
  }

  /** She lets these very words be told: `consent` is the text of `child_story` that she has read. */
  agreeToStory(wishId, consent, etag) {
    return this.withEtag("POST", `/me/stories/${wishId}/agree`, { body: { consent }, seen: etag });
  }

  declineStory(wishId, etag) {
    return this.withEtag("POST", `/me/stories/${wishId}/decline`, { seen: etag });
  }

  async withEtag(method, path, options) {
    const got = await this.call(method, path, options);
    return { ...got.data, etag: got.etag };
  }

  /**
   * The chat's answer. Where `tier` is "danger", show `words` before anything else, and below them the questions of
   * `entries` where there are any. Whoever has signed in is known to the staff who are called: her tokens are renewed
   * first, and whether that works or not she is answered.
   */
  async ask(text) {
    if (this.session && !this.isFresh()) await this.renew().catch(() => {});
    const used = this.session ? this.session.access_token : undefined;
    const answer = await this.askOnce(text, used);
    if (!used || answer.signed_in) return answer;
    await this.renew().catch(() => {});
    const token = this.session && this.session.access_token;
    if (answer.tier !== "danger" || !token || token === used) return answer;
    return this.askOnce(text, token).catch(() => answer);
  }

  async askOnce(text, token) {
    return (await this.open("POST", "/answers", { body: { text }, token })).data;
  }

  handOver(text, suggested, key) {
    return this.data("POST", "/me/questions", { body: { text, suggested }, key });
  }

  myQuestions(query) {
    return this.data("GET", "/me/questions", { query });
  }

  myQuestion(id) {
    return this.data("GET", `/me/questions/${id}`);
  }

  /** Words, a picture that was uploaded before (`file`, its id), or both, for the expert; show `danger` first where there is any. */
  addToQuestion(id, added, key) {
    return this.data("POST", `/me/questions/${id}/messages`, { body: added, key });
  }

  /** The next free times of a service ("family" or "mind") near a region, or near her. */
  freeTimes(query) {
    return this.data("GET", "/appointments/times", { query });
  }

  myAppointments(query) {
    return this.data("GET", "/me/appointments", { query });
  }

  /** Hold a time for some minutes; rejected with code "time_taken" where somebody was first, or where others wait. */
  holdTime(service, time, key) {
    return this.data("POST", "/me/appointments", { body: { service, time }, key });
  }

  /** Take the time that is held or was offered; show `danger` first where there is any. */
  confirmTime(id, said) {
    return this.data("POST", `/me/appointments/${id}/confirm`, { body: said });
  }

  cancelAppointment(id) {
    return this.data("POST", `/me/appointments/${id}/cancel`);
  }

  /** With nothing free: wait at a place; a time that comes free is offered to her in the chat. */
  waitForTime(service, place) {
    return this.data("PUT", "/me/appointments/line", { body: { service, place } });
  }

  waitNoLonger(service) {
    return this.data("DELETE", "/me/appointments/line", { body: { service } });
  }

  /** Wishes that wait for somebody; nothing of them leads to a child. */
  async wall(query) {
    return (await this.open("GET", "/wishes", { query })).data;
  }

  /** Take up a wish by its code on the wall; rejected with code "wish_taken" where somebody was first. */
  claim(code, key) {
    return this.withEtag("POST", "/me/claims", { body: { code }, key });
  }

  myClaims() {
    return this.data("GET", "/me/claims");
  }

  myClaim(id) {
    return this.withEtag("GET", `/me/claims/${id}`);
  }

  /** Bring it on: `step` is "prepare", "extend", "hand_over", or "release" to give it back. */
  moveClaim(id, step, etag) {
    return this.withEtag("POST", `/me/claims/${id}/${step}`, { seen: etag });
  }

  /** 一起圆梦: the wish that a code invites to, with the `rules` to show first. */
  async together(invite) {
    return (await this.open("GET", `/together/${invite}`)).data;
  }

  /** Whether others may come to a wish that she leads, and how many have. */
  sharing(claimId) {
    return this.data("GET", `/me/claims/${claimId}/sharing`);
  }

  /** Let others come: pass `invite` or `url` on. */
  openSharing(claimId) {
    return this.data("PUT", `/me/claims/${claimId}/sharing`);
  }

  endSharing(claimId) {
    return this.data("DELETE", `/me/claims/${claimId}/sharing`);
  }

  myShares() {
    return this.data("GET", "/me/shares");
  }

  myShare(id) {
    return this.data("GET", `/me/shares/${id}`);
  }

  /** 我也出一份: rejected with "no_place_left" where enough have come, "shares_full" where she shares enough. */
  joinTogether(invite, key) {
    return this.data("POST", "/me/shares", { body: { invite }, key });
  }

  /** She can't bring her part. */
  leaveTogether(id) {
    return this.data("DELETE", `/me/shares/${id}`);
  }

  /** The organisation that she acts for (`is_member`), or has applied for; rejected with "not_found" without one. */
  myOrganisation() {
    return this.data("GET", "/me/organisation");
  }

  /** Apply for an organisation; she must have given her phone number before. */
  applyAsOrganisation(organisation, key) {
    return this.data("POST", "/me/organisation", { body: organisation, key });
  }

  /** Act for the organisation whose word somebody has handed her. */
  joinOrganisation(word) {
    return this.data("POST", "/me/organisation/join", { body: { word } });
  }

  inviteToOrganisation(key) {
    return this.data("POST", "/me/organisation/invitations", { key });
  }

  /** Take up many wishes at once: `codes`, or `many` of a county, kind, price. `missed` says which weren't to be had. */
  claimBatch(wanted, key) {
    return this.data("POST", "/me/organisation/batches", { body: wanted, key });
  }

  myBatches() {
    return this.data("GET", "/me/organisation/batches");
  }

  /** A batch with its wishes; `sheet` is the address of the same as xlsx, for wx.downloadFile or a computer. */
  myBatch(id) {
    return this.data("GET", `/me/organisation/batches/${id}`);
  }

  /** Bring wishes of a batch on: `step` is "prepare", "extend" or "release"; no codes are all that can take it. */
  moveBatch(id, step, codes) {
    return this.data("POST", `/me/organisation/batches/${id}/${step}`, { body: { codes } });
  }

  /** Her standing as a volunteer who may keep a child company; rejected with status 404 where she never applied. */
  myVolunteer() {
    return this.data("GET", "/me/volunteer");
  }

  /** Apply: `region` is the county's code, `pledge` the version of the text that she signs. */
  applyAsVolunteer(application, key) {
    return this.withEtag("POST", "/me/volunteer", { body: application, key });
  }

  myMeetings() {
    return this.data("GET", "/me/meetings");
  }

  myMeeting(id) {
    return this.withEtag("GET", `/me/meetings/${id}`);
  }

  /** Come along as the second adult, by the code that the first was given. */
  joinMeeting(invite, key) {
    return this.withEtag("POST", "/me/meetings", { body: { invite }, key });
  }

  /** `step`: "agree" or "disagree" of the guardian, "step_back" or "attest" of the second adult. */
  moveMeeting(id, step, etag) {
    return this.withEtag("POST", `/me/meetings/${id}/${step}`, { seen: etag });
  }

  /** 报告担心的事: show `words` of the answer. */
  reportWorry(id, text, key) {
    return this.data("POST", `/me/meetings/${id}/worries`, { body: { text }, key });
  }

  /** A picture of what was handed over, for staff: a file that upload() kept, without the child. */
  bringProof(claimId, file, key) {
    return this.data("POST", `/me/claims/${claimId}/proofs`, { body: { file }, key });
  }

  /** What a child has drawn for her, with fresh links. */
  drawingsForMe(claimId) {
    return this.data("GET", `/me/claims/${claimId}/drawings`);
  }

  /** 爱心年卡: a card for each year in which wishes of hers came true. */
  async myCards() {
    return (await this.data("GET", "/me/cards")).cards;
  }

  /** 主题活动: those that run today. */
  async campaigns() {
    return (await this.open("GET", "/campaigns")).data.campaigns;
  }

  /** How far one is; a number that is too small to be shown is null. Its wishes are those of wall({ campaign: id }). */
  async campaign(id) {
    return (await this.open("GET", `/campaigns/${id}`)).data;
  }

  async certificate(code) {
    return (await this.open("GET", `/certificates/${code}`)).data;
  }

  consents() {
    return this.data("GET", "/me/consents");
  }

  /** Agree to `text`, which consents() named and whose page she has read. */
  consent(purpose, text) {
    return this.data("PUT", `/me/consents/${purpose}`, { body: { text } });
  }

  withdrawConsent(purpose) {
    return this.data("DELETE", `/me/consents/${purpose}`);
  }

  subscriptions() {
    return this.data("GET", "/me/subscriptions");
  }

  subscribe(wanted) {
    return this.data("PUT", "/me/subscriptions", { body: wanted });
  }

  /** Upload a picture by the path that wx.chooseMedia gave. */
  async upload(filePath, key) {
    if (!this.session) await this.renew();
    try {
      return await this.uploadOnce(filePath, key);
    } catch (error) {
      if (error.status !== 401) throw error;
    }
    await this.renew();
    return this.uploadOnce(filePath, key);
  }

  uploadOnce(filePath, key) {
    return new Promise((resolve, reject) => {
      this.wx.uploadFile({
        url: `${this.base}/api/v1/me/files`,
        filePath,
        name: "file",
        header: { Authorization: `Bearer ${this.session.access_token}`, "Idempotency-Key": key },
        success: (got) => settle(got.statusCode, parsed(got.data), got.header, (found) => resolve(found.data), reject),
        fail: () => reject(noNetwork()),
      });
    });
  }

  myFiles(query) {
    return this.data("GET", "/me/files", { query });
  }

  /** One of them with a fresh `url`, which holds for ten minutes. */
  myFile(id) {
    return this.data("GET", `/me/files/${id}`);
  }

  removeFile(id) {
    return this.data("DELETE", `/me/files/${id}`);
  }
}

/** A new Idempotency-Key: one for each thing that is to be created, kept for its repeats. */
function newKey() {
  let key = "";
  for (let at = 0; at < KEY_LENGTH; at += 1) key += LETTERS[Math.floor(Math.random() * LETTERS.length)];
  return key;
}

function written(query) {
  const parts = Object.entries(query || {}).filter(([, value]) => value !== undefined && value !== null);
  if (parts.length === 0) return "";
  return "?" + parts.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&");
}

function settle(status, data, header, resolve, reject) {
  if (status >= 200 && status < 300) resolve({ data, etag: named(header, "etag") });
  else if (data && data.code) reject(new XinqiaoError({ ...data, status }));
  else reject(new XinqiaoError({ status, code: "error" }));
}

function named(header, name) {
  const found = Object.keys(header || {}).find((each) => each.toLowerCase() === name);
  return found ? header[found] : null;
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function noNetwork() {
  return new XinqiaoError({ code: "no_network", detail: "网络不太好，请再试一次。" });
}

module.exports = { Xinqiao, XinqiaoError, newKey };
