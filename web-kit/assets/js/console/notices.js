// Telling a clerk about an offer: always on the status line and in the title; on the screen and by sound only where
// the clerk turned it on. A notice never carries words of a citizen.
import { desk, forThisBrowser, say, words } from "./page.js";

const SOUND = "amtslotse-console-sound";

export function announceOffer() {
  say(words("offer"));
  if (forThisBrowser?.getItem(SOUND) === "on") beep();
  const mayShow = "Notification" in globalThis && Notification.permission === "granted" && document.hidden;
  if (mayShow) {
    const notice = new Notification(words("offer"), { tag: "amtslotse-offer" });
    notice.addEventListener("click", () => globalThis.focus());
  }
}

function beep() {
  const audio = new AudioContext();
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  volume.gain.setValueAtTime(0.15, audio.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 0.5);
  tone.frequency.value = 660;
  tone.connect(volume).connect(audio.destination);
  tone.start();
  tone.stop(audio.currentTime + 0.5);
  tone.addEventListener("ended", () => audio.close());
}

export function startNotices() {
  const ask = desk.querySelector("[data-notice-ask]");
  const isOpen = () => "Notification" in globalThis && Notification.permission === "default";
  ask.hidden = !isOpen();
  ask.addEventListener("click", async () => {
    await Notification.requestPermission();
    ask.hidden = !isOpen();
  });
  const box = desk.querySelector("[data-sound]");
  const isOn = desk.querySelector("[data-sound-on]");
  box.hidden = !forThisBrowser;
  isOn.checked = forThisBrowser?.getItem(SOUND) === "on";
  isOn.addEventListener("change", () => {
    forThisBrowser.setItem(SOUND, isOn.checked ? "on" : "off");
    if (isOn.checked) beep();
  });
}
