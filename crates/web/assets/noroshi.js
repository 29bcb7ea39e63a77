// Keys and live progress. Every page is complete without this file.
"use strict";

(() => {
  const $ = (selector) => document.querySelector(selector);
  const all = (selector) => Array.from(document.querySelectorAll(selector));

  // Enter that closes an input method must not send the form.
  let composing = false;
  document.addEventListener("compositionstart", () => { composing = true; });
  document.addEventListener("compositionend", () => { setTimeout(() => { composing = false; }, 0); });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.isComposing || composing) && event.target instanceof HTMLInputElement) {
      event.preventDefault();
    }
  }, true);

  // A list of components pasted into the search field is too long for it: it is sent as from its own form.
  document.addEventListener("paste", (event) => {
    const text = event.clipboardData ? event.clipboardData.getData("text") : "";
    if (event.target !== $("#q") || text.length < 200 || !/^\s*[{<]/.test(text)) return;
    event.preventDefault();
    const form = document.createElement("form");
    form.action = "/match";
    form.method = "post";
    form.enctype = "multipart/form-data";
    const list = document.createElement("textarea");
    list.name = "list";
    list.value = text;
    form.hidden = true;
    form.append(list);
    document.body.append(form);
    form.submit();
  });

  // Single keys: off where the reader says so, while typing, with modifiers, while composing.
  let waiting = "";
  let timer = 0;
  const typing = (target) => target instanceof HTMLElement
    && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

  const items = () => all(".rows tbody tr:not(.component), .history > li");
  const move = (step) => {
    const list = items();
    if (list.length === 0) return;
    const at = list.findIndex((item) => item.classList.contains("here"));
    const next = Math.min(Math.max(at + step, 0), list.length - 1);
    if (at >= 0) list[at].classList.remove("here");
    list[next].classList.add("here");
    const link = list[next].querySelector("a");
    if (link) link.focus();
    list[next].scrollIntoView({ block: "nearest" });
  };
  const column = (step) => {
    const heads = all(".compare thead th");
    if (heads.length === 0) return;
    const at = heads.indexOf(document.activeElement);
    const next = heads[Math.min(Math.max(at + step, 0), heads.length - 1)];
    next.focus();
    next.scrollIntoView({ block: "nearest", inline: "center" });
  };
  const go = (address) => { location.assign(address); };
  const acts = {
    "/": () => { const box = $("#q"); if (box) { box.focus(); box.select(); } },
    "j": () => move(1),
    "k": () => move(-1),
    "o": () => { const link = $(".here a"); if (link) link.click(); },
    "c": () => { const records = $("#records"); if (records) { records.scrollIntoView(); records.focus({ preventScroll: true }); } },
    "[": () => column(-1),
    "]": () => column(1),
    "?": () => go("/help/keys"),
    "g h": () => go("/"),
    "g p": () => go("/products"),
    "g s": () => go("/sources"),
  };

  document.addEventListener("keydown", (event) => {
    if (document.body.dataset.keys !== "on" || event.defaultPrevented || event.isComposing || composing) return;
    if (event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) return;
    const key = waiting ? `${waiting} ${event.key}` : event.key;
    clearTimeout(timer);
    waiting = "";
    if (event.key === "g" && key === "g") {
      waiting = "g";
      timer = setTimeout(() => { waiting = ""; }, 1500);
      return;
    }
    const act = acts[key];
    if (act) {
      event.preventDefault();
      act();
    }
  });

  // Live progress: announced, never moved under the cursor. Numbers are found in the JSON by name.
  const live = $("[data-live]");
  if (!live) return;
  const said = live.querySelector(".live");
  let before = null;
  let pause = 2000;
  const look = async () => {
    try {
      const answer = await fetch(live.dataset.live, { headers: { accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const page = await answer.json();
      const sources = Array.isArray(page.sources) ? page.sources : [];
      const running = sources.filter((source) => source.progress);
      const records = sources.reduce((sum, source) => sum + (source.records || 0), 0);
      const entries = running.reduce((sum, source) => sum + (source.progress.entries || 0), 0);
      for (const source of running) {
        const bar = document.querySelector(`[data-source="${CSS.escape(source.name)}"] progress`);
        if (bar) bar.value = source.progress.files || 0;
      }
      let text = "";
      if (before !== null && records > before) text = live.dataset.liveReady;
      else if (running.length > 0) text = `${live.dataset.liveRunning} ${entries.toLocaleString("en-US")}`;
      if (before === null) before = records;
      if (said && said.textContent !== text) said.textContent = text;
      pause = running.length > 0 ? 3000 : 15000;
    } catch {
      pause = Math.min(pause * 2, 60000);
    }
    if (!document.hidden) setTimeout(look, pause);
  };
  document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
  setTimeout(look, pause);
})();
