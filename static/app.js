// Progressive enhancement only: every page works with this file absent. Nothing is kept in the browser's storage.
(() => {
  "use strict";
  const doc = document, html = doc.documentElement, MIN = 60000;
  const $ = (s, r = doc) => [...r.querySelectorAll(s)];
  const id = (s) => doc.getElementById(s);
  const live = id("live");
  const say = (t) => { if (live) { live.textContent = ""; setTimeout(() => (live.textContent = t), 100); } };
  const el = (tag, props = {}, ...kids) => { const e = Object.assign(doc.createElement(tag), props); e.append(...kids); return e; };
  const button = (text, act, cls = "btn s") => el("button", { type: "button", className: cls, textContent: text, onclick: act });
  const fire = (e) => ["input", "change"].forEach((t) => e.dispatchEvent(new Event(t, { bubbles: true })));
  const copy = (text) => navigator.clipboard?.writeText(text).then(() => say("文章をコピーしました"));
  html.classList.add("js");

  // a banner at the top of the page's content; one per kind
  const banner = (kind, title, text, ...acts) => {
    id("bn-" + kind)?.remove();
    const b = el("div", { id: "bn-" + kind, className: "note bar-y" }, el("h2", { textContent: title }), el("p", { textContent: text }));
    b.setAttribute("role", "alert");
    if (acts.length) b.append(el("div", { className: "acts" }, ...acts));
    id("main").prepend(b);
    return b;
  };
  const drop = (kind) => id("bn-" + kind)?.remove();

  // 1. the summary of mistakes is read first
  doc.querySelector(".es")?.focus();

  // 2. counters: code points after NFC, as the server counts; silent while the IME is composing
  for (const ta of $("textarea[data-max]")) {
    const out = id(ta.id + "-c"), max = +ta.dataset.max;
    if (!out) continue;
    let t;
    const up = (aloud) => {
      const n = [...ta.value.normalize("NFC")].length, left = max - n;
      out.textContent = left < 0 ? `${n} / ${max}文字（${-left}文字減らしてください）` : `${n} / ${max}文字`;
      out.classList.toggle("over", left < 0);
      clearTimeout(t);
      if (aloud && left <= 40) t = setTimeout(() => say(left < 0 ? `${-left}文字超えています` : `あと${left}文字です`), 1200);
    };
    ta.addEventListener("input", (e) => e.isComposing || up(true));
    ta.addEventListener("compositionend", () => up(true));
    up(false);
  }

  // 3. the session: warned 5 minutes before it ends, renewed on this page, nothing typed is lost
  let seen = Date.now(), locked = null;
  const signedIn = !!doc.querySelector('form[action="/logout"]');
  const alive = () => { seen = Date.now(); drop("idle"); };
  const renew = (fields = {}) => fetch("/session/renewal", { method: "POST", headers: { accept: "application/json" }, redirect: "manual", body: new URLSearchParams(fields) });
  const stay = () => renew().then((r) => (r.ok ? alive() : lock()), () => {});
  const lock = () => (locked ??= new Promise((done) => {
    const pw = el("input", { type: "password", id: "lk-p", name: "password", autocomplete: "current-password" });
    const msg = el("p", { className: "err", id: "lk-e" });
    const go = el("button", { className: "btn p", textContent: "続ける" });
    const form = el("form", { className: "card stack", method: "post", action: "/session/renewal" },
      el("h2", { id: "lk-h", textContent: "もう一度パスワードを入力してください" }),
      el("p", { textContent: "しばらく操作がなかったため、画面を隠しました。入力した内容は残っています。" }),
      el("div", {}, el("label", { className: "lbl", htmlFor: "lk-p", textContent: "パスワード" }), msg, pw), go);
    const d = el("dialog", { className: "lock" }, form);
    d.setAttribute("aria-labelledby", "lk-h");
    pw.setAttribute("aria-describedby", "lk-e");
    d.addEventListener("cancel", (e) => e.preventDefault());
    form.onsubmit = async (e) => {
      e.preventDefault();
      e.stopPropagation();
      msg.textContent = "";
      try {
        const r = await renew({ password: pw.value });
        if (r.ok) { alive(); d.close(); d.remove(); locked = null; done(); return; }
        msg.textContent = (await r.json().catch(() => ({}))).message || "続けられませんでした。別のタブでログインしてから、もう一度入力してください。";
      } catch { msg.textContent = "サーバーに届いていません。少し待ってから、もう一度行ってください。"; }
      pw.value = "";
      pw.focus();
    };
    doc.body.append(d);
    d.showModal();
  }));
  if (signedIn) {
    setInterval(() => {
      const idle = Date.now() - seen;
      if (locked) return;
      if (idle >= 30 * MIN) { drop("idle"); lock(); }
      else if (idle >= 25 * MIN && !id("bn-idle")) banner("idle", "あと5分でログアウトします", "操作がないためです。続けるときは、ボタンを押してください。", button("続ける", stay));
    }, 15000);
    doc.addEventListener("keydown", () => { if (!locked && Date.now() - seen > 5 * MIN) { seen = Date.now(); stay(); } });
  }

  // 4. autosave: changed fields only, each with the version it was read with; one request in flight
  let leaving = false;
  const savers = $("form[data-autosave]").map((form) => {
    const fields = new Map();
    for (const e of $("[data-version]", form)) {
      const f = fields.get(e.name) ?? { els: [], version: +e.dataset.version, conflict: null };
      f.els.push(e);
      fields.set(e.name, f);
    }
    const isRadio = (f) => f.els[0].type === "radio" || f.els[0].type === "checkbox";
    const now = (f) => (isRadio(f) ? f.els.find((e) => e.checked)?.value ?? "" : f.els[0].value);
    const put = (f, v) => { if (isRadio(f)) f.els.forEach((e) => (e.checked = e.value === v)); else f.els[0].value = v; fire(f.els[0]); };
    // what the server has; a browser that restored an older page is seen as changed
    for (const f of fields.values()) f.saved = isRadio(f) ? f.els.find((e) => e.defaultChecked)?.value ?? "" : f.els[0].defaultValue ?? now(f);
    const changed = () => [...fields].filter(([, f]) => !f.conflict && now(f) !== f.saved);
    const dirty = () => [...fields.values()].some((f) => now(f) !== f.saved);
    const text = () => [...fields.values()].map(now).filter((v) => v.length > 1).join("\n\n");
    const state = (s) => $("[data-save-state]").forEach((e) => (e.textContent = s));
    let timer, first = 0, composing = false, flying = null, tries = 0, told = false, stopped = false;

    const answer = (sent, body) => {
      for (const [name, value] of sent) {
        const f = fields.get(name), v = body.saved?.[name];
        if (v === undefined) continue;
        f.version = v;
        f.saved = value;
        f.els.forEach((e) => (e.dataset.version = v));
        $(`[name="version-${name}"]`, form).forEach((e) => (e.value = v));
      }
      for (const [name, c] of Object.entries(body.conflicts ?? {})) if (fields.has(name)) conflict(name, fields.get(name), c);
      drop("net");
      tries = 0;
      state(dirty() ? "保存していない変更があります" : `${body.at ?? ""}に自動で保存しました`);
      if (!told && !body.conflicts) { told = true; say("下書きを自動で保存しました"); }
    };
    const conflict = (name, f, c) => {
      f.box?.remove();
      f.conflict = c;
      if (c.value === now(f)) { choose(f, c.value); return; }
      const word = (v) => (isRadio(f) ? f.els.find((e) => e.value === v)?.closest("label")?.textContent.trim() || "選んでいません" : v || "（空）");
      const mine = el("blockquote");
      f.show = () => (mine.textContent = word(now(f)));
      f.show();
      const acts = el("div", { className: "acts" }, button("こちらを残す", () => choose(f, now(f))));
      if (!isRadio(f)) acts.append(button("両方つなげる", () => choose(f, [now(f), c.value].filter(Boolean).join("\n"))));
      acts.append(button("相手の文を使う", () => choose(f, c.value)));
      f.box = el("div", { className: "cf" }, el("p", {}, el("b", { textContent: `${c.by ? c.by + "さんが" : ""}別の画面で先に保存しています。どちらを残すか選んでください。` })),
        el("p", { textContent: "こちらの内容" }), mine, el("p", { textContent: "先に保存された内容" }), el("blockquote", { textContent: word(c.value) }), acts);
      f.box.setAttribute("role", "alert");
      (f.els[0].closest("fieldset") ?? f.els[0]).after(f.box);
    };
    const choose = (f, v) => {
      f.version = f.conflict.version;
      f.saved = f.conflict.value;
      f.conflict = null;
      f.box?.remove();
      put(f, v);
      f.els[0].focus();
      save();
    };
    const post = async (keepalive) => {
      const sent = changed().map(([n, f]) => [n, now(f)]);
      first = 0;
      const body = new URLSearchParams();
      for (const [n, v] of sent) { body.append("field", n); body.append("value", v); body.append("version", fields.get(n).version); }
      state("保存しています…");
      let r;
      try { r = await fetch(form.dataset.autosave, { method: "POST", headers: { accept: "application/json" }, redirect: "manual", keepalive, body }); } catch { r = null; }
      if (r?.status === 401 || r?.type === "opaqueredirect") {
        state("保存していない変更があります");
        await lock();
        return post();
      } else if (r?.ok) {
        alive();
        answer(sent, await r.json());
      } else if (r && r.status < 500 && r.status !== 429) {
        stopped = true;
        const m = (await r.json().catch(() => ({}))).message;
        state("自動で保存できませんでした");
        banner("net", "自動で保存できませんでした", m || "入力した内容はこの画面に残っています。［下書きを保存］を押すと、理由が表示されます。", button("文章をコピー", () => copy(text())));
      } else {
        const wait = [2, 5, 10, 30][Math.min(tries++, 3)];
        state(`保存できていません。もう一度送ります（${tries}回目）`);
        if (tries === 1) banner("net", "サーバーに届いていません。このページを閉じないでください", "入力した内容はこの画面に残っています。つながると自動で保存します。", button("もう一度保存", () => save()), button("文章をコピー", () => copy(text())));
        plan(wait * 1000);
      }
    };
    const save = (keepalive = false) => {
      clearTimeout(timer);
      if (flying) return flying.then(() => (tries || locked ? null : save(keepalive)));
      if (stopped || locked || composing || !changed().length) return Promise.resolve();
      return (flying = post(keepalive).finally(() => { flying = null; if (!tries && !locked && changed().length) plan(2000); }));
    };
    const plan = (ms) => { clearTimeout(timer); timer = setTimeout(save, ms + Math.random() * 500); };

    form.addEventListener("compositionstart", () => (composing = true));
    form.addEventListener("compositionend", () => { composing = false; plan(2200); });
    form.addEventListener("input", (e) => {
      const f = fields.get(e.target.name);
      if (f?.conflict) f.show();
      if (e.isComposing || !f || !changed().length) return;
      state("保存していない変更があります");
      first ||= Date.now();
      if (Date.now() - first > 19000) save(); else if (!tries) plan(2200);
    });
    form.addEventListener("focusout", (e) => e.target.type !== "radio" && fields.has(e.target.name) && !tries && save());
    return { dirty, save, failing: () => tries > 0 };
  });
  const dirty = () => savers.some((s) => s.dirty());
  const flush = (keepalive) => Promise.all(savers.map((s) => s.save(keepalive)));
  if (savers.length) {
    doc.addEventListener("click", (e) => {
      const a = e.target.closest("a[href]");
      if (!a || e.defaultPrevented || e.ctrlKey || e.metaKey || e.shiftKey || a.target || a.hasAttribute("download") || a.getAttribute("href").startsWith("#") || !dirty()) return;
      e.preventDefault();
      flush().then(() => (location.href = a.href));
    });
    doc.addEventListener("visibilitychange", () => doc.hidden && flush(true));
    addEventListener("pagehide", () => flush(true));
    addEventListener("beforeunload", (e) => !leaving && dirty() && e.preventDefault());
  }

  // a form that does not save by itself is not left by mistake
  for (const form of $("form[data-guard]")) {
    let touched = false;
    form.addEventListener("input", () => (touched = true));
    addEventListener("beforeunload", (e) => !leaving && touched && e.preventDefault());
  }

  // 5. submit once, after what is being saved has arrived
  doc.addEventListener("submit", (e) => {
    const form = e.target, by = e.submitter;
    if (e.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) { e.preventDefault(); return; }
    if (!form.dataset.flushed && dirty()) {
      e.preventDefault();
      form.dataset.flushed = 1;
      flush().then(() => {
        const stop = doc.querySelector(".cf") || (savers.some((s) => s.failing()) && id("bn-net"));
        if (!stop) return form.requestSubmit(by);
        delete form.dataset.flushed;
        // what keeps the form from being sent may stand far away
        stop.tabIndex = -1;
        stop.focus();
        stop.scrollIntoView({ block: "center" });
      });
      return;
    }
    leaving = true;
    form.dataset.sent = 1;
    if (by) { by.dataset.text = by.textContent; by.setAttribute("aria-busy", "true"); by.textContent = "送信しています…"; }
  });
  addEventListener("pageshow", (e) => {
    if (!e.persisted) return;
    leaving = false;
    $("form").forEach((f) => { delete f.dataset.sent; delete f.dataset.flushed; });
    $("[aria-busy]").forEach((b) => { b.removeAttribute("aria-busy"); b.textContent = b.dataset.text; });
  });

  // 6. progress while filling in: a section is done with a grade and its facts; where the section
  // says which grades need a reason, the others are done without one
  const progress = () => {
    let n = 0;
    for (const s of $("[data-ability]")) {
      const { reason, first } = s.dataset, grade = s.querySelector("input:checked")?.value;
      const free = reason !== undefined && !reason.split(" ").includes(grade) && (!first || first === grade);
      const ok = grade && (free || $("textarea:not([data-optional])", s).every((t) => t.value.trim()));
      if (ok) n++;
      for (const t of $(`[data-state-of="${s.id}"]`)) { t.className = ok ? "tag ok" : "tag do"; t.textContent = ok ? ("short" in t.dataset ? "✓ 済" : "✓ 記入済み") : "未記入"; }
    }
    $("progress[data-toc]").forEach((p) => { p.value = n; const c = id("toc-n"); if (c) c.textContent = n; });
  };
  if (doc.querySelector("progress[data-toc]")) doc.addEventListener("change", progress);

  // the weights of goals: what is left of a hundred, as the server says it; rows without a word do not count
  const weights = $("[data-weight]");
  if (weights.length) {
    const tag = doc.querySelector("[data-weight-left]"), out = doc.querySelector("[data-weight-sum]");
    const up = () => {
      let sum = 0;
      for (const w of weights) if ($("textarea", w.closest("section")).some((t) => t.value.trim())) sum += parseInt(w.value.normalize("NFKC"), 10) || 0;
      const left = 100 - sum;
      out.textContent = sum;
      tag.textContent = left > 0 ? `残り${left}` : left < 0 ? `${-left}多い` : "ちょうど100";
      tag.className = left > 0 ? "tag do" : left < 0 ? "tag ng" : "tag ok";
    };
    doc.addEventListener("input", (e) => e.isComposing || up());
  }

  // 7. small helps: quote a record, clear a choice, show a password, close the menu, choose all
  let writing = null;
  const written = new WeakSet();
  doc.addEventListener("focusin", (e) => { if (e.target.matches("textarea")) { writing = e.target; written.add(writing); } });
  for (const b of $("[data-quote]")) {
    b.hidden = false;
    b.onclick = () => {
      // where the cursor is, at the end where nobody has written yet; never over what is selected
      const ta = "last" in b.dataset && writing?.form === b.form ? writing : id(b.dataset.quote), s = b.closest("li").querySelector("[data-text]").textContent.trim();
      const at = written.has(ta) ? ta.selectionEnd : ta.value.length, before = ta.value.slice(0, at), after = ta.value.slice(at);
      ta.setRangeText(after && !after.startsWith("\n") ? "\n" : "", at, at);
      ta.setRangeText((before && !before.endsWith("\n") ? "\n" : "") + s, at, at, "end");
      fire(ta);
      ta.focus();
      say("引用しました");
    };
  }
  // the abilities of the chosen person's position only
  for (const who of $("select[data-positions]")) {
    const what = id(who.dataset.positions);
    const up = () => {
      for (const g of $("optgroup", what)) g.hidden = g.disabled = g.dataset.position !== who.selectedOptions[0]?.dataset.position;
      if (what.selectedOptions[0]?.parentNode.disabled) what.value = "";
    };
    who.addEventListener("change", up);
    up();
  }
  for (const b of $("[data-clear]")) {
    const all = $(`input[type=radio][name="${b.dataset.clear}"]`);
    const up = () => (b.hidden = !all.some((r) => r.checked));
    b.onclick = () => { all.forEach((r) => (r.checked = false)); fire(all[0]); all[0].focus(); up(); };
    all.forEach((r) => r.addEventListener("change", up));
    up();
  }
  for (const b of $("[data-reveal]")) {
    b.hidden = false;
    b.onclick = () => { const p = id(b.dataset.reveal), on = p.type === "password"; p.type = on ? "text" : "password"; b.setAttribute("aria-pressed", on); };
  }
  for (const d of $("details.menu")) {
    doc.addEventListener("click", (e) => d.contains(e.target) || (d.open = false));
    d.addEventListener("keydown", (e) => { if (e.key === "Escape") { d.open = false; d.querySelector("summary").focus(); } });
  }
  for (const all of $("input[data-all]")) {
    const box = $(`input[name="${all.dataset.all}"]`), n = id(all.dataset.all + "-n");
    const up = () => { const c = box.filter((b) => b.checked).length; all.checked = c > 0 && c === box.length; all.indeterminate = c > 0 && c < box.length; if (n) n.textContent = c; };
    all.addEventListener("change", () => { box.forEach((b) => (b.checked = all.checked)); up(); });
    box.forEach((b) => b.addEventListener("change", up));
    up();
  }

  // 8. keys: 1–5 on a focused grade, up and down between the people of a grid, j / k to the next and previous person, m to note a fact
  doc.addEventListener("keydown", (e) => {
    if (e.isComposing || e.ctrlKey || e.metaKey || e.altKey || locked) return;
    const t = e.target, single = doc.body.dataset.shortcuts !== "off";
    if (t.matches(".gr input[type=radio]")) {
      const group = $(`input[name="${t.name}"]`, t.form ?? doc), grid = t.closest("[data-grid]");
      if (single && /^[1-9]$/.test(e.key)) {
        const r = group.find((x) => x.value === e.key);
        if (r) { e.preventDefault(); r.focus(); if (!r.checked) { r.checked = true; fire(r); } }
      } else if (grid && (e.key === "ArrowDown" || e.key === "ArrowUp")) {
        e.preventDefault();
        const rows = $("fieldset", grid), row = rows[rows.indexOf(t.closest("fieldset")) + (e.key === "ArrowDown" ? 1 : -1)];
        (row?.querySelector("input:checked") ?? row?.querySelector("input"))?.focus();
      } else if (grid && single && e.key === "c") {
        const more = t.closest("li, tr")?.querySelector("details");
        if (more) { e.preventDefault(); more.open = true; more.querySelector("textarea")?.focus(); }
      }
    }
    if (!single || t.matches("textarea, select, input:not([type=radio], [type=checkbox])")) return;
    if (e.key === "m") {
      const memo = doc.querySelector("[data-memo]");
      if (memo) { e.preventDefault(); if (memo.pathname === location.pathname) id("body")?.focus(); else memo.click(); }
    }
    if (e.key === "j" || e.key === "k") {
      // from inside a section to the same place on the neighbour's page
      const to = `a[rel=${e.key === "j" ? "next" : "prev"}]`;
      (t.closest("section[id]")?.querySelector(to) ?? doc.querySelector(to))?.click();
    }
  });
  // dragging a card of the board is an extra: where it is dropped, its fields open with that grade chosen
  const deck = doc.querySelector(".bd"), drag = id("drag-h");
  if (deck && drag && deck.querySelector("[draggable=true]")) {
    drag.hidden = false;
    let held = null, over = null;
    const mark = (cell) => { if (cell !== over) { over?.classList.remove("ov"); cell?.classList.add("ov"); over = cell; } };
    const aim = (e) => {
      const cell = held && e.target.closest?.("td[data-to]");
      return cell && cell.dataset.to !== held.closest("td").dataset.to ? cell : null;
    };
    deck.addEventListener("dragstart", (e) => {
      held = e.target.closest?.("[draggable=true]") ?? null;
      if (!held) return;
      e.dataTransfer.effectAllowed = "move";
      e.dataTransfer.setData("text/plain", held.querySelector("a").textContent);
    });
    deck.addEventListener("dragover", (e) => { const cell = aim(e); mark(cell); if (cell) { e.preventDefault(); e.dataTransfer.dropEffect = "move"; } });
    deck.addEventListener("drop", (e) => {
      const cell = aim(e);
      if (!cell) return;
      e.preventDefault();
      const there = new URL(held.querySelector("a").href);
      there.searchParams.set("to", cell.dataset.to);
      location.assign(there);
    });
    deck.addEventListener("dragend", () => { held = null; mark(null); });
  }
  // going to a place within the page takes the focus away: it comes after
  if (deck && new URLSearchParams(location.search).get("to")) addEventListener("load", () => setTimeout(() => id("reason")?.focus()));
  // an open board of calibration looks whether somebody else moved a grade; a look keeps nobody signed in
  const news = doc.getElementById("board-news");
  if (news) {
    setInterval(async () => {
      if (doc.hidden) return;
      try {
        const r = await fetch(news.dataset.look, { redirect: "manual", headers: { "x-look": "1" } });
        if (!r.ok) return;
        const [count, who] = (await r.text()).split("\n");
        if (count === news.dataset.newest) return;
        news.querySelector("span").textContent = `ほかの人が評価を${count - news.dataset.newest}件動かしました（最後は${who}さん）。`;
        news.hidden = false;
      } catch { /* the next look tells */ }
    }, 15000);
  }
})();
