/** The API of Xinqiao for a mini-program; see xinqiao.js and docs/api.md. Moments are ISO 8601, money is in fen. */

export type WishState = string;
export type ParcelPlace = string;
export type Tier = "danger" | "rule" | "answer" | "suggest" | "expert" | "short";

/** The parts of `wx` that are used. */
export interface Wx {
  login(options: { success(got: { code: string }): void; fail(error: unknown): void }): void;
  request(options: Record<string, unknown>): unknown;
  uploadFile(options: Record<string, unknown>): unknown;
  getStorageSync(name: string): unknown;
  setStorageSync(name: string, value: unknown): void;
  removeStorageSync(name: string): void;
}

export interface Page {
  after?: string;
  limit?: number;
}

export interface Region {
  code: string;
  name: string;
  level: "province" | "city" | "county" | "township" | "village";
  path: string;
}

export interface Me {
  id: string;
  roles: string[];
  home: { code: string; name: string; path: string } | null;
  phone_masked: string | null;
  pushes: boolean;
  has_wishes: boolean;
  has_questions: boolean;
  since: string | null;
}

export interface LessonRow {
  slug: string;
  title: string;
  series: string;
  digest: string;
  minutes: number;
  cover_url: string;
  page_url: string;
}

export interface Lesson extends LessonRow {
  body_html: string;
  quiz: { question: string; options: string[]; answer: number; why: string }[];
  sources: string[];
}

export interface WishForm {
  kinds: { kind: string; name: string }[];
  most_fen: number;
  verify_days: number;
  consent: string;
  consent_url: string;
}

export interface WishAsk {
  child_name: string;
  age: number;
  region: string;
  kind: string;
  text: string;
  cost_fen: number;
  consent: string;
}

export interface Wish {
  id: string;
  receipt: string;
  state: WishState;
  kind: string;
  text: string;
  cost_fen: number;
  child_masked: string;
  age_band: string;
  region: string;
  submitted_at: string;
  changed_at: string;
  parcel: ParcelPlace | null;
}

export interface Entry {
  id: string;
  question: string;
  answer: string;
}

export interface Answer {
  tier: Tier;
  words: string;
  lesson: string | null;
  entries: Entry[];
  nearest: string[];
  signed_in: boolean;
}

export interface Hours {
  start: string;
  end: string;
}

export interface Claim {
  id: string;
  code: string;
  state: string;
  text: string;
  kind: string;
  age_band: string;
  cost_fen: number;
  due_at: string | null;
  certificate: string;
  parcel: ParcelPlace | null;
  label: string;
}

export interface Consent {
  purpose: string;
  name: string;
  text: string;
  url: string;
  given: string | null;
  given_at: string | null;
  withdrawn_at: string | null;
}

export interface Subscriptions {
  pushes: boolean;
  topics: { slug: string; name: string; wanted: boolean }[];
  quiet: Hours | null;
}

export interface Question {
  id: string;
  receipt: string;
  state: "open" | "answered" | "closed";
  asked_at: string;
}

export interface Picture {
  id: string;
  size: number;
  width: number;
  height: number;
  checked: "private" | "waiting" | "passed" | "refused";
  at: string;
  url: string;
  url_until: string;
}

export class XinqiaoError extends Error {
  status: number;
  code: string;
  detail: string;
  field: string | null;
  problem: string | null;
  retryAfter: number | null;
  /** The card that says whom to call, where the words that were refused tell of danger: show it first and whole. */
  danger: string | null;
}

export class Xinqiao {
  constructor(options: { base: string; wx: Wx });
  signIn(): Promise<void>;
  signOut(options?: { everywhere?: boolean }): Promise<void>;
  me(): Promise<Me>;
  liveIn(region: string): Promise<{ code: string; name: string; path: string }>;
  givePhone(code: string): Promise<{ phone_masked: string }>;
  takePhoneBack(): Promise<{ done: boolean }>;
  lessons(query?: Page & { series?: string }): Promise<{ lessons: LessonRow[]; next: string | null }>;
  lesson(slug: string): Promise<Lesson>;
  regions(query?: { parent?: string; q?: string }): Promise<Region[]>;
  search(q: string): Promise<{ lessons: LessonRow[]; answers: Entry[] }>;
  wishForm(): Promise<WishForm>;
  submitWish(wish: WishAsk, key: string): Promise<Wish & { etag: string; danger: string | null }>;
  myWishes(query?: Page): Promise<{ wishes: Wish[]; next: string | null }>;
  myWish(id: string): Promise<Wish & { etag: string }>;
  withdrawWish(id: string, etag: string): Promise<Wish & { etag: string }>;
  ask(text: string): Promise<Answer>;
  handOver(text: string, suggested: string[], key: string): Promise<Question & { reply_hours: number; danger: string | null }>;
  myQuestions(query?: Page): Promise<{ questions: Question[]; next: string | null }>;
  claim(code: string, key: string): Promise<Claim>;
  myClaims(): Promise<{ claims: Claim[] }>;
  consents(): Promise<{ consents: Consent[] }>;
  consent(purpose: string, text: string): Promise<Consent>;
  withdrawConsent(purpose: string): Promise<Consent>;
  subscriptions(): Promise<Subscriptions>;
  subscribe(wanted: { pushes: boolean; muted: string[]; quiet: Hours | null }): Promise<Subscriptions>;
  upload(filePath: string, key: string): Promise<Picture>;
  myFiles(query?: Page): Promise<{ files: Picture[]; next: string | null }>;
  removeFile(id: string): Promise<{ done: boolean }>;
}

export function newKey(): string;
