// The walk: see run.sh.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const base = new URL(process.argv[2]);
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const problems = [];
let rows = 0;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

// A page that never answers must not hold up a pipeline.
setTimeout(() => { console.error("gave up after ten minutes"); process.exit(1); }, 600_000).unref();

// One component with a hostile name that the sample knows something about, by its CPE name.
const LIST = JSON.stringify({
  bomFormat: "CycloneDX",
  specVersion: "1.6",
  components: [
    { type: "library", name: "openssl", version: "1.0.1f", cpe: "cpe:2.3:a:openssl:openssl:1.0.1f:*:*:*:*:*:*:*" },
    { type: "library", name: "<img src=x onerror=alert(1)>\u202e".padEnd(300, "x") },
  ],
});

for (const language of ["ja", "en"]) {
  for (const theme of ["light", "dark"]) {
    for (const script of [true, false]) {
      await walk({ language, theme, script });
    }
  }
}
await browser.close();

for (const problem of problems) console.log(`PROBLEM ${problem}`);
console.log(`${rows} pages checked, ${problems.length} problems`);
process.exit(problems.length === 0 && rows > 0 ? 0 : 1);

/** One reader: walks the pages from one to the next, then the helps, and looks at each. */
async function walk(reader) {
  const name = `${reader.language} ${reader.theme} ${reader.script ? "script" : "no script"}`;
  const context = await browser.newContext({
    javaScriptEnabled: reader.script,
    locale: reader.language === "ja" ? "ja-JP" : "en-GB",
    // With script the theme is the system's; without, it was chosen with the switch.
    colorScheme: reader.script ? reader.theme : "light",
    viewport: { width: 1280, height: 800 },
  });
  if (!reader.script) await context.addCookies([{ name: "theme", value: reader.theme, url: base.href }]);
  const twin = reader.script ? null : await twinOf(context, reader);
  const page = await context.newPage();
  page.on("pageerror", (error) => problems.push(`${name}: ${page.url()}: ${error.message}`));
  page.on("console", (message) => {
    const expected = message.text().includes("404") && /CVE-1999-99999999$|nobody$/.test(page.url());
    if (message.type() === "error" && !expected) problems.push(`${name}: ${page.url()}: ${message.text()}`);
  });
  page.on("request", (request) => {
    if (new URL(request.url()).host !== base.host) problems.push(`${name}: asks ${request.url()}`);
  });
  const steps = [
    ["first page", () => page.goto(base.href)],
    ["search", async () => {
      if (reader.script) await page.keyboard.press("/");
      else await tabTo(page, name, "#q");
      await page.keyboard.type("exploited:yes");
      await enter(page);
    }],
    ["vulnerability", async () => {
      if (reader.script) await page.keyboard.press("j");
      else await tabTo(page, name, ".rows a.title");
      await enter(page);
    }],
    ["history", async () => {
      await tabTo(page, name, "a[href$='/history']");
      await enter(page);
    }],
    ["sources", async () => {
      if (reader.script) {
        await Promise.all([page.waitForURL("**/sources"), page.keyboard.type("gs")]);
      } else {
        await tabTo(page, name, "a[href='/sources']");
        await enter(page);
      }
    }],
    ["products", async () => {
      if (reader.script) {
        await Promise.all([page.waitForURL("**/products"), page.keyboard.type("gp")]);
      } else {
        await tabTo(page, name, "header a[href='/products']");
        await enter(page);
      }
    }],
    ["product", async () => {
      if (reader.script) await page.keyboard.press("j");
      else await tabTo(page, name, ".standing a.title");
      await enter(page);
    }],
    ["all that is said of it", async () => {
      await tabTo(page, name, "a[href$='show=all']");
      await enter(page);
    }],
    ["product by products", () => page.goto(new URL("/products/shop", base).href)],
    ["no product", () => page.goto(new URL("/products/nobody", base).href)],
    ["list to paste", () => page.goto(new URL("/match", base).href)],
    ["pasted list", async () => {
      await page.goto(base.href);
      if (reader.script) {
        await page.keyboard.press("/");
        await Promise.all([page.waitForURL("**/match"), page.evaluate((text) => {
          const clipboardData = new DataTransfer();
          clipboardData.setData("text", text);
          document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
        }, LIST)]);
      } else {
        await tabTo(page, name, "details.once > summary");
        await page.keyboard.press("Enter");
        await tabTo(page, name, "#list");
        await page.keyboard.insertText(LIST);
        await tabTo(page, name, ".paste button");
        await enter(page);
      }
      await page.waitForSelector(".hits");
    }],
    ["keys", async () => {
      if (reader.script) {
        await Promise.all([page.waitForURL("**/help/keys"), page.keyboard.press("?")]);
      } else {
        await tabTo(page, name, "a[href='/help/keys']");
        await enter(page);
      }
    }],
    // Its commands are wider than a narrow page.
    ["first steps", () => page.goto(new URL("/help/start", base).href)],
    ["API", () => page.goto(new URL("/api", base).href)],
    ["not found", () => page.goto(new URL("/v/CVE-1999-99999999", base).href)],
  ];
  for (const path of process.argv.slice(3)) {
    steps.push([path, async () => {
      await page.goto(new URL(path, base).href);
      await tabTo(page, name, "footer a:last-of-type");
    }]);
  }
  for (const [step, go] of steps) {
    try {
      await go();
      await page.waitForLoadState("load");
      await look(page, `${name}: ${step}`, reader, twin);
    } catch (error) {
      problems.push(`${name}: ${step}: ${error.message.split("\n")[0]}`);
      break;
    }
  }
  if (twin) await twin.context().close();
  await context.close();
}

/** axe is a script itself: a page that runs none is looked at again where only our own script is blocked. */
async function twinOf(context, reader) {
  const twin = await browser.newContext({
    locale: reader.language === "ja" ? "ja-JP" : "en-GB",
    colorScheme: "light",
    viewport: { width: 1280, height: 800 },
  });
  await twin.addCookies(await context.cookies());
  await twin.route(/\.js(\?|$)/, (route) => route.abort());
  return twin.newPage();
}

async function enter(page) {
  const before = page.url();
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.href !== before, { timeout: 10000 });
}

/** Presses Tab until the wanted element has the focus; every stop on the way must be visible. */
async function tabTo(page, name, selector) {
  for (let presses = 0; presses < 400; presses += 1) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate((wanted) => {
      const element = document.activeElement;
      if (!element || element === document.body) return { end: true };
      const box = element.getBoundingClientRect();
      const x = Math.min(Math.max(box.left + Math.min(box.width, 40) / 2, 0), innerWidth - 1);
      const y = Math.min(Math.max(box.top + Math.min(box.height, 40) / 2, 0), innerHeight - 1);
      const there = document.elementFromPoint(x, y);
      return {
        found: element.matches(wanted),
        label: `${element.tagName} ${(element.textContent || element.id).trim().slice(0, 40)}`,
        seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
        covered: !(there && (element.contains(there) || there.contains(element))),
        outline: getComputedStyle(element).outlineStyle !== "none",
      };
    }, selector);
    if (stop.end) continue;
    if (!stop.seen || stop.covered) problems.push(`${name}: ${page.url()}: focus is hidden on ${stop.label}`);
    if (!stop.outline) problems.push(`${name}: ${page.url()}: focus has no outline on ${stop.label}`);
    if (stop.found) return;
  }
  throw new Error(`${selector} cannot be reached with Tab`);
}

/** axe, the language, the theme, and the width of 320 CSS pixels. */
async function look(page, name, reader, twin) {
  rows += 1;
  const state = await page.evaluate(() => ({
    language: document.documentElement.lang,
    paper: getComputedStyle(document.body).backgroundColor,
  }));
  if (state.language !== reader.language) problems.push(`${name}: speaks ${state.language}`);
  const dark = state.paper.match(/\d+/g).slice(0, 3).every((part) => Number(part) < 128);
  if (dark !== (reader.theme === "dark")) problems.push(`${name}: paper is ${state.paper}`);

  if (twin) await twin.goto(page.url());
  const runs = twin ?? page;
  await runs.evaluate(axe);
  const found = await runs.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
  for (const violation of found.violations) {
    for (const node of violation.nodes.slice(0, 3)) {
      problems.push(`${name}: axe ${violation.id}: ${node.target.join(" ")}: ${node.failureSummary.split("\n")[1]}`);
    }
  }

  await page.setViewportSize({ width: 320, height: 640 });
  const wide = await page.evaluate(() => {
    const root = document.scrollingElement;
    if (root.scrollWidth <= root.clientWidth) return null;
    const element = Array.from(document.querySelectorAll("main *, header *, footer *"))
      .find((e) => e.getBoundingClientRect().right > root.clientWidth + 1 && !e.closest(".scroll, .compare-box, .hidden"));
    return `${root.scrollWidth} > ${root.clientWidth}: ${element ? element.outerHTML.slice(0, 120) : "?"}`;
  });
  if (wide) problems.push(`${name}: scrolls sideways at 320 pixels: ${wide}`);
  await page.setViewportSize({ width: 1280, height: 800 });
  console.log(`${name}: ${found.passes.length} axe rules passed`);
}
