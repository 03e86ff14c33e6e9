// A WAV file made in the browser: what an audio element plays and a visitor saves.

/** 16-bit samples of one channel as a file (RIFF, PCM). */
function wavFile(samples, rate) {
  const bytes = 2 * samples.length;
  const head = new DataView(new ArrayBuffer(44));
  const text = (at, word) => [...word].forEach((letter, i) => head.setUint8(at + i, letter.charCodeAt(0)));
  text(0, "RIFF");
  head.setUint32(4, 36 + bytes, true);
  text(8, "WAVEfmt ");
  head.setUint32(16, 16, true); // bytes of this chunk
  head.setUint16(20, 1, true); // PCM
  head.setUint16(22, 1, true); // one channel
  head.setUint32(24, rate, true);
  head.setUint32(28, 2 * rate, true); // bytes a second
  head.setUint16(32, 2, true); // bytes a sample
  head.setUint16(34, 16, true); // bits a sample
  text(36, "data");
  head.setUint32(40, bytes, true);
  return new Blob([head.buffer, samples], { type: "audio/wav" }); // every machine here is little-endian
}

/** Only one sound of a page is heard at a time: the others stop when this is called. */
function claimLoudspeaker(owner) {
  document.dispatchEvent(new CustomEvent("explorer-sound", { detail: owner }));
}

/** Call `stop` when another sound begins; returns what ends the listening. */
function yieldLoudspeaker(owner, stop) {
  const hear = (event) => { if (event.detail !== owner) stop(); };
  document.addEventListener("explorer-sound", hear);
  return () => document.removeEventListener("explorer-sound", hear);
}
