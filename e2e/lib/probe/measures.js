// Measures windows of the tapped audio, counted in samples.
(() => {
  const { samples, taps, listen } = probe;

  /** Returns a tap's blocks that begin after a moment. */
  const blocksOf = (tap, after) => samples.filter((one) => one.tap === tap && one.at - one.millis >= after);

  /**
   * Returns how much audio was received since a moment, in ms, for the tap that received the least.
   */
  const received = (after) => {
    const lengths = taps.map((tap) => blocksOf(tap, after).reduce((sum, { millis }) => sum + millis, 0));
    return lengths.length ? Math.min(...lengths) : 0;
  };

  /**
   * Measures the first `millis` of audio after a moment, counted in samples; null until all of it
   * has been received. `played` and `stream` are means, `most` is the loudest block as played,
   * `stalled` the longest gap between two blocks of a context with a source; without any source, of
   * any context.
   */
  const heard = (after, millis) => {
    if (!taps.length) listen();
    if (!taps.length || received(after) < millis) return null;
    const windows = taps.map((tap) => {
      let length = 0;
      return blocksOf(tap, after).filter(({ millis: more }) => (length += more) - more < millis);
    });
    const mean = (key) => Math.max(...windows.map((some) => some.reduce((sum, one) => sum + one[key], 0) / some.length));
    const most = (key) => Math.max(...windows.flat().map((one) => one[key]));
    const measured = windows.filter((some) => some.some(({ sources }) => sources > 0));
    const gaps = (measured.length ? measured : windows).flat().map(({ gap }) => gap);
    return {
      played: mean("played"),
      stream: mean("stream"),
      most: most("played"),
      count: Math.min(...windows.map((some) => some.length)),
      sources: most("sources"),
      stalled: Math.max(...gaps),
      end: most("at"),
    };
  };

  /**
   * Returns since when all contexts have been quiet if the last `millis` of audio were; only audio
   * after `after` counts.
   */
  const quiet = (after, millis, limit) => {
    if (!taps.length) listen();
    let since = 0;
    for (const tap of taps) {
      const some = blocksOf(tap, after);
      const begins = some.findLastIndex(({ played }) => played >= limit) + 1;
      const length = some.slice(begins).reduce((sum, one) => sum + one.millis, 0);
      if (length < millis) return null;
      since = Math.max(since, some[begins].at - some[begins].millis);
    }
    return taps.length ? since : null;
  };

  Object.assign(probe, { received, heard, quiet });
})();
