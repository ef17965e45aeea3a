// The few emoji names that messages and reactions here use; an unknown name stays as its own word.

const signs = {
  pushpin: "📌", eyes: "👀", white_check_mark: "✅", heavy_check_mark: "✔", x: "❌", warning: "⚠️", rotating_light: "🚨",
  "+1": "👍", thumbsup: "👍", "-1": "👎", heart: "❤️", pray: "🙏", raised_hands: "🙌", clap: "👏", tada: "🎉", lock: "🔒",
  unlock: "🔓", red_circle: "🔴", large_orange_circle: "🟠", large_yellow_circle: "🟡", large_green_circle: "🟢",
  hourglass: "⌛", clock3: "🕒", bell: "🔔", memo: "📝", speech_balloon: "💬", link: "🔗", camera: "📷", question: "❓",
  exclamation: "❗", smile: "😄", slightly_smiling_face: "🙂", cry: "😢", thinking_face: "🤔", fire: "🔥", wave: "👋",
};

export const reactionNames = ["pushpin", "eyes", "white_check_mark", "+1", "-1", "heart", "pray", "warning", "question", "slightly_smiling_face"];

export const emoji = (name) => signs[name.split("::")[0]] ?? null;
