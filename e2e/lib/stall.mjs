// Detects stalls. While the machine gives the tests no CPU time, no measurement is meaningful. A
// stall is recognised by the gap between two ticks of this process, or between two blocks of the
// measured audio. It is reported, and the measurement is repeated.

const EVERY = 20;
/** A gap between two ticks above this is a stall, in ms. */
export const STALL = 250;
/** How often a stalled measurement is repeated: as often as scripts/test allows in a whole run. */
const REPEATS = 3;

/**
 * Runs a measurement and returns its result. If this process stalled during it, or the result
 * reports a stall of the measured audio (`stalled`, in ms), the result is not judged, whether it
 * passed or failed: the measurement runs again, with `true`. Each stall prints one line, which
 * scripts/test counts and limits: `machine stalled: <ms> ms`.
 */
export async function steadily(measure) {
  for (let run = 0; run <= REPEATS; run += 1) {
    const { gap, outcome } = await watched(measure, run > 0);
    if (gap <= STALL) return outcome();
    reportStall(gap);
  }
  throw new Error("the machine stalled in each measurement");
}

async function watched(measure, again) {
  let last = performance.now();
  let gap = 0;
  const tick = () => {
    const now = performance.now();
    gap = Math.max(gap, now - last);
    last = now;
  };
  const timer = setInterval(tick, EVERY);
  let result, error;
  try {
    result = await measure(again);
  } catch (thrown) {
    error = thrown;
  } finally {
    clearInterval(timer);
  }
  tick();
  gap = Math.max(gap, result?.stalled ?? 0);
  const outcome = () => {
    if (error) throw error;
    return result;
  };
  return { gap, outcome };
}

/**
 * Reports a stall. node's runner shows a line on stdout as a diagnostic:
 * `# machine stalled: 312 ms`.
 */
export function reportStall(millis) {
  console.log(`machine stalled: ${Math.round(millis)} ms`);
}
