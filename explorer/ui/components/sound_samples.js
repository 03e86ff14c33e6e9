// The samples of a sound, laid ready for the pictures of the page that play parts of it. They travel
// once: a picture drawn anew with other settings asks for them by their token.

const kept = new WeakMap(); // parentElement -> the token it has laid ready

export default function ({ parentElement, data }) {
  const sounds = (document.explorerSounds ??= new Map());
  const leave = (token) => {
    if (sounds.get(token)?.owner === parentElement) sounds.delete(token);
  };
  const before = kept.get(parentElement);
  if (before !== data.token) {
    if (before) leave(before);
    kept.set(parentElement, data.token);
    sounds.set(data.token, { samples: column(data.pcm), rate: data.rate, owner: parentElement });
  }
  return () => {
    leave(kept.get(parentElement));
    kept.delete(parentElement);
  };
}
