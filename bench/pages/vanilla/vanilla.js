// The baseline: the fastest join in vanilla JavaScript. It uses no library, one peer connection,
// the first offer in the socket's URL, and `getUserMedia` in parallel, and leaves out everything
// else that a real client needs. It is driven and observed as e2e/page is, by a call button and
// `window.speko`.
import { button, events, query, show, emit } from "../driven.js";

// The minimal protobuf encoding and decoding that this takes.
const utf8 = new TextEncoder();
const text = new TextDecoder();
const varint = (number) => (number < 128 ? [number] : [(number & 127) | 128, ...varint(Math.floor(number / 128))]);
const number = (field, value) => [...varint(field * 8), ...varint(value)];
const bytes = (field, value) => {
  const content = typeof value === "string" ? utf8.encode(value) : value;
  return [...varint(field * 8 + 2), ...varint(content.length), ...content];
};
/** Returns the fields of a message by number, each as a list of numbers or bytes. */
function read(message) {
  const fields = {};
  let at = 0;
  const next = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = message[at++];
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const key = next();
    const kind = key % 8;
    let value = null;
    if (kind === 0) value = next();
    else if (kind === 2) {
      const length = next();
      value = message.subarray(at, at + length);
      at += length;
    } else at += kind === 1 ? 8 : 4;
    (fields[Math.floor(key / 8)] ??= []).push(value);
  }
  return fields;
}

const offerOf = (sdp, id) => [...bytes(1, "offer"), ...bytes(2, sdp), ...number(3, id)];

function joinUrl(sdp) {
  const microphone = /m=audio(?:(?!\r\nm=)[^])*a=sendonly(?:(?!\r\nm=)[^])*/.exec(sdp)[0];
  const cid = /a=msid:\S+ (\S+)/.exec(microphone)[1];
  const client = [...number(1, 1), ...bytes(2, "2.21.0"), ...number(3, 16)];
  const track = [...bytes(1, cid), ...bytes(2, "microphone"), ...number(8, 2)];
  const join = [...bytes(1, client), ...bytes(2, number(1, 1)), ...bytes(5, track), ...bytes(6, offerOf(sdp, 1))];
  const wrapped = btoa(String.fromCharCode(...bytes(2, join))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "%3D");
  return `${query.get("url")}/rtc/v1?access_token=${query.get("token")}&join_request=${wrapped}`;
}

let call = null;

async function start() {
  show("connecting");
  const peer = new RTCPeerConnection();
  peer.createDataChannel("_reliable", { ordered: true });
  peer.createDataChannel("_lossy", { ordered: false, maxRetransmits: 0 });
  const { sender } = peer.addTransceiver("audio", { direction: "sendonly" });
  peer.addTransceiver("audio", { direction: "recvonly" });
  const microphone = navigator.mediaDevices.getUserMedia({ audio: true });
  const ready = [
    microphone.then((stream) => sender.replaceTrack(stream.getAudioTracks()[0])),
    new Promise((resolve) => {
      peer.onconnectionstatechange = () => peer.connectionState === "connected" && resolve();
    }),
  ];
  peer.ontrack = ({ track }) => {
    const element = document.createElement("audio");
    element.autoplay = true;
    element.srcObject = new MediaStream([track]);
    document.body.append(element);
    call.elements.push(element);
  };
  const offer = await peer.createOffer();
  const socket = new WebSocket(joinUrl(offer.sdp));
  socket.binaryType = "arraybuffer";
  call = { peer, socket, microphone, elements: [] };

  const send = (field, message) => socket.send(new Uint8Array(bytes(field, message)));
  peer.onicecandidate = ({ candidate }) => candidate && send(3, bytes(1, JSON.stringify(candidate)));
  let id = 1;
  let described;
  const answered = new Promise((resolve) => (described = resolve));
  // Descriptions are applied one after the other, in the order of arrival.
  let work = Promise.resolve();
  socket.onmessage = ({ data }) => {
    const message = read(new Uint8Array(data));
    if (message[1]) work = work.then(() => peer.setLocalDescription(offer));
    if (message[2]) {
      const { 2: [sdp], 3: [answers] = [0] } = read(message[2][0]);
      if (answers !== id) return;
      work = work.then(() => peer.setRemoteDescription({ type: "answer", sdp: text.decode(sdp) })).then(described);
    }
    if (message[4]) {
      const { 1: [candidate] } = read(message[4][0]);
      answered.then(() => peer.addIceCandidate(JSON.parse(text.decode(candidate))));
    }
    if (message[25]) {
      const { 1: [lines] = [0] } = read(message[25][0]);
      work = work.then(async () => {
        for (let line = 0; line < lines; line += 1) peer.addTransceiver("audio", { direction: "recvonly" });
        await peer.setLocalDescription();
        send(1, offerOf(peer.localDescription.sdp, (id += 1)));
      });
    }
  };
  await Promise.all(ready);
  emit("connected");
  show("connected");
}

async function end() {
  const { peer, socket, microphone, elements } = call;
  call = null;
  socket.send(new Uint8Array(bytes(8, number(2, 1)))); // leave, CLIENT_INITIATED
  socket.close();
  peer.close();
  elements.forEach((element) => element.remove());
  (await microphone).getTracks().forEach((track) => track.stop());
  show("idle");
}

button.onclick = () => (call ? end() : start());
window.speko = { events };
