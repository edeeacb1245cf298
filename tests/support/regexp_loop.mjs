// Hubot's way, for the benchmark of patterns: every RegExp, one after another, in one thread. Reads
// {patterns, messages, seconds} as JSON from the file that is named; writes {per_s, matches: [[pattern, …] for each message]}.
import { readFileSync } from 'node:fs';

const { patterns, messages, seconds } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const regexes = patterns.map((pattern) => {
  const plain = pattern.replace(/^\(\?i\)/, '');
  return new RegExp(plain, plain === pattern ? 'u' : 'iu');
});
const found = (text) => {
  const numbers = [];
  for (let i = 0; i < regexes.length; ++i) if (regexes[i].test(text)) numbers.push(i);
  return numbers;
};
const matches = messages.map(found); // warms it, too
let done = 0;
const seconds_used = () => process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6;
const begun = seconds_used();
let spent = 0;
while (spent < seconds || done < messages.length) {
  found(messages[done++ % messages.length]);
  spent = seconds_used() - begun;
}
console.log(JSON.stringify({ per_s: done / spent, matches }));
