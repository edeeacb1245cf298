// Takes the pictures of the web pages that the READMEs show: node deploy/pictures/take.mjs [FOLDER]. $DUTYDESK names the binary.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Site } from '../../tests/e2e/pages/site.mjs';

const folder = process.argv[2] ?? path.dirname(fileURLToPath(import.meta.url));
const FLOW = `## 先看状态

1. 打开 **当日委托**，看这一笔的状态
2. 按下图处理

\`\`\`mermaid
flowchart LR
  A[看委托状态] --> B{已成交?}
  B -->|是| C[不能撤单]
  B -->|否| D{集合竞价时段?}
  D -->|是| E[9:25 后再撤]
  D -->|否| F[提交撤单]
\`\`\`

## 时间

| 时段 | 可否撤单 |
|---|---|
| 9:15–9:20 | 可以 |
| 9:20–9:25 | 不可以 |
`;

const REPORTS = [
  ['wangmin', '客户13812345678今天9:40在APP买入600519提示资金账号异常'],
  ['lilei', '银证转账页面打不开，客户很着急，今天上午开始'],
  ['lilei', '客户身份证已更新，开户仍提示证件过期'],
  ['wangmin', '对账单里昨天的成交少了一笔'],
];

const site = await Site.start();
const save = async (page, name) => {
  await page.waitForTimeout(400);
  await page.screenshot({ path: path.join(folder, `${name}.png`) });
};
try {
  site.person('hanxue', '韩雪', 'product');
  const editor = await site.editor('hanxue', { width: 1280, height: 860 });
  await editor.goto(`${site.url}/kb/edit/cancel-order`);
  await editor.fill('#body', FLOW);
  await editor.waitForSelector('#preview figure.chart svg');
  await save(editor, 'qa-edit');
  await editor.click('button[value=submit]');
  await editor.waitForURL(/\/kb\/article\//);
  await editor.click('button[value=approve]');
  await editor.waitForURL(/saved=yes/);
  for (const id of ['login-failed', 'trading-hours', 'transfer-failed', 'cancel-order']) {
    const reader = await site.reader({ width: 1280, height: 860, wecom: 'lilei' });
    await reader.goto(`${site.url}/qa/article/${id}`);
    await reader.context().close();
  }
  const reader = await site.reader({ width: 1280, height: 860 });
  await save(reader, 'qa-home');
  await reader.waitForTimeout(2500); // a gateway takes the new articles within two seconds
  await reader.goto(`${site.url}/qa/article/cancel-order`);
  await reader.waitForSelector('figure.chart svg');
  await save(reader, 'qa-article');
  const phone = await site.reader({ width: 390, height: 780, dark: true });
  await phone.locator('#q').pressSequentially('撤單');
  await phone.waitForSelector('.hit');
  await save(phone, 'qa-phone');

  site.person('chenjie', '陈洁', 'lead');
  const numbers = [];
  for (const [wecom, words] of REPORTS) numbers.push(await site.report(words, { wecom }));
  const desk = await site.member('chenjie', { width: 1280, height: 860 });
  for (const number of numbers) await desk.waitForSelector(`[data-ticket="${number}"]`);
  await desk.goto(`${site.url}/desk/ticket/${numbers[0]}`);
  await desk.click('button[value=accept]');
  await desk.waitForURL(/did=accepted/);
  await desk.fill('#words', '请客户重新登录后再试');
  await desk.click('button[value=reply]');
  await desk.waitForURL(/did=replied/);
  await desk.waitForTimeout(2000);
  await desk.goto(`${site.url}/desk/ticket/${numbers[0]}`);
  await save(desk, 'desk-ticket');
  await desk.goto(`${site.url}/desk`);
  await save(desk, 'desk-queue');
} finally {
  await site.close();
}
