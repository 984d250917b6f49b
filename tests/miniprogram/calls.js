// What each method of the client asks, written down as JSON: method of the client, then verb, path, query, body, headers.
const [, , client] = process.argv;
const { Xinqiao } = require(client);

const ID = "0".repeat(26);
const KEY = "key-of-a-test-1";
const ETAG = '"v1"';
const PART = { after: ID, limit: 3 };
const WISH = { child_name: "王小明", age: 8, region: "370881100201", kind: "study", text: "书包", cost_fen: 1, consent: "a.v1" };

// Every call that the client offers, with what it is given; several where it goes to several addresses.
const OFFERED = {
  signIn: [[]],
  signOut: [[], [{ everywhere: true }]],
  renew: [[]],
  sessions: [[]],
  me: [[]],
  liveIn: [["370881"]],
  givePhone: [["code"]],
  takePhoneBack: [[]],
  takeOverRecords: [["2026 1126 0001"]],
  myData: [[]],
  linkToMyData: [[KEY]],
  beforeErasing: [[]],
  eraseMe: [["0123456789abcdef"]],
  appeal: [["我没有写那些话"]],
  lessons: [[{ series: "s", after: "a", limit: 3 }]],
  lesson: [["slug"]],
  series: [[]],
  regions: [[{ parent: "370881", q: "曲" }]],
  region: [["370881"]],
  search: [["热身"]],
  wishForm: [[]],
  submitWish: [[WISH, KEY]],
  myWishes: [[PART]],
  myWish: [[ID]],
  correctWish: [[ID, { text: "一个新书包", cost_fen: 8000 }, ETAG]],
  withdrawWish: [[ID, ETAG]],
  answerDelivery: [[ID, "confirm", ETAG], [ID, "dispute", ETAG]],
  myWishPictures: [[ID]],
  sendWishPicture: [[ID, { file: ID, consent: "child_picture.v4" }, KEY]],
  myDrawings: [[ID]],
  sendDrawing: [[ID, { file: ID, consent: "child_picture.v4" }, KEY]],
  stories: [[{ after: "ABCDEFGH23", limit: 3 }]],
  myStories: [[]],
  myStory: [[ID]],
  agreeToStory: [[ID, "child_story.v2", ETAG]],
  declineStory: [[ID, ETAG]],
  ask: [["孩子挑食怎么办"]],
  handOver: [["孩子挑食怎么办", [], KEY]],
  myQuestions: [[PART]],
  myQuestion: [[ID]],
  addToQuestion: [[ID, { text: "红了三天", file: ID }, KEY]],
  wall: [[{ county: "370881", kind: "study", price: "50", age: "6-8", campaign: ID, after: "1", limit: 3 }]],
  freeTimes: [[{ service: "mind", region: "370881" }]],
  myAppointments: [[PART]],
  holdTime: [["mind", `${ID}@202612010100`, KEY]],
  confirmTime: [[ID, { about: "", called: "" }]],
  cancelAppointment: [[ID]],
  waitForTime: [["mind", ID]],
  waitNoLonger: [["mind"]],
  claim: [["123456", KEY]],
  myClaims: [[]],
  myClaim: [[ID]],
  moveClaim: ["prepare", "extend", "release", "hand_over"].map((step) => [ID, step, ETAG]),
  together: [["12345678"]],
  sharing: [[ID]],
  openSharing: [[ID]],
  endSharing: [[ID]],
  myShares: [[]],
  myShare: [[ID]],
  joinTogether: [["12345678", KEY]],
  leaveTogether: [[ID]],
  myOrganisation: [[]],
  applyAsOrganisation: [
    [{ name: "公司", code: "91350100M000100Y43", region: "370881", contact: "赵大伟", phone: "13812341234" }, KEY],
  ],
  joinOrganisation: [["ABCDEFGH23"]],
  inviteToOrganisation: [[KEY]],
  claimBatch: [[{ codes: ["123456"] }, KEY], [{ many: 3, county: "370881", kind: "study", price: "50" }, KEY]],
  myBatches: [[]],
  myBatch: [[ID]],
  moveBatch: ["prepare", "extend", "release"].map((step) => [ID, step, []]),
  myVolunteer: [[]],
  applyAsVolunteer: [[{ region: "370881", pledge: "company_pledge.v1" }, KEY]],
  myMeetings: [[]],
  myMeeting: [[ID]],
  joinMeeting: [["12345678", KEY]],
  moveMeeting: ["agree", "disagree", "step_back", "attest"].map((step) => [ID, step, ETAG]),
  reportWorry: [[ID, "孩子说害怕", KEY]],
  bringProof: [[ID, ID, KEY]],
  drawingsForMe: [[ID]],
  myCards: [[]],
  campaigns: [[]],
  campaign: [[ID]],
  certificate: [["0123456789"]],
  consents: [[]],
  consent: [["child_picture", "child_picture.v4"]],
  withdrawConsent: [["child_picture"]],
  subscriptions: [[]],
  subscribe: [[{ pushes: true, muted: [], quiet: null }]],
  upload: [["/tmp/a.jpg", KEY]],
  myFiles: [[PART]],
  myFile: [[ID]],
  removeFile: [[ID]],
};

async function main() {
  const asked = [];
  for (const [name, several] of Object.entries(OFFERED)) {
    for (const given of several) {
      const session = { access_token: "a", refresh_token: "r", expires_at: "2999-01-01T00:00:00Z" };
      const note = (method) => (options) => {
        const { pathname, searchParams } = new URL(options.url);
        const body = options.data === undefined ? null : JSON.parse(options.data);
        asked.push({ name, method: options.method || method, path: pathname, query: [...searchParams.keys()], body, header: options.header });
        options.success({ statusCode: 200, data: method ? '{"signed_in": true}' : { signed_in: true }, header: { etag: ETAG } });
      };
      const wx = { request: note(), uploadFile: note("POST"), login: ({ success }) => success({ code: "c" }) };
      const store = { getStorageSync: () => session, setStorageSync: () => {}, removeStorageSync: () => {} };
      await new Xinqiao({ base: "https://x", wx: { ...wx, ...store } })[name](...given);
    }
  }
  process.stdout.write(JSON.stringify(asked));
}

main().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
