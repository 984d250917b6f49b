// wx as far as the client uses it, over node's fetch: callbacks, statusCode and header as the platform gives them.
const fs = require("node:fs");

function make({ login, lose }) {
  const stored = {};
  const asked = [];
  return {
    stored,
    asked,
    lose: lose || 0,
    login({ success, fail }) {
      login().then((code) => success({ errMsg: "login:ok", code }), fail);
    },
    request({ url, method, header, data, success, fail }) {
      asked.push({ method, path: new URL(url).pathname, key: header["Idempotency-Key"] || null });
      const lost = this.lose > 0;
      if (lost) this.lose -= 1;
      fetch(url, { method, headers: header, body: data })
        .then(async (got) => ({ statusCode: got.status, data: await got.json().catch(() => ""), header: headers(got) }))
        .then((got) => (lost ? fail({ errMsg: "request:fail timeout" }) : success(got)), fail);
    },
    uploadFile({ url, filePath, name, header, success, fail }) {
      const form = new FormData();
      form.append(name, new Blob([fs.readFileSync(filePath)]), "tmp_1.jpg");
      fetch(url, { method: "POST", headers: header, body: form })
        .then(async (got) => ({ statusCode: got.status, data: await got.text(), header: headers(got) }))
        .then(success, fail);
    },
    getStorageSync: (name) => stored[name] || "",
    setStorageSync: (name, value) => {
      stored[name] = value;
    },
    removeStorageSync: (name) => {
      delete stored[name];
    },
  };
}

// The platform gives headers as they came; case differs between devices.
function headers(got) {
  return Object.fromEntries([...got.headers].map(([name, value]) => [name === "etag" ? "Etag" : name, value]));
}

module.exports = { make };
