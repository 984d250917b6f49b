/** Drawing one entry of the chat. */

const ANCHOR = /<a\b[^>]*?href\s*=\s*(?:"([^"]*)"|'([^']*)')[^>]*>([\s\S]*?)<\/a>/gi;

function make(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

/** What a link in a text does: a choice sends its words, an address opens a page, anything else stays words. */
function linked(href, words, hands) {
  if (href.startsWith("weixin://bizmsgmenu")) {
    const query = new URLSearchParams(href.slice(href.indexOf("?") + 1));
    const choice = make("button", "choice", words);
    choice.type = "button";
    choice.dataset.testid = "choice";
    choice.addEventListener("click", () => hands.tap(query.get("msgmenucontent") || words, query.get("msgmenuid") || ""));
    return choice;
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
  const picture = article.picurl || article.PicUrl || article.thumb_url;
  if (picture) {
    const image = make("img");
    image.src = picture;
    image.alt = "";
    button.append(image);
  }
  const text = make("div", "words");
  text.append(make("div", "title", article.title || "（没有标题）"));
  if (article.description || article.digest) text.append(make("div", "about", article.description || article.digest));
  button.append(text);
  button.addEventListener("click", () => hands.open(article.url || article.content_source_url || "", article.title || "", article));
  return button;
}

function choices(entry, hands) {
  const made = document.createDocumentFragment();
  if (entry.head_content) made.append(words(`${entry.head_content}\n`, hands));
  for (const each of entry.list || []) {
    const choice = make("button", "choice", each.content);
    choice.type = "button";
    choice.dataset.testid = "choice";
    choice.addEventListener("click", () => hands.tap(each.content, each.id));
    made.append(choice, "\n");
  }
  if (entry.tail_content) made.append(words(entry.tail_content, hands));
  return made;
}

const SAYS = {
  voice: () => "🎤 语音",
  video: () => "🎬 视频",
  shortvideo: () => "🎬 小视频",
  music: (entry) => `🎵 ${entry.title || "音乐"}`,
  location: (entry) => `📍 ${entry.label || "我的位置"}`,
  sticker: () => "😊 表情",
  link: (entry) => `🔗 ${entry.title || entry.url || "链接"}`,
  miniprogrampage: (entry) => `小程序：${entry.title || ""}`,
};

function fill(bubble, entry, hands) {
  const articles = entry.articles || (entry.article ? [entry.article] : []);
  if (articles.length) {
    bubble.classList.add("card");
    bubble.append(...articles.map((each) => card(each, hands)));
  } else if (entry.kind === "image" && (entry.url || entry.media_url)) {
    bubble.classList.add("picture");
    const image = make("img");
    image.src = entry.media_url || entry.url;
    image.alt = "图片";
    bubble.append(image);
  } else if (entry.kind === "msgmenu") {
    bubble.append(choices(entry, hands));
  } else if (entry.kind === "subscribe" && entry.data) {
    const lines = Object.values(entry.data).map((each) => each.value ?? each);
    bubble.append(["服务通知", ...lines].join("\n"));
  } else if (entry.kind in SAYS) {
    bubble.append(SAYS[entry.kind](entry));
  } else if (entry.kind === "image") {
    bubble.append("🖼 图片");
  } else {
    bubble.append(words(entry.text ?? entry.content ?? "", hands));
  }
}

/** One line of the chat. `hands` are {tap(text, id), open(url, title, article)}. */
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
    line.textContent = entry.text ?? entry.content ?? "";
    return line;
  }
  fill(bubble, entry, hands);
  const face = make("span", "face", entry.side === "person" ? "我" : "桥");
  face.setAttribute("aria-hidden", "true");
  line.append(face, bubble);
  return line;
}
