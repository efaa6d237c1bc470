// The player: both tracks of a recording as pictures, heard together or one by one.

import { recordingOf, recordingPath } from "./api.js";
import { make } from "./elements.js";
import { duration, word } from "./words.js";

const SIDES = { both: [1, 1], caller_only: [1, 0], agent_only: [0, 1] };

/** Puts the player of a contact's recording into the place. */
export async function player(place, contact) {
  const bytes = await recordingOf(contact);
  const context = new AudioContext();
  const sound = await context.decodeAudioData(bytes.slice(0));
  const audio = make("audio", { src: URL.createObjectURL(new Blob([bytes], { type: "audio/wav" })), preload: "auto" });
  const gains = split(context, audio, sound.numberOfChannels);
  const canvas = make("canvas", { width: 1200, height: 240, role: "img", "aria-label": `${word("caller_only")} / ${word("agent_only")}` });
  const clock = make("span", {}, `0:00 / ${duration(sound.duration)}`);
  const button = make("button.main", { type: "button", name: "play" }, word("play"));
  const sides = make("select", { name: "side" }, Object.keys(SIDES).map((side) => make("option", { value: side }, word(side))));
  const show = () => {
    draw(canvas, sound, audio.currentTime / sound.duration);
    clock.textContent = `${duration(audio.currentTime)} / ${duration(sound.duration)}`;
    button.textContent = word(audio.paused ? "play" : "pause");
    if (!audio.paused) requestAnimationFrame(show);
  };
  button.addEventListener("click", async () => {
    await context.resume();
    await (audio.paused ? audio.play() : audio.pause());
    show();
  });
  for (const event of ["ended", "seeked", "pause"]) audio.addEventListener(event, show);
  sides.addEventListener("change", () => SIDES[sides.value].forEach((gain, side) => (gains[side].gain.value = gain)));
  canvas.addEventListener("click", (event) => (audio.currentTime = (event.offsetX / canvas.clientWidth) * sound.duration));
  const link = make("a", { href: recordingPath(contact), download: `${contact}.wav` }, word("download"));
  place.append(canvas, make("div.row", {}, button, sides, clock, link));
  window.addEventListener("hashchange", () => leave(audio, context), { once: true });
  show();
}

/** Leads each channel through a gain of its own and both to both ears; answers the gains, left first. */
function split(context, audio, channels) {
  const source = context.createMediaElementSource(audio);
  const splitter = context.createChannelSplitter(2);
  source.connect(splitter);
  return [0, 1].map((side) => {
    const gain = context.createGain();
    splitter.connect(gain, Math.min(side, channels - 1));
    gain.connect(context.destination);
    return gain;
  });
}

function leave(audio, context) {
  audio.pause();
  URL.revokeObjectURL(audio.src);
  context.close();
}

function draw(canvas, sound, played) {
  const pen = canvas.getContext("2d");
  const { width, height } = canvas;
  pen.clearRect(0, 0, width, height);
  const lanes = Math.min(2, sound.numberOfChannels);
  for (let lane = 0; lane < lanes; lane += 1) {
    const samples = sound.getChannelData(lane);
    const middle = (height / lanes) * (lane + 0.5);
    const tall = height / lanes / 2 - 4;
    for (let x = 0; x < width; x += 3) {
      const loudest = peak(samples, Math.floor((x / width) * samples.length), Math.floor(((x + 3) / width) * samples.length));
      pen.fillStyle = x / width < played ? "#0f5c55" : lane ? "#c99a4b" : "#7fb0a9";
      pen.fillRect(x, middle - Math.max(1, loudest * tall), 2, Math.max(2, 2 * loudest * tall));
    }
  }
}

function peak(samples, from, to) {
  let loudest = 0;
  const step = Math.max(1, Math.floor((to - from) / 40));
  for (let at = from; at < to; at += step) loudest = Math.max(loudest, Math.abs(samples[at]));
  return loudest;
}
