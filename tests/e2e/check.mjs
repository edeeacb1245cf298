/**
 * The offline checker of a run with kills: what was sent to the gateway, what stands in its database, and what the cloud heard.
 * Pure; every promise of ARCHITECTURE.md §2 that a ledger can show is one rule here.
 *
 * sent    {id, person, n, acked, once, opens}  one a message, `n` counts a person's messages; opens: true | false | undefined (either);
 *                                              `once`: the cloud tells it a single time, so that it may be lost with its answer
 * inbox   {id, external_id, conversation, trace, state, done_at, claimed}
 * tickets {number, source, submitted}          `source`: id of the inbox row that opened it; `submitted`: how often it was
 * outbox  {id, place, lane, trace, state, words, crashes, parts, claimed, unheard, last_error}   `unheard`: says nothing that the cloud's ledger holds
 * cloud   {n, at, row, place, hash, outcome, fault, unheard}    one a call; `row` is the outbox row that the request names;
 *                                              `unheard` {waited, lag}: the caller was gone before its answer was written
 * kills   {what, at, until, held}              ends of the process, and cuts of its database from `at` to `until`; `held`: rows it may have had in its hands
 */
export function check({ sent, inbox, tickets, outbox, cloud, kills }) {
  return judge({ sent, inbox, tickets, outbox, cloud, kills }).findings;
}

/** The same with the duplicates that were explained, and those that the cloud itself kept from its readers. */
export function judge(run) {
  const findings = [];
  const find = (kind, what) => findings.push({ kind, ...what });
  arrived(run, find);
  worked_off(run, find);
  ticketed(run, find);
  const counts = delivered(run, find);
  in_order(run, find);
  return { findings, ...counts };
}

/** A process ends with its calls at most this old: no call outlives its deadline. */
const IN_FLIGHT_MS = 10_000;
/** Nobody who waits for less time than this may say something again; the gateway waits for 5 s. */
const PATIENCE_MS = 3000;
const HEARD = new Set(['accepted', 'partial']);
const ENDED = new Set(['sent', 'superseded', 'merged']);

function group(list, key) {
  const out = new Map();
  for (const one of list) {
    const at = key(one);
    if (!out.has(at)) out.set(at, []);
    out.get(at).push(one);
  }
  return out;
}

function arrived({ sent, inbox }, find) {
  const rows = group(inbox, (row) => row.external_id);
  const known = new Set();
  for (const message of sent) {
    known.add(message.id);
    const found = rows.get(message.id)?.length ?? 0;
    if (found === 0 && message.acked) find('lost', { message: message.id });
    if (found > 1) find('taken_in_twice', { message: message.id, times: found });
    if (!message.acked && !message.once) find('unanswered', { message: message.id });
  }
  for (const row of inbox)
    if (!known.has(row.external_id)) find('from_nowhere', { inbox: row.id, message: row.external_id });
}

function worked_off({ inbox, outbox }, find) {
  for (const row of inbox) {
    if (row.state === 'dead') find('dead_message', { inbox: row.id, error: row.error });
    else if (row.state !== 'done') find('unfinished_message', { inbox: row.id, state: row.state });
    if (row.claimed) find('still_claimed', { inbox: row.id });
  }
  for (const row of outbox) {
    if (row.state === 'dead') find('dead_letter', { outbox: row.id, error: row.last_error });
    else if (!ENDED.has(row.state)) find('unsent', { outbox: row.id, state: row.state });
    if (row.claimed) find('still_claimed', { outbox: row.id });
  }
  const said = group(
    outbox.filter((row) => row.trace && row.trace !== 'timer'),
    (row) => JSON.stringify([row.trace, row.place, row.lane, row.words]),
  );
  for (const same of said.values())
    if (same.length > 1) find('queued_twice', { outbox: same.map((row) => row.id) });
}

function ticketed({ sent, inbox, tickets }, find) {
  const message_of = new Map(sent.map((message) => [message.id, message]));
  const inbox_of = new Map(inbox.map((row) => [String(row.id), row]));
  const of_message = group(tickets, (ticket) => inbox_of.get(String(ticket.source))?.external_id);
  for (const ticket of tickets) {
    if (!inbox_of.has(String(ticket.source))) find('ticket_without_message', { ticket: ticket.number });
    if (ticket.submitted > 1) find('submitted_twice', { ticket: ticket.number });
  }
  for (const [id, made] of of_message) {
    if (id === undefined) continue;
    if (made.length > 1)
      find('doubled_ticket', { message: id, tickets: made.map((ticket) => ticket.number) });
    if (message_of.get(id)?.opens === false)
      find('ticket_out_of_turn', { message: id, ticket: made[0].number });
  }
  const here = new Set(inbox.map((row) => row.external_id));
  for (const message of sent)
    if (message.opens && here.has(message.id) && !of_message.has(message.id))
      find('no_ticket', { message: message.id });
}

/** Each row once in the cloud's ledger; a second time only if its process ended between the two, or never heard the answer to the first. */
function delivered({ outbox, cloud, kills }, find) {
  const row_of = new Map(outbox.map((row) => [String(row.id), row]));
  const calls = group(cloud, (call) => String(call.row ?? ''));
  const spent = new Map();
  const counts = { duplicates: 0, explained: 0, absorbed: 0 };
  for (const [id, lines] of calls) {
    if (!row_of.has(id)) find('said_without_row', { n: lines.map((line) => line.n) });
    counts.absorbed += lines.filter((line) => line.outcome === 'deduped').length;
  }
  for (const row of outbox) {
    const heard = (calls.get(String(row.id)) ?? [])
      .filter((line) => HEARD.has(line.outcome))
      .sort((a, b) => a.n - b.n);
    if (row.state === 'sent' && !row.unheard && heard.length < (row.parts || 1))
      find('never_said', { outbox: row.id });
    if (row.state === 'merged' && heard.length) find('merged_and_said', { outbox: row.id });
    for (const [first, again] of repeats(row, heard)) {
      counts.duplicates += 1;
      const cause = explains({ row, first, again, kills, spent });
      if (cause) counts.explained += 1;
      else find('doubled_notice', { outbox: row.id, n: [first.n, again?.n], ...evidence(row, first, kills) });
    }
  }
  return counts;
}

/** What a person wants to know first of a notice said twice. */
function evidence(row, first, kills) {
  const gaps = kills.map((kill) => kill.at - first.at).filter((gap) => gap >= 0);
  const { crashes, last_error } = row;
  return { crashes, last_error, unheard: first.unheard, ms_to_kill: gaps.length ? Math.min(...gaps) : null };
}

/** Pairs of calls that said the same; a superseded row that was heard is said again by the row in its place. */
function repeats(row, heard) {
  const pairs = [];
  for (const same of group(heard, (line) => line.hash ?? '').values())
    for (let i = 1; i < same.length; i++) pairs.push([same[i - 1], same[i]]);
  if (row.state === 'superseded' && heard.length) pairs.push([heard.at(-1), undefined]);
  return pairs;
}

/** The caller waited as long as it should, or the cloud was late to look at its call, and it was gone when the answer was written. */
function came_too_late({ unheard }) {
  return unheard !== undefined && unheard.waited + unheard.lag >= PATIENCE_MS;
}

function explains({ row, first, again, kills, spent }) {
  if (first.fault || came_too_late(first)) return first;
  const key = (kill) => `${kill.at} ${row.id} ${first.n}`;
  const cause = kills.find(
    (kill) =>
      first.at <= (kill.until ?? kill.at) &&
      kill.at - first.at <= IN_FLIGHT_MS &&
      (!again || kill.at <= again.at) &&
      (kill.held === undefined || (spent.get(kill) ?? new Set()).size < kill.held),
  );
  if (!cause || row.crashes < 1) return null;
  spent.set(cause, (spent.get(cause) ?? new Set()).add(key(cause)));
  return cause;
}

function in_order({ sent, inbox, outbox, cloud }, find) {
  const message_of = new Map(sent.map((message) => [message.id, message]));
  const by_id = (a, b) => Number(a.id) - Number(b.id);
  for (const [conversation, rows] of group(inbox, (row) => row.conversation)) {
    rows.sort(by_id);
    for (let i = 1; i < rows.length; i++) {
      const [before, after] = [rows[i - 1], rows[i]];
      const [said, later] = [message_of.get(before.external_id), message_of.get(after.external_id)];
      if (said && later && said.n > later.n) find('arrived_out_of_order', { conversation, inbox: after.id });
      if (before.done_at && after.done_at && before.done_at > after.done_at)
        find('worked_out_of_order', { conversation, inbox: after.id });
    }
  }
  const conversation_of = new Map(inbox.map((row) => [row.trace, row.conversation]));
  const first_heard = new Map();
  for (const line of cloud)
    if (HEARD.has(line.outcome)) {
      const id = String(line.row ?? '');
      first_heard.set(id, Math.min(first_heard.get(id) ?? Infinity, line.n));
    }
  const queue = (row) => JSON.stringify([conversation_of.get(row.trace), row.place, row.lane]);
  const said = outbox.filter((row) => conversation_of.has(row.trace) && first_heard.has(String(row.id)));
  for (const rows of group(said, queue).values()) {
    rows.sort(by_id);
    for (let i = 1; i < rows.length; i++)
      if (first_heard.get(String(rows[i - 1].id)) > first_heard.get(String(rows[i].id)))
        find('said_out_of_order', { place: rows[i].place, outbox: rows[i].id });
  }
}
