/** Time of the cloud. Windows, lives and expiries follow it; envelope timestamps do not, because the receiver has its own clock. */
export class Clock {
  #offset = 0;

  now() {
    return Date.now() + this.#offset;
  }

  seconds() {
    return Math.floor(this.now() / 1000);
  }

  advance(ms) {
    this.#offset += ms;
    return this.now();
  }
}

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
