/** Drawing one entry of the chat. */

const ANCHOR = /<a\b[^>]*?href\s*=\s*(?:"([^"]*)"|'([^']*)')[^>]*>([\s\S]*?)<\/a>/gi;

function make(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

/** Words that can be tapped; a link, since a button can't be broken over two lines. */
function option(text, tapped) {
  const made = make("a", "choice", text);
  made.href = "#";
  made.setAttribute("role", "button");
  made.dataset.testid = "choice";
  made.addEventListener("click", (event) => {
    event.preventDefault();
    tapped();
  });
  return made;
}

/** What a link in a text does: a choice sends its words, an address opens a page, anything else stays words. */
function linked(href, words, hands) {
  if (href.startsWith("weixin://bizmsgmenu")) {
    const query = new URLSearchParams(href.slice(href.indexOf("?") + 1));
    return option(words, () => hands.tap(query.get("msgmenucontent") || words, query.get("msgmenuid") || ""));
  }
  if (/^https?:/i.test(href)) {
    const link = make("a", "", words);
    link.href = href;
    link.addEventListener("click", (event) => {
      event.preventDefault();
      hands.open(href, words);
    });
    return link;
  }
  return document.createTextNode(words);
}

/** Words with their links, and bare addresses made tappable, as the client does. */
export function words(text, hands) {
  const made = document.createDocumentFragment();
  let from = 0;
  for (const found of text.matchAll(ANCHOR)) {
    plain(text.slice(from, found.index), made, hands);
    made.append(linked((found[1] ?? found[2] ?? "").replaceAll("&amp;", "&"), found[3], hands));
    from = found.index + found[0].length;
  }
  plain(text.slice(from), made, hands);
  return made;
}

function plain(text, into, hands) {
  for (const part of text.split(/(https?:\/\/[\w\-./?%&=#:~+]+)/g)) {
    if (/^https?:/.test(part)) into.append(linked(part, part, hands));
    else if (part) into.append(part);
  }
}

function card(article, hands) {
  const button = make("button");
  button.type = "button";
  button.dataset.testid = "article-card";
  if (article.picurl) {
    const image = make("img");
    image.src = article.picurl;
    image.alt = "";
    button.append(image);
  }
  const text = make("div", "words");
  text.append(make("div", "title", article.title || "（没有标题）"));
  if (article.description) text.append(make("div", "about", article.description));
  button.append(text);
  button.addEventListener("click", () => hands.open(article.url || "", article.title || ""));
  return button;
}

function choices(entry, hands) {
  const made = document.createDocumentFragment();
  if (entry.head_content) made.append(words(`${entry.head_content}\n`, hands));
  for (const each of entry.list || []) {
    made.append(option(each.content, () => hands.tap(each.content, each.id, "msgmenu")), "\n");
  }
  if (entry.tail_content) made.append(words(entry.tail_content, hands));
  return made;
}

const SAYS = {
  voice: () => "语音 3″",
  video: () => "视频",
  mpvideo: () => "视频",
  shortvideo: () => "小视频",
  music: (entry) => `音乐：${entry.title || ""}`,
  location: (entry) => `位置：${entry.label || "我在这里"}`,
  sticker: () => "〔表情〕",
  link: (entry) => `链接：${entry.title || entry.url || ""}`,
  miniprogrampage: (entry) => `小程序：${entry.title || ""}`,
};

function fill(bubble, entry, hands) {
  const articles = entry.articles || [];
  const kind = entry.kind === "mass" ? entry.msgtype : entry.kind;
  if (articles.length) {
    bubble.classList.add("card");
    bubble.append(...articles.map((each) => card(each, hands)));
  } else if (kind === "image" && entry.media_url) {
    bubble.classList.add("picture");
    const image = make("img");
    image.src = entry.media_url;
    image.alt = "图片";
    bubble.append(image);
  } else if (kind === "msgmenu") {
    bubble.append(choices(entry, hands));
  } else if (kind === "subscribe") {
    bubble.classList.add("card");
    const about = Object.values(entry.data || {}).join("\n");
    bubble.append(card({ title: "服务通知", description: about, url: entry.url }, hands));
  } else if (kind in SAYS) {
    bubble.append(SAYS[kind](entry));
  } else {
    bubble.append(words(entry.text || "", hands));
  }
}

/** One line of the chat. `hands` are {tap(text, id, source), open(url, title)}. */
export function draw(entry, hands) {
  const quiet = entry.side === "system";
  const line = make("div", quiet ? "notice" : "line");
  line.dataset.side = entry.side;
  const bubble = quiet ? line : make("div", "bubble");
  bubble.dataset.testid = "bubble";
  bubble.dataset.side = entry.side;
  bubble.dataset.kind = entry.kind;
  bubble.dataset.seq = entry.seq;
  if (quiet) {
    line.textContent = entry.text || "";
    return line;
  }
  fill(bubble, entry, hands);
  const face = make("span", "face", entry.side === "person" ? "我" : "桥");
  face.setAttribute("aria-hidden", "true");
  line.append(face, bubble);
  return line;
}

/** The time, as it stands between lines that are far apart. */
export function time(at) {
  const shown = new Date(at * 1000).toLocaleString("zh-CN", { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" });
  return make("div", "notice time", shown);
}
