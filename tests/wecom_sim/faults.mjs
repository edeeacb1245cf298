/**
 * The fault menu. A fault is set for an endpoint ("message/send", "ws:aibot_send_msg", or "*") for its next `times` calls or,
 * without `times`, until it is cleared. `deliver` says whether the call is carried out before the answer is spoiled;
 * each kind has its natural default.
 */
export const KINDS = {
  'ok-errcode': { deliver: false },
  partial: { deliver: true },
  500: { deliver: false },
  '502-html': { deliver: false },
  503: { deliver: false },
  429: { deliver: false },
  '429-date': { deliver: false },
  '429-but-delivered': { deliver: true },
  hang: { deliver: false },
  delay: { deliver: true },
  drip: { deliver: true },
  'rst-mid-body': { deliver: true },
  'close-after-request': { deliver: true },
  'close-before': { deliver: false },
  'truncated-json': { deliver: true },
  'deep-json': { deliver: true },
  'big-json': { deliver: true },
  'invalid-utf8': { deliver: true },
  'duplicate-keys': { deliver: true },
  'number-as-string': { deliver: true },
  'empty-200': { deliver: true },
  'wrong-content-type': { deliver: true },
  302: { deliver: false },
  '302-loop': { deliver: false },
  'gzip-bomb': { deliver: true },
  'late-callback': { deliver: true },
  'silent-drop': { deliver: false },
  'no-req-id': { deliver: true },
  'double-ack': { deliver: true },
};

export class Faults {
  #list = [];

  set({ endpoint = '*', fault, times = null, after = 0, ...rest }) {
    const kind = KINDS[String(fault)];
    if (!kind) throw new Error(`no fault "${fault}"; there are: ${Object.keys(KINDS).join(', ')}`);
    const entry = {
      endpoint,
      fault: String(fault),
      left: times,
      after,
      used: 0,
      deliver: kind.deliver,
      ...rest,
    };
    this.#list.push(entry);
    return entry;
  }

  clear(endpoint) {
    this.#list = endpoint ? this.#list.filter((f) => f.endpoint !== endpoint) : [];
  }

  list() {
    return this.#list;
  }

  /** The fault that this call meets, if any; counted. */
  take(endpoint) {
    const socket = endpoint.startsWith('ws:');
    const found = this.#list.find(
      (f) =>
        f.left !== 0 &&
        (f.endpoint === endpoint || (f.endpoint === '*' && !socket) || (f.endpoint === 'ws:*' && socket)),
    );
    if (!found) return null;
    if (found.after > 0) {
      found.after -= 1;
      return null;
    }
    found.used += 1;
    if (found.left !== null) found.left -= 1;
    return found;
  }
}
