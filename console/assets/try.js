// The reference page of the API: calls can be tried with a token that stays on the page.
(() => {
  "use strict";

  const token = document.getElementById("token");
  let models = null;

  document.getElementById("token-field").hidden = false;
  for (const each of document.querySelectorAll("[data-try]")) {
    each.hidden = false;
    each.addEventListener("toggle", () => each.open && fill(each));
    each.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      send(event.target);
    });
  }

  // A body to begin with, from the description of what the call takes; a key for what is done once.
  async function fill(part) {
    const key = part.querySelector('[name="Idempotency-Key"]');
    if (key && !key.value) key.value = `try-${crypto.getRandomValues(new Uint32Array(2)).join("-")}`;
    const body = part.querySelector("[data-model]");
    if (!body || body.value) return;
    models = models || (await (await fetch("/api/v1/openapi.json")).json()).components.schemas;
    body.value = JSON.stringify(sample({ $ref: body.dataset.model }), null, 2);
  }

  function sample(schema) {
    if (schema.$ref) return sample(models[schema.$ref.split("/").pop()]);
    if (schema.default !== undefined) return schema.default;
    if (schema.enum) return schema.enum[0];
    if (schema.anyOf) return sample(schema.anyOf[0]);
    if (schema.type === "object") {
      return Object.fromEntries(Object.entries(schema.properties || {}).map(([name, each]) => [name, sample(each)]));
    }
    return { array: [], integer: schema.minimum || 0, number: 0, boolean: false, string: "" }[schema.type] ?? null;
  }

  async function send(form) {
    const told = form.querySelector("pre");
    const headers = token.value ? { Authorization: `Bearer ${token.value.trim()}` } : {};
    let address = form.dataset.address;
    const query = new URLSearchParams();
    for (const field of form.querySelectorAll("[data-in]")) {
      const value = field.value.trim();
      if (field.dataset.in === "path") address = address.replace(`{${field.name}}`, encodeURIComponent(value));
      else if (value && field.dataset.in === "query") query.set(field.name, value);
      else if (value) headers[field.name] = value;
    }
    const body = form.querySelector('[name="body"]');
    if (body) headers["Content-Type"] = "application/json";
    const asked = { method: form.dataset.method, headers, body: body ? body.value : undefined, credentials: "same-origin" };
    told.hidden = false;
    told.textContent = "…";
    try {
      const answer = await fetch(address + (query.size ? `?${query}` : ""), asked);
      told.textContent = await shown(answer);
    } catch (error) {
      told.textContent = String(error);
    }
  }

  async function shown(answer) {
    const kept = ["etag", "ratelimit-remaining", "retry-after", "idempotent-replayed"];
    const lines = kept.filter((name) => answer.headers.has(name)).map((name) => `${name}: ${answer.headers.get(name)}`);
    const text = await answer.text();
    let words = text;
    try {
      words = JSON.stringify(JSON.parse(text), null, 2);
    } catch {
      // no JSON: as it is
    }
    return [`${answer.status}`, ...lines, "", words].join("\n");
  }
})();
