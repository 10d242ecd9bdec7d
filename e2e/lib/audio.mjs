// The audio that a page plays, as the probe measures it: waits, and loudness.
import { steadily } from "./stall.mjs";
import { TIMEOUT } from "./until.mjs";

const AUDIBLE = 0.02;
const SILENT = 0.005;

export class PageAudio {
  /**
   * When the call button was last pressed, in page time: earlier sounds and errors belong to an
   * earlier call.
   */
  pressed = 0;

  constructor(page) {
    this.page = page;
  }

  /** Returns the page's time in ms: a mark for the waits. */
  now() {
    return this.page.evaluate(() => performance.now());
  }

  /**
   * Waits for audible audio that was received entirely after a moment in page time, by default
   * after the call button was pressed. Returns its time.
   */
  async untilSound(after = this.pressed, timeout = TIMEOUT) {
    const found = await this.page.waitForFunction(
      (after, audible) => probe.samples.find((one) => one.at - one.millis >= after && one.played > audible)?.at,
      { timeout, polling: 50 },
      after,
      AUDIBLE,
    );
    return found.jsonValue();
  }

  /**
   * Waits until `millis` of received audio in a row were silent. Only audio after `after` counts,
   * by default after this call. Returns when the silence began. 500 ms by default: the local agent
   * pauses for up to 340 ms between sentences.
   */
  async untilSilence(timeout = 20_000, { after, millis = 500 } = {}) {
    const from = after ?? (await this.now());
    const found = await this.page.waitForFunction(
      (from, millis, limit) => probe.quiet(from, millis, limit),
      { timeout: timeout + millis, polling: 50 },
      from,
      millis,
      SILENT,
    );
    return found.jsonValue();
  }

  /**
   * Waits until `millis` of audio have been received after a moment, counted in samples. For
   * assertions that something does not happen: unlike a sleep, it waits until the page's audio
   * thread has run for that long.
   */
  async untilReceived(millis, after) {
    return this.#window(after ?? (await this.now()), millis);
  }

  async #window(after, millis) {
    try {
      const found = await this.page.waitForFunction(
        (after, millis) => probe.heard(after, millis),
        { timeout: millis + TIMEOUT, polling: 50 },
        after,
        millis,
      );
      return await found.jsonValue();
    } catch (error) {
      const received = await this.page.evaluate((after) => probe.received(after), after);
      const what = received ? `only ${Math.round(received)} of ${millis} ms of audio were received` : "no audio samples received";
      throw new Error(`${what}: ${error.message}`);
    }
  }

  /**
   * Returns the mean loudness of the first `millis` of audio received after a moment, counted in
   * samples. `played` is after the volume, `stream` before it, `most` the loudest block as played,
   * `count` the number of blocks, `sources` the number of playing sources. Throws if no samples
   * were received. If the machine stalled, the following window counts.
   */
  loudness(after, millis) {
    return steadily(async (again) => this.#window(again ? await this.now() : after, millis));
  }
}
