/** What has grown by how much in a second, between two looks at it; what was not there at a look is forgotten. */
export class Rates {
  #before = new Map();
  #now = new Map();
  #looked = performance.now();
  #seconds = 1;

  begin() {
    const now = performance.now();
    this.#seconds = Math.max(0.001, (now - this.#looked) / 1000);
    this.#looked = now;
    this.#before = this.#now;
    this.#now = new Map();
  }

  /** What it was before its first look may be known; else it has not grown yet. */
  of(key, total, first = total) {
    this.#now.set(key, total);
    return Math.max(0, (total - (this.#before.get(key) ?? first)) / this.#seconds);
  }
}
