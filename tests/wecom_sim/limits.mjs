import { DAY, HOUR, MINUTE } from './clock.mjs';

/** The published limits. The docs do not say whether windows are fixed or sliding; sliding is the stricter reading. */
export const RATES = {
  app_member: [
    [30, MINUTE],
    [1000, HOUR],
  ],
  webhook: [[20, MINUTE]],
  aibot_chat: [
    [30, MINUTE],
    [1000, HOUR],
  ],
  aibot_upload: [
    [30, MINUTE],
    [1000, HOUR],
  ],
  aibot_subscribe: [[60, MINUTE]],
  appchat_corp: [
    [20000, MINUTE],
    [150000, HOUR],
  ],
  appchat_member: [
    [200, MINUTE],
    [10000, DAY],
  ],
  appchat_create: [[1000, DAY]],
};

export class Windows {
  #times = new Map();
  #clock;

  constructor(clock, rates = RATES) {
    this.#clock = clock;
    this.rates = { ...rates };
  }

  /** Counts `weight` uses of `key` if each window of `rate` has room for them. */
  take(rate, key, weight = 1) {
    const windows = this.rates[rate];
    const now = this.#clock.now();
    const id = `${rate}\n${key}`;
    const longest = Math.max(...windows.map(([, ms]) => ms));
    const times = (this.#times.get(id) ?? []).filter((t) => t > now - longest);
    const full = windows.some(([count, ms]) => times.filter((t) => t > now - ms).length + weight > count);
    if (!full) for (let i = 0; i < weight; i++) times.push(now);
    this.#times.set(id, times);
    return !full;
  }

  reset() {
    this.#times.clear();
  }
}
