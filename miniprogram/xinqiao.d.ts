/** The API of Xinqiao for a mini-program; see xinqiao.js and docs/api.md. Moments are ISO 8601, money is in fen. */

export type WishState = string;
export type ParcelPlace = string;
export type Checked = "private" | "waiting" | "passed" | "refused";
export type DonorStep = "prepare" | "extend" | "release" | "hand_over";
export type FamilyStep = "confirm" | "dispute";
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

export interface RegionWhole extends Region {
  trail: Region[];
  below: Region[];
  closed: boolean;
}

export interface Session {
  id: string;
  made_at: string;
  seen_at: string;
  current: boolean;
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

export interface Series {
  slug: string;
  name: string;
  about: string;
  lessons: number;
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
  kinds: { kind: string; name: string; company: boolean; most_fen: number }[];
  most_fen: number;
  verify_days: number;
  consent: string;
  consent_url: string;
}

/** A wish in other words. */
export interface WishChange {
  text: string;
  cost_fen: number;
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
  /** Show it with the wish: it waits until its words are changed or passed. */
  refused: Refused | null;
}

/** Why her words can't be shown to others and what she can do, in `words`. */
export interface Refused {
  words: string;
  appeal: "possible" | "asked" | "answered";
}

export interface WallQuery {
  county?: string;
  kind?: string;
  price?: "50" | "100" | "200" | "more";
  age?: string;
  campaign?: string;
  after?: string;
  limit?: number;
}

export interface CampaignCard {
  id: string;
  name: string;
  words: string;
  first: string;
  last: string;
  region: string;
  region_name: string;
  target_wishes: number;
  target_fen: number;
  kinds: string[];
}

export interface Campaign extends CampaignCard {
  running: boolean;
  shown: number | null;
  taken: number | null;
  arrived: number | null;
  done: number | null;
  fen: number | null;
}

export interface WallWish {
  code: string;
  text: string;
  kind: string;
  kind_name: string;
  county: string;
  county_name: string;
  age_band: string;
  cost_fen: number;
  published_on: string;
}

export interface Certificate {
  code: string;
  text: string;
  kind: string;
  cost_fen: number;
  confirmed_on: string;
  giver: string;
  givers: number;
}

/** An organisation; `why` says why it was refused. */
export interface Organisation {
  id: string;
  name: string;
  code: string;
  region: string;
  state: "applied" | "approved" | "refused";
  why: string;
  is_member: boolean;
}

export interface OrganisationAsk {
  name: string;
  code: string;
  region: string;
  contact: string;
  phone: string;
}

export interface Invitation {
  word: string;
  until: string;
}

export interface BatchAsk {
  codes?: string[];
  many?: number;
  county?: string;
  kind?: string;
  price?: string;
}

export type BatchStep = "prepare" | "extend" | "release";

export interface Missed {
  code: string;
  why: "taken" | "unknown" | "own" | "full";
}

export interface BatchRow {
  id: string;
  made_at: string;
  taken: number;
  missed: Missed[];
}

export interface BatchPoint {
  name: string;
  address: string;
  hours: string;
}

/** A wish of a batch; `held` is false once it isn't the organisation's any more. */
export interface BatchWish {
  code: string;
  text: string;
  kind: string;
  cost_fen: number;
  state: string;
  held: boolean;
  parcel: string | null;
  label: string;
  points: BatchPoint[];
}

export interface Batch extends BatchRow {
  held: number;
  waiting: number;
  rows: BatchWish[];
  sheet: string;
  sheet_until: string;
}

/** A drawing that she has sent; the donor sees it once it has passed. */
export interface Drawing {
  id: string;
  file: string;
  checked: Checked;
  at: string;
}

/** A picture that staff have got, and nobody else. */
export interface ForStaff {
  id: string;
  file: string;
  at: string;
}

/** What is told of a wish that came true. */
export interface Story {
  code: string;
  text: string;
  told_on: string;
}

export interface OwnStory {
  wish: string;
  text: string;
  state: "draft" | "asked" | "agreed" | "told" | "declined" | "ended";
}

/** A drawing for her; `url` opens it until `url_until`. */
export interface DrawingForMe {
  id: string;
  at: string;
  url: string;
  url_until: string;
}

export interface EntryPicture {
  address: string;
  alt: string;
  width: number;
  height: number;
}

export interface EntrySound {
  address: string;
  seconds: number;
  text: string;
}

export interface Entry {
  id: string;
  question: string;
  answer: string;
  page: string;
  picture: EntryPicture | null;
  sound: EntrySound | null;
}

export interface AnsweredPart {
  text: string;
  tier: "answer" | "suggest";
  entries: Entry[];
}

export interface Answer {
  tier: Tier;
  words: string;
  lesson: string | null;
  /** Where `tier` is "danger" and nobody was called, what to offer below `words`; empty where staff were. */
  entries: Entry[];
  nearest: string[];
  parts: AnsweredPart[];
  asked: string;
  asked_on: boolean;
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

/** 一起圆梦: what a code invites to; show `rules` first. */
export interface Together {
  text: string;
  kind: string;
  age_band: string;
  cost_fen: number;
  givers: number;
  places: number;
  rules: string[];
}

/** Whether others may come to a wish that she leads; `invite` and `url` are what she passes on. */
export interface Sharing {
  id: string;
  possible: boolean;
  invite: string;
  url: string;
  sharers: number;
  places: number;
}

/** A wish that she brings together with `others`. */
export interface Share {
  id: string;
  state: string;
  text: string;
  kind: string;
  age_band: string;
  cost_fen: number;
  others: number;
  certificate: string;
}

export interface VolunteerAsk {
  region: string;
  pledge: string;
}

export interface Volunteer {
  number: string;
  state: string;
  region: string;
  pledge: string;
  valid_until: string | null;
}

export type MeetingStep = "agree" | "disagree" | "step_back" | "attest";

export interface Meeting {
  id: string;
  state: string;
  kind: string;
  text: string;
  second: boolean;
  meet_on: string | null;
  meet_at: string;
  agreed: boolean;
  attested: boolean;
  invite: string;
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
  state: string;
  asked_at: string;
}

export interface SaidPicture {
  width: number;
  height: number;
  url: string;
  url_until: string;
}

export interface Said {
  id: string;
  hers: boolean;
  text: string | null;
  at: string;
  picture: SaidPicture | null;
}

export interface MeetingPlace {
  id: string;
  name: string;
  address: string;
  way: string;
}

export interface FreeTimes {
  times: { time: string; at: string; place: string }[];
  places: MeetingPlace[];
  minutes: number;
}

export interface Appointment {
  id: string;
  receipt: string;
  service: string;
  state: string;
  at: string;
  held_until: string | null;
  offered: boolean;
  place: MeetingPlace | null;
}

export interface Appointments {
  appointments: Appointment[];
  waits: { service: string; place: MeetingPlace | null; since: string }[];
  next: string | null;
}

export interface Picture {
  id: string;
  size: number;
  width: number;
  height: number;
  checked: Checked;
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

export interface CardKind {
  kind: string;
  name: string;
  count: number;
}

export interface Card {
  year: number;
  wishes: number;
  shared: number;
  kinds: CardKind[];
  is_over: boolean;
  url: string;
  picture: string;
}

export interface DataValue {
  name: string;
  label: string;
  value: string;
}

export interface DataPart {
  part: string;
  title: string;
  rows: DataValue[][];
}

export interface OwnData {
  made_at: string;
  parts: DataPart[];
}

export interface Appeal {
  outcome: "asked" | "asked_before" | "answered" | "nothing";
  words: string;
  danger: string | null;
}

export class Xinqiao {
  constructor(options: { base: string; wx: Wx });
  signIn(): Promise<void>;
  signOut(options?: { everywhere?: boolean }): Promise<void>;
  sessions(): Promise<Session[]>;
  me(): Promise<Me>;
  liveIn(region: string): Promise<{ code: string; name: string; path: string }>;
  givePhone(code: string): Promise<{ phone_masked: string }>;
  takePhoneBack(): Promise<{ done: boolean }>;
  takeOverRecords(receipt: string): Promise<{ done: boolean }>;
  myData(): Promise<OwnData>;
  linkToMyData(key: string): Promise<{ url: string; url_until: string }>;
  beforeErasing(): Promise<{ words: string; told: string }>;
  eraseMe(told: string): Promise<{ receipt: string; words: string }>;
  appeal(text: string): Promise<Appeal>;
  lessons(query?: Page & { series?: string }): Promise<{ lessons: LessonRow[]; next: string | null }>;
  lesson(slug: string): Promise<Lesson>;
  series(): Promise<Series[]>;
  regions(query?: { parent?: string; q?: string }): Promise<Region[]>;
  region(code: string): Promise<RegionWhole>;
  search(q: string): Promise<{ danger: string | null; lessons: LessonRow[]; answers: Entry[] }>;
  wishForm(): Promise<WishForm>;
  submitWish(wish: WishAsk, key: string): Promise<Wish & { etag: string; danger: string | null }>;
  myWishes(query?: Page): Promise<{ wishes: Wish[]; next: string | null }>;
  myWish(id: string): Promise<Wish & { etag: string }>;
  correctWish(id: string, wish: WishChange, etag: string): Promise<Wish & { etag: string; danger: string | null }>;
  withdrawWish(id: string, etag: string): Promise<Wish & { etag: string }>;
  answerDelivery(id: string, step: FamilyStep, etag: string): Promise<Wish & { etag: string }>;
  myWishPictures(wishId: string): Promise<{ pictures: ForStaff[] }>;
  sendWishPicture(wishId: string, picture: { file: string; consent: string }, key: string): Promise<ForStaff>;
  myDrawings(wishId: string): Promise<{ drawings: Drawing[] }>;
  sendDrawing(wishId: string, drawing: { file: string; consent: string }, key: string): Promise<Drawing>;
  stories(query?: Page): Promise<{ stories: Story[]; next: string | null }>;
  myStories(): Promise<{ stories: OwnStory[] }>;
  myStory(wishId: string): Promise<OwnStory & { etag: string }>;
  agreeToStory(wishId: string, consent: string, etag: string): Promise<OwnStory & { etag: string }>;
  declineStory(wishId: string, etag: string): Promise<OwnStory & { etag: string }>;
  ask(text: string): Promise<Answer>;
  handOver(text: string, suggested: string[], key: string): Promise<Question & { due_at: string | null; danger: string | null }>;
  myQuestions(query?: Page): Promise<{ questions: Question[]; next: string | null }>;
  myQuestion(id: string): Promise<Question & { text: string; said: Said[] }>;
  addToQuestion(id: string, added: { text?: string; file?: string }, key: string): Promise<Question & { message: string; danger: string | null }>;
  freeTimes(query: { service: string; region?: string }): Promise<FreeTimes>;
  myAppointments(query?: Page): Promise<Appointments>;
  holdTime(service: string, time: string, key: string): Promise<Appointment>;
  confirmTime(id: string, said: { about: string; called?: string }): Promise<Appointment & { danger: string | null }>;
  cancelAppointment(id: string): Promise<Appointment>;
  waitForTime(service: string, place: string): Promise<unknown>;
  waitNoLonger(service: string): Promise<unknown>;
  wall(query?: WallQuery): Promise<{ wishes: WallWish[]; next: string | null }>;
  claim(code: string, key: string): Promise<Claim & { etag: string }>;
  myClaims(): Promise<{ claims: Claim[] }>;
  myClaim(id: string): Promise<Claim & { etag: string }>;
  moveClaim(id: string, step: DonorStep, etag: string): Promise<Claim & { etag: string }>;
  myOrganisation(): Promise<Organisation>;
  applyAsOrganisation(organisation: OrganisationAsk, key: string): Promise<Organisation & { danger: string | null }>;
  joinOrganisation(word: string): Promise<Organisation>;
  inviteToOrganisation(key: string): Promise<Invitation>;
  together(invite: string): Promise<Together>;
  sharing(claimId: string): Promise<Sharing>;
  openSharing(claimId: string): Promise<Sharing>;
  endSharing(claimId: string): Promise<Sharing>;
  myShares(): Promise<{ shares: Share[] }>;
  myShare(id: string): Promise<Share>;
  joinTogether(invite: string, key: string): Promise<Share>;
  leaveTogether(id: string): Promise<{ done: boolean }>;
  claimBatch(wanted: BatchAsk, key: string): Promise<Batch>;
  myBatches(): Promise<{ batches: BatchRow[] }>;
  myBatch(id: string): Promise<Batch>;
  moveBatch(id: string, step: BatchStep, codes: string[]): Promise<Batch>;
  myVolunteer(): Promise<Volunteer>;
  applyAsVolunteer(application: VolunteerAsk, key: string): Promise<Volunteer & { etag: string }>;
  myMeetings(): Promise<{ meetings: Meeting[] }>;
  myMeeting(id: string): Promise<Meeting & { etag: string }>;
  joinMeeting(invite: string, key: string): Promise<Meeting & { etag: string }>;
  moveMeeting(id: string, step: MeetingStep, etag: string): Promise<Meeting & { etag: string }>;
  reportWorry(id: string, text: string, key: string): Promise<{ words: string }>;
  bringProof(claimId: string, file: string, key: string): Promise<ForStaff>;
  drawingsForMe(claimId: string): Promise<{ drawings: DrawingForMe[] }>;
  myCards(): Promise<Card[]>;
  campaigns(): Promise<CampaignCard[]>;
  campaign(id: string): Promise<Campaign>;
  certificate(code: string): Promise<Certificate>;
  consents(): Promise<{ consents: Consent[] }>;
  consent(purpose: string, text: string): Promise<Consent>;
  withdrawConsent(purpose: string): Promise<Consent>;
  subscriptions(): Promise<Subscriptions>;
  subscribe(wanted: { pushes: boolean; muted: string[]; quiet: Hours | null }): Promise<Subscriptions>;
  upload(filePath: string, key: string): Promise<Picture>;
  myFiles(query?: Page): Promise<{ files: Picture[]; next: string | null }>;
  myFile(id: string): Promise<Picture>;
  removeFile(id: string): Promise<{ done: boolean }>;
}

export function newKey(): string;
