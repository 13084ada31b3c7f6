// `npm run screenshots`: pictures for the README, taken from the real editor with the example in it. Needs Chromium.
import { mkdirSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { readExample, startNodeRed, temporaryUserDir } from './runtime.cjs';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const ARGS = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-dev-shm-usage',
];
const EXAMPLE = 'orders-ecwid-to-mplus';
const OUT = 'docs/images';

mkdirSync(OUT, { recursive: true });
const { userDir, remove } = temporaryUserDir();
process.on('exit', remove);
const runtime = await startNodeRed({ userDir, flows: readExample(EXAMPLE), port: 0, logLevel: 'error' });
const browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGS });
const page = await browser.newPage({ viewport: { width: 2600, height: 520 }, deviceScaleFactor: 1 });
await page.goto(`http://127.0.0.1:${runtime.port}`);
await page.waitForFunction(() => window.RED?.nodes?.getType?.('mplus-put') && document.querySelector('.red-ui-flow-node'));
// The status of the last node says that the first run is through.
await page.waitForFunction(() =>
  [...document.querySelectorAll('.red-ui-flow-node-status-label')].some((label) => /done, last/.test(label.textContent)),
);
const { x, y } = await page.locator('#red-ui-workspace-chart').boundingBox();
await page.screenshot({ path: `${OUT}/${EXAMPLE}.png`, clip: { x, y: y + 30, width: 1800, height: 290 } });
await browser.close();
await runtime.stop();
process.exit(0);
