// The few emoji names that messages and reactions here use; an unknown name stays as its own word.

import { icon } from "./dom.js";
import { words } from "./words.js";

const signs = {
  pushpin: "📌",
  eyes: "👀",
  white_check_mark: "✅",
  heavy_check_mark: "✔",
  x: "❌",
  warning: "⚠️",
  rotating_light: "🚨",
  "+1": "👍",
  thumbsup: "👍",
  "-1": "👎",
  heart: "❤️",
  pray: "🙏",
  raised_hands: "🙌",
  clap: "👏",
  tada: "🎉",
  lock: "🔒",
  unlock: "🔓",
  red_circle: "🔴",
  large_orange_circle: "🟠",
  large_yellow_circle: "🟡",
  large_green_circle: "🟢",
  hourglass: "⌛",
  clock3: "🕒",
  bell: "🔔",
  memo: "📝",
  speech_balloon: "💬",
  link: "🔗",
  camera: "📷",
  question: "❓",
  exclamation: "❗",
  smile: "😄",
  slightly_smiling_face: "🙂",
  cry: "😢",
  thinking_face: "🤔",
  fire: "🔥",
  wave: "👋",
};

// Those offered as reactions are drawn, so that they look alike on every machine.
const drawn = {
  pushpin: "pin",
  eyes: "eye",
  white_check_mark: "check",
  "+1": "thumbUp",
  "-1": "thumbDown",
  heart: "heart",
  warning: "warning",
  question: "question",
};

export const reactionNames = Object.keys(drawn);
export const reactionWords = (name) => words.reactionNames[name] ?? name.replaceAll("_", " ");
export const emoji = (name) => signs[name.split("::")[0]] ?? null;
export const reactionSign = (name) => (drawn[name] ? icon(drawn[name]) : (emoji(name) ?? `:${name}:`));
