// Analyses recorded tones: frequency, level, gaps, and lost blocks.

/**
 * Analyses a recorded tone: its frequency, its level, the longest dip inside it in ms, and its
 * length in seconds with its dips and without (`audible`).
 */
export function measure(samples, rate) {
  // Steps of 5 ms: nearly whole periods of the tones in use.
  const step = Math.round(rate / 200);
  const blocks = [];
  for (let at = 0; at + step <= samples.length; at += step) {
    const block = samples.slice(at, at + step);
    blocks.push(Math.sqrt(block.reduce((sum, one) => sum + one * one, 0) / step));
  }
  const loud = Math.max(...blocks) / 2;
  const first = blocks.findIndex((one) => one > loud);
  const last = blocks.findLastIndex((one) => one > loud);
  const audible = blocks.filter((one) => one > loud).length / 200;
  // Without the edges.
  const inside = blocks.slice(first + 2, last - 1);
  let dip = 0;
  let run = 0;
  for (const one of inside) {
    run = one < loud ? run + 1 : 0;
    dip = Math.max(dip, run);
  }
  const body = samples.slice((first + 2) * step, (last - 1) * step);
  // From the first crossing to the last: short recordings hold no whole number of periods.
  const crossings = [];
  for (let at = 1; at < body.length; at++) if (body[at - 1] < 0 && body[at] >= 0) crossings.push(at);
  const hertz = ((crossings.length - 1) * rate) / (crossings.at(-1) - crossings[0]);
  const level = Math.sqrt(body.reduce((sum, one) => sum + one * one, 0) / body.length) * Math.SQRT2;
  return { hertz, level, dip: dip * 5, seconds: (last - first + 1) / 200, audible };
}

/**
 * Returns the jumps of a tone's phase between steps of 5 ms, in radians, with the drift between the
 * two clocks removed. They show lost blocks, which leave level and frequency as they are, and no
 * dip.
 */
function phaseJumps(samples, rate, hertz) {
  const step = Math.round(rate / 200);
  const phases = [];
  for (let at = 0; at + step <= samples.length; at += step) {
    let [re, im] = [0, 0];
    for (let place = 0; place < step; place++) {
      const angle = (2 * Math.PI * hertz * (at + place)) / rate;
      // Windowed: a step that is not a whole number of periods would appear as a wobble.
      const window = 1 - Math.cos((2 * Math.PI * (place + 0.5)) / step);
      re += samples[at + place] * window * Math.cos(angle);
      im -= samples[at + place] * window * Math.sin(angle);
    }
    phases.push(Math.atan2(im, re));
  }
  const turns = phases.slice(1).map((phase, at) => {
    const turn = phase - phases[at];
    return turn - 2 * Math.PI * Math.round(turn / (2 * Math.PI));
  });
  const drift = turns.toSorted((a, b) => a - b)[turns.length >> 1];
  return turns.map((turn) => Math.abs(turn - drift));
}

/** Returns the largest jump of a tone's phase, in radians. */
export const phaseJump = (samples, rate, hertz) => Math.max(...phaseJumps(samples, rate, hertz));

/**
 * Returns the longest part of a tone without a jump of its phase, in seconds from its start:
 * `{ from, to }`.
 */
export function unbroken(samples, rate, hertz) {
  let [from, to, begin] = [0, 0, 0];
  const jumps = phaseJumps(samples, rate, hertz);
  for (const [index, jump] of jumps.entries()) {
    // The jump is between this step and the next.
    if (jump > 0.1) begin = index + 1;
    else if (index + 1 - begin > to - from) [from, to] = [begin, index + 1];
  }
  return { from: from / 200, to: to / 200 };
}
