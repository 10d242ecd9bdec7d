// Runs before the page's own scripts, in a browser whose fake microphone cannot play recordings.
// Replaces the captured audio with a recording that the page's own AudioContext plays. The opener
// of the page fills in `RECORDING` and `IS_LOOP`.
(() => {
  const devices = navigator.mediaDevices;
  if (!devices) return;
  const real = devices.getUserMedia.bind(devices);
  devices.getUserMedia = async (constraints) => {
    const asked = await real(constraints); // permission and errors are the browser's own
    const bytes = Uint8Array.from(atob(RECORDING), (letter) => letter.charCodeAt(0));
    const context = new AudioContext();
    const source = context.createBufferSource();
    source.buffer = await context.decodeAudioData(bytes.buffer);
    const line = context.createMediaStreamDestination();
    source.loop = IS_LOOP;
    source.connect(line);
    source.start();
    const [track] = line.stream.getAudioTracks();
    const stop = track.stop.bind(track);
    track.stop = () => {
      stop();
      asked.getTracks().forEach((one) => one.stop());
      if (context.state !== "closed") context.close();
    };
    return line.stream;
  };
})();
