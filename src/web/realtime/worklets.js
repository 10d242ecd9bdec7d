// Audio of a realtime conversation on the audio thread: posts the microphone's samples in blocks
// and plays the agent's samples from their start frames on.
registerProcessor("speko", class extends AudioWorkletProcessor {
  constructor({ processorOptions: { size } }) {
    super();
    this.block = new Float32Array(size);
    this.count = 0;
    this.pieces = [];
    this.ending = [];
    this.port.onmessage = ({ data }) => {
      if (data) this.pieces.push(data);
      else [this.ending, this.pieces] = [this.pieces, []];
    };
  }

  process([[microphone]], [[out]]) {
    for (const sample of microphone ?? []) {
      this.block[this.count++] = sample;
      if (this.count === this.block.length) {
        this.port.postMessage(this.block, [this.block.buffer]);
        this.block = new Float32Array(this.count);
        this.count = 0;
      }
    }
    this.play(this.pieces, out, 0);
    // Fade out, because a cut would click.
    this.play(this.ending, out, 1 / out.length);
    this.ending = [];
    return true;
  }

  play(pieces, out, fall) {
    const end = currentFrame + out.length;
    for (const [at, samples] of pieces) {
      if (at >= end) break;
      const last = Math.min(end, at + samples.length);
      for (let frame = Math.max(at, currentFrame); frame < last; frame++) {
        const place = frame - currentFrame;
        out[place] += samples[frame - at] * (1 - fall * place);
      }
    }
    while (pieces.length && pieces[0][0] + pieces[0][1].length <= end) pieces.shift();
  }
});
