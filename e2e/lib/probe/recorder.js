// Records what the page plays, and what its microphone delivers.
(() => {
  const { real, tapped } = probe;

  // What the browser delivers from the microphone to the page's own AudioContext. A busy machine
  // loses some of it before the page can see it.
  let captured;
  const capture = async (source) => {
    const { context: from } = source;
    await tapped.contexts.get(from).opened; // loads the recorder's processor, too
    const recorder = new real.AudioWorkletNode(from, "recorder");
    recorder.port.onmessage = ({ data }) => captured.push(data);
    tapped.connect.call(source, recorder);
  };
  tapped.onMicrophone = (source) => captured && capture(source);
  /** Records the microphones that are connected from now on. */
  const recordMicrophone = () => {
    captured = [];
  };
  /**
   * Returns the sample rate, the samples as PCM16 without the first `skip` blocks, the frame at
   * their end, and the number of blocks so far. All samples at once would block the page.
   */
  const microphone = (skip) => ({
    rate: probe.outlet().sampleRate,
    samples: captured.slice(skip).flatMap(([, block]) => Array.from(block, (sample) => Math.round(sample * 32_767))),
    end: captured.length && captured.at(-1)[0] + captured.at(-1)[1].length,
    blocks: captured.length,
  });

  /**
   * Records what the newest context plays. `stop()` returns the sample rate and the samples,
   * `clock()` the current frame, and `last(from)` the last frame since `from` that was audible.
   */
  const record = async () => {
    const { context: from, node } = tapped.outlets.at(-1);
    await tapped.contexts.get(from).opened; // loads the recorder's processor, too
    const recorder = new real.AudioWorkletNode(from, "recorder");
    const blocks = [];
    recorder.port.onmessage = ({ data }) => blocks.push(data);
    tapped.connect.call(node, recorder);
    return {
      rate: from.sampleRate,
      clock: () => from.currentTime * from.sampleRate,
      last(after) {
        let last = after;
        for (const [frame, block] of blocks) {
          const place = block.findLastIndex((sample) => Math.abs(sample) > 0.001);
          if (place >= 0) last = Math.max(last, frame + place);
        }
        return last;
      },
      stop() {
        node.disconnect(recorder);
        return { rate: from.sampleRate, samples: blocks.flatMap(([, block]) => Array.from(block)) };
      },
    };
  };

  Object.assign(probe, { record, recordMicrophone, microphone });
})();
