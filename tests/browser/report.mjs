// Opens a report in headless Chromium and prints what a reader would meet there, as JSON.
//
//   node report.mjs CHROMIUM REPORT.html
//
// At each width: violations of WCAG 2.2 AA and of best practice, requests beside the file itself, whether the page
// scrolls sideways, and the smallest text of a chart in pixels; then the headings with scripts turned off.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const WIDTHS = [1280, 390, 320];
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Opens the file in a page of its own, hands it to `look`, and gives what was requested beside the file, too. */
async function opened(browser, url, options, look) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const requests = [];
  page.on("request", (request) => request.url() === url || requests.push(request.url()));
  await page.goto(url);
  const found = await look(page);
  await context.close();
  return { ...found, requests };
}

/** What a reader meets at this width. The page's policy allows no script, so axe has to be let past it. */
async function atWidth(browser, url, width) {
  const options = { viewport: { width, height: 900 }, bypassCSP: true };
  return opened(browser, url, options, async (page) => {
    await page.addScriptTag({ content: AXE });
    const violations = await page.evaluate(async (rules) => {
      const { violations } = await axe.run(document, { runOnly: rules, resultTypes: ["violations"] });
      return violations.map(({ id, help, nodes }) => ({
        id,
        help,
        times: nodes.length,
        first: nodes.slice(0, 3).map(({ html, target }) => `${target}: ${html.slice(0, 200)}`),
      }));
    }, RULES);
    const sizes = await page.evaluate(() => ({
      scrollWidth: document.scrollingElement.scrollWidth,
      innerWidth: window.innerWidth,
      smallestChartText: Math.min(...[...document.querySelectorAll("svg text")].flatMap((text) => {
        const matrix = text.getScreenCTM();
        return text.getClientRects().length && matrix
          ? [parseFloat(getComputedStyle(text).fontSize) * Math.hypot(matrix.a, matrix.b)]
          : [];
      })),
      charts: [...document.querySelectorAll("svg[role=img]")].filter((svg) => svg.getClientRects().length).length,
    }));
    return { width, violations, ...sizes };
  });
}

/** The headings that stand there with scripts turned off, and whether the page's policy stopped anything. */
async function withoutScripts(browser, url) {
  return opened(browser, url, { javaScriptEnabled: false }, async (page) => {
    const headings = await page.locator("h1, h2, h3").allInnerTexts();
    return { headings };
  });
}

/** What the console says of the page as it is: a policy that stops the page's own style would be told there. */
async function asItIs(browser, url) {
  const said = [];
  const found = await opened(browser, url, {}, async (page) => {
    page.on("console", (message) => said.push(message.text()));
    await page.reload();
    const background = await page.evaluate(
      () => getComputedStyle(document.querySelector(".rag.green")).backgroundColor,
    );
    return { background };
  });
  return { ...found, said };
}

const [executablePath, file] = process.argv.slice(2);
const url = pathToFileURL(resolve(file)).href;
const browser = await chromium.launch({ executablePath, headless: true, args: FLAGS });
const widths = [];
for (const width of WIDTHS) widths.push(await atWidth(browser, url, width));
const report = {
  widths,
  withoutScripts: await withoutScripts(browser, url),
  asItIs: await asItIs(browser, url),
};
await browser.close();
console.log(JSON.stringify(report, null, 2));
