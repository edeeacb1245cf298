// How rightly the knowledge base answers questions people really asked: ./deploy/bench faq [FOLDER]
// FOLDER holds NAME_kb.jsonl ({id, question, alts}) and NAME_queries.jsonl ({text, id or null, src}). The last line is one
// JSON object; before it a line for each set.
import { existsSync, readFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const folder = process.argv[2] ?? join(root, '../shared/data/faq');
const binary = process.env.DUTYDESK ?? join(root, 'build/release/dutydesk');
const sets = {
  securities: ['securities_zh_kb.jsonl', 'securities_zh_queries.jsonl'],
  securities_hant: ['securities_zh_kb.jsonl', 'securities_zh_queries_hant.jsonl'],
  clinc: ['en_clinc_kb.jsonl', 'en_clinc_queries.jsonl'],
  banking77: ['en_b77_kb.jsonl', 'en_b77_queries.jsonl'],
};

const lines = (text) => text.split('\n').filter((line) => line.trim()).map((line) => JSON.parse(line));
const share = (part, whole) => (whole ? Math.round((part / whole) * 10000) / 10000 : null);

export function score(questions, matches) {
  if (questions.length !== matches.length) throw new Error(`${questions.length} questions but ${matches.length} answers`);
  let answerable = 0, first = 0, three = 0, answered = 0, right = 0, covered = 0;
  const asked = {}, wrong = {};
  questions.forEach((question, index) => {
    const { answer, suggestions } = matches[index];
    if (question.id === null) {
      asked[question.src] = (asked[question.src] ?? 0) + 1;
      wrong[question.src] = (wrong[question.src] ?? 0) + (answer !== null);
    } else {
      answerable += 1;
      first += suggestions[0] === question.id;
      three += suggestions.slice(0, 3).includes(question.id);
      covered += answer !== null;
    }
    if (answer === null) return;
    answered += 1;
    right += answer === question.id;
  });
  return {
    recall_at_1: share(first, answerable), recall_at_3: share(three, answerable), precision: share(right, answered), coverage: share(covered, answerable),
    wrongly_answered: Object.fromEntries(Object.keys(asked).sort().map((source) => [source, share(wrong[source], asked[source])])),
  };
}

const results = {};
for (const [name, [base, asked]] of Object.entries(sets)) {
  const questions = join(folder, asked);
  if (!existsSync(questions)) {
    console.log(`${name}: no ${questions}, left out`);
    continue;
  }
  const input = readFileSync(questions, 'utf8');
  const began = performance.now();
  const ran = spawnSync(binary, ['kb', 'match', '--kb', join(folder, base)], { input, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (ran.status !== 0) throw new Error(`${name}: ${ran.stderr || ran.error}`);
  results[name] = score(lines(input), lines(ran.stdout));
  console.log(`${name}: ${lines(input).length} messages in ${Math.round(performance.now() - began)} ms, build included: ${JSON.stringify(results[name])}`);
}
console.log(JSON.stringify(results));
