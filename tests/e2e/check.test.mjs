import assert from 'node:assert/strict';
import test from 'node:test';
import { check, judge } from './check.mjs';

/** A sound run: three people, four messages, two tickets, three notices, one of them doubled by a kill that explains it. */
function sound() {
  return {
    sent: [
      { id: 'a1', person: 'a', n: 1, acked: true, opens: true },
      { id: 'a2', person: 'a', n: 2, acked: true, opens: false },
      { id: 'b1', person: 'b', n: 1, acked: true, opens: true },
      { id: 'c1', person: 'c', n: 1, acked: true },
    ],
    inbox: [
      { id: 1, external_id: 'a1', conversation: 'o/a', trace: 'ta1', state: 'done', done_at: 100 },
      { id: 2, external_id: 'b1', conversation: 'o/b', trace: 'tb1', state: 'done', done_at: 90 },
      { id: 3, external_id: 'a2', conversation: 'o/a', trace: 'ta2', state: 'done', done_at: 200 },
      { id: 4, external_id: 'c1', conversation: 'o/c', trace: 'tc1', state: 'done', done_at: 210 },
    ],
    tickets: [
      { number: 1001, source: 1, submitted: 1 },
      { number: 1002, source: 2, submitted: 1 },
    ],
    outbox: [
      { id: 11, place: 'app/a', lane: 1, trace: 'ta1', state: 'sent', words: 'one', crashes: 0 },
      { id: 12, place: 'hook0/g', lane: 2, trace: 'tb1', state: 'sent', words: 'two', crashes: 1 },
      { id: 13, place: 'app/a', lane: 1, trace: 'ta2', state: 'sent', words: 'three', crashes: 0 },
      { id: 14, place: 'bot/g', lane: 0, trace: 'tc1', state: 'superseded', words: 'four', crashes: 0 },
    ],
    cloud: [
      { n: 1, at: 1000, row: 11, hash: 'h11', outcome: 'accepted' },
      { n: 2, at: 1100, row: 12, hash: 'h12', outcome: 'accepted' },
      { n: 3, at: 3000, row: 12, hash: 'h12', outcome: 'accepted' },
      { n: 4, at: 3100, row: 13, hash: 'h13', outcome: 'accepted' },
      { n: 5, at: 3200, row: 14, hash: 'h14', outcome: 'refused' },
    ],
    kills: [{ what: 'K7', at: 1150, held: 6 }],
  };
}

const kinds = (run) => check(run).map((finding) => finding.kind);

test('a sound run has no findings, and its explained duplicate is counted', () => {
  assert.deepEqual(judge(sound()), { findings: [], duplicates: 1, explained: 1, absorbed: 0 });
});

test('a duplicate that the cloud keeps from its readers is no finding', () => {
  const run = sound();
  run.cloud.push({ n: 6, at: 3300, row: 13, hash: 'h13', outcome: 'deduped' });
  assert.deepEqual(judge(run), { findings: [], duplicates: 1, explained: 1, absorbed: 1 });
});

test('a doubled notice whose first answer the cloud spoiled is explained', () => {
  const run = sound();
  run.kills = [];
  run.cloud[1].fault = 'close-after-request';
  assert.deepEqual(kinds(run), []);
});

test('a doubled notice whose first answer came too late is explained, here or by another way', () => {
  const run = sound();
  run.kills = [];
  run.cloud[1].unheard = { waited: 5000, lag: 0 };
  run.cloud[4].outcome = 'accepted';
  run.cloud[4].unheard = { waited: 10, lag: 6000 };
  assert.deepEqual(judge(run), { findings: [], duplicates: 2, explained: 2, absorbed: 0 });
});

test('a doubled notice whose record a long cut of the database swallowed is explained', () => {
  const run = sound();
  run.kills = [{ what: 'restarted', at: 500, until: 2000, held: 6 }];
  assert.deepEqual(judge(run), { findings: [], duplicates: 1, explained: 1, absorbed: 0 });
});

test('the parts of one long notice are no duplicates of each other', () => {
  const run = sound();
  run.outbox[0].parts = 2;
  run.cloud.push({ n: 6, at: 1001, row: 11, hash: 'second part', outcome: 'accepted' });
  assert.deepEqual(kinds(run), []);
});

const broken = {
  'an answered message that is not in the inbox': ['lost', (run) => run.inbox.splice(3, 1)],
  'a message with two inbox rows': [
    'taken_in_twice',
    (run) => run.inbox.push({ ...run.inbox[3], id: 5, trace: 'other' }),
  ],
  'a message that never got its 200': ['unanswered', (run) => (run.sent[3].acked = false)],
  'a row that nobody sent': [
    'from_nowhere',
    (run) => run.inbox.push({ ...run.inbox[3], id: 9, external_id: 'x', conversation: 'o/x', trace: 'tx' }),
  ],
  'a message that waits at the end': ['unfinished_message', (run) => (run.inbox[3].state = 'waiting')],
  'a message set aside unseen': ['dead_message', (run) => (run.inbox[3].state = 'dead')],
  'a conversation still claimed': ['still_claimed', (run) => (run.inbox[3].claimed = true)],
  'a notice that waits at the end': ['unsent', (run) => (run.outbox[3].state = 'due')],
  'a dead letter': ['dead_letter', (run) => (run.outbox[3].state = 'dead')],
  'a notice still claimed': ['still_claimed', (run) => (run.outbox[3].claimed = true)],
  'a notice dropped without a word': ['unsent', (run) => (run.outbox[3].state = 'dropped')],
  'one effect queued twice': [
    'queued_twice',
    (run) => {
      run.outbox.push({ ...run.outbox[2], id: 15 });
      run.cloud.push({ n: 6, at: 3300, row: 15, hash: 'h15', outcome: 'accepted' });
    },
  ],
  'a report without its ticket': ['no_ticket', (run) => run.tickets.pop()],
  'two tickets of one report': [
    'doubled_ticket',
    (run) => run.tickets.push({ number: 1003, source: 2, submitted: 1 }),
  ],
  'a ticket submitted twice': ['submitted_twice', (run) => (run.tickets[0].submitted = 2)],
  'a ticket whose message does not exist': [
    'ticket_without_message',
    (run) => run.tickets.push({ number: 1003, source: 77, submitted: 0 }),
  ],
  'an answer that opened a ticket of its own': [
    'ticket_out_of_turn',
    (run) => run.tickets.push({ number: 1003, source: 3, submitted: 1 }),
  ],
  'a sent notice that the cloud never heard': ['never_said', (run) => run.cloud.splice(3, 1)],
  'a notice the cloud dropped in silence': ['never_said', (run) => (run.cloud[3].outcome = 'dropped')],
  'words of no row': [
    'said_without_row',
    (run) => run.cloud.push({ n: 6, at: 3300, row: 99, hash: 'h', outcome: 'accepted' }),
  ],
  'a doubled notice without a kill': ['doubled_notice', (run) => (run.kills = [])],
  'a doubled notice before the kill': ['doubled_notice', (run) => (run.kills[0].at = 3050)],
  'a doubled notice long before the kill': [
    'doubled_notice',
    (run) => {
      run.kills[0].at = 20_000;
      run.cloud[2].at = 21_000;
    },
  ],
  'a doubled notice of a row that no ended process held': [
    'doubled_notice',
    (run) => (run.outbox[1].crashes = 0),
  ],
  'more doubled notices than the ended process had hands': [
    'doubled_notice',
    (run) => (run.kills[0].held = 0),
  ],
  'a superseded notice that was heard after all': [
    'doubled_notice',
    (run) => (run.cloud[4].outcome = 'accepted'),
  ],
  'a doubled notice whose second answer was not heard, but whose first was': [
    'doubled_notice',
    (run) => {
      run.kills = [];
      run.cloud[2].unheard = { waited: 5000, lag: 0 };
    },
  ],
  "a doubled notice where another row's answer was not heard": [
    'doubled_notice',
    (run) => {
      run.kills = [];
      run.cloud[0].unheard = { waited: 5000, lag: 0 };
    },
  ],
  'a doubled notice whose caller was impatient': [
    'doubled_notice',
    (run) => {
      run.kills = [];
      run.cloud[1].unheard = { waited: 900, lag: 100 };
    },
  ],
  'a doubled notice after the database was back': [
    'doubled_notice',
    (run) => (run.kills = [{ what: 'restarted', at: 200, until: 1050, held: 6 }]),
  ],
  'a superseded notice whose caller was impatient': [
    'doubled_notice',
    (run) => {
      run.cloud[4].outcome = 'accepted';
      run.cloud[4].unheard = { waited: 900, lag: 100 };
    },
  ],
  'a merged notice that was said alone as well': [
    'merged_and_said',
    (run) => (run.outbox[0].state = 'merged'),
  ],
  'messages of one person taken in out of order': [
    'arrived_out_of_order',
    (run) => ([run.sent[0].n, run.sent[1].n] = [2, 1]),
  ],
  'turns of one person out of order': ['worked_out_of_order', (run) => (run.inbox[2].done_at = 50)],
  'notices of one person out of order': [
    'said_out_of_order',
    (run) => ([run.cloud[0].n, run.cloud[3].n] = [4, 1]),
  ],
};

for (const [what, [kind, spoil]] of Object.entries(broken))
  test(`found: ${what}`, () => {
    const run = sound();
    spoil(run);
    assert.deepEqual(kinds(run), [kind]);
  });
