import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT } from './support.mjs';

/** A copy of the templates with files of one's own (path → text), gone when the test `t` ends. */
export function own_templates(t, files = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), `dutydesk-templates-${process.pid}-`));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(path.join(ROOT, 'templates'), folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  return folder;
}

/** clocks/duty.toml: these people take turns day by day. */
export const daily_roster = (...people) => `[[roster]]
id = "desk"
name = "事件值班"
zone = "Asia/Shanghai"
[[roster.rotation]]
people = ${JSON.stringify(people)}
first = "2026-01-05"
turn = "daily"
`;
