// Runs in the page before anything of it, in a browser whose fake microphone plays no recordings: what is captured is
// this recording, by the page's own audio graph. `RECORDING` is put in by who opens the page.
(() => {
  const devices = navigator.mediaDevices;
  if (!devices) return;
  const real = devices.getUserMedia.bind(devices);
  devices.getUserMedia = async (constraints) => {
    const asked = await real(constraints); // the permission, and the errors, are the browser's
    const bytes = Uint8Array.from(atob(RECORDING), (letter) => letter.charCodeAt(0));
    const context = new AudioContext();
    const source = context.createBufferSource();
    source.buffer = await context.decodeAudioData(bytes.buffer);
    const line = context.createMediaStreamDestination();
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
