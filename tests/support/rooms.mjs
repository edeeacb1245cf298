// The include rules of ARCHITECTURE.md §1: which room may see which, and where each library stands.
// Run: node tests/support/rooms.mjs [ROOT]. Ends with 1 and one line per breach.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = process.argv[2] ?? join(dirname(fileURLToPath(import.meta.url)), '../..');

// room → rooms it may include
const rooms = {
  bot: ['bot'],
  gateway: ['bot', 'gateway'],
  templates: ['bot', 'templates'],
  kb: ['bot', 'gateway', 'templates', 'kb'],
  handlers: ['bot', 'gateway', 'templates', 'kb', 'handlers'],
  tests: ['bot', 'gateway', 'templates', 'kb', 'handlers', 'tests'],
};

// Third-party header → files that may include it. No header of ours may include one at all.
const libraries = [
  [/^boost\/(beast|asio)/, /^gateway\/(http\/|delivery\/(long_connection|socket))|^tests\//],
  [/^cpprest\//, /^gateway\/delivery\/http_client/],
  [/^pqxx\//, /^gateway\/store\/|^tests\/support\//],
  [/^openssl\//, /^gateway\/(crypto|http\/(server|listener|connection|tls)|delivery\/(long_connection|socket))/],
  [/^re2\//, /^(kb\/pattern_(fault|regex)|bot\/(extract|mask|form)).*\.cpp$|^tests\/(bench|kb)\//],
  [/^nlohmann\//, /^(gateway\/(channel|delivery|log)|kb|handlers|tests)/],
  [/^yajl\//, /^gateway\/json_text\.cpp$/],
  [/^pugixml/, /^gateway\/channel\/wecom_xml\.cpp$/],
  [/^toml\+\+\//, /^(gateway\/config|templates\/|kb\/article)/],
  [/^(kainjow\/)?mustache/, /^templates\/(render|pages)/],
  [/^spdlog\//, /^gateway\/log/],
  [/^prometheus\//, /^gateway\/metrics/],
  [/^CLI\//, /^handlers\/(main\.cpp|cli\/)/],
  [/^zlib\.h/, /^gateway\/http\/gzip\.cpp$/],
  [/^gd\.h/, /^gateway\/picture\.cpp$/],
  [/^opencc\//, /^(tests\/)?kb\/chinese_form(_test)?\.cpp$/],
  [/^unicode\//, /^(kb|gateway\/clock).*\.cpp$/],
  [/^cmark-gfm/, /^handlers\/knowledge\/markdown\.cpp$/],
  [/^sodium\.h/, /^handlers\/accounts\/password\.cpp$/],
  [/^libical\//, /^handlers\/sla\/ical_(reader|times)/],
  [/^liboath\//, /^handlers\/accounts\/one_time\.cpp$/],
  [/^qrencode\.h/, /^handlers\/accounts\/qr_code\.cpp$/],
  [/^catch2\//, /^tests\//],
];

const limits = { lines: 350 };

function* sources(folder) {
  for (const entry of readdirSync(folder)) {
    if (entry === 'node_modules' || entry === 'build') continue;
    const path = join(folder, entry);
    if (statSync(path).isDirectory()) yield* sources(path);
    else if (/\.(h|cpp)$/.test(entry)) yield path;
  }
}

export function breaches(base) {
  const found = [];
  const types = new Map(); // two types of one name in two headers are one to the linker
  for (const [room, allowed] of Object.entries(rooms)) {
    for (const path of sources(join(base, room))) {
      const file = relative(base, path);
      const lines = readFileSync(path, 'utf8').split('\n');
      if (lines.length > limits.lines) found.push(`${file}: ${lines.length} lines, at most ${limits.lines}`);
      lines.forEach((line, index) => {
        const at = `${file}:${index + 1}`;
        const [, type] = (file.endsWith('.h') && /^(?:struct|class|enum class) ([\w:]+)[^;]*$/.exec(line)) || [];
        if (type && types.has(type)) found.push(`${at}: ${type} stands in ${types.get(type)} too`);
        if (type) types.set(type, file);
        const [, own, library] = /^\s*#include\s+(?:"([^"]+)"|<([^>]+)>)/.exec(line) ?? [];
        if (own) {
          const target = own.split('/')[0];
          if (!allowed.includes(target)) found.push(`${at}: ${room} must not include ${own}`);
        }
        if (library) {
          const rule = libraries.find(([pattern]) => pattern.test(library));
          if (!rule) return;
          if (file.endsWith('.h') && !file.startsWith('tests/') && !/_(internal|asio)\.h$/.test(file) && !rule[1].test(file))
            found.push(`${at}: <${library}> stands in a header`);
          else if (!rule[1].test(file)) found.push(`${at}: <${library}> does not belong here`);
        }
        if (/std::regex\b|#include <regex>/.test(line) && !file.startsWith('tests/')) found.push(`${at}: std::regex can blow up; use RE2`);
      });
      // One capability uses another through its public header, never its SQL.
      const capability = /^handlers\/([^/]+)\//.exec(file)?.[1];
      for (const [, other, store] of readFileSync(path, 'utf8').matchAll(/#include "handlers\/([^/]+)\/(\w*_sql)\.h"/g))
        if (capability && other !== capability) found.push(`${file}: uses the SQL of ${other} (${store})`);
    }
  }
  return found;
}

const found = breaches(root);
for (const line of found) console.log(line);
console.log(found.length ? `${found.length} breaches` : 'rooms: every include stands where it may');
process.exitCode = found.length ? 1 : 0;
