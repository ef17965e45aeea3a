// Commands typed into the box: the app's own, and the chat's /invite.

import { words } from "./words.js";

export const isCommand = (text) => text.startsWith("/");

// Why it did not work, or nothing; an app that does not answer in time leaves the words in the box.
export async function runCommand(desk, text) {
  const { session, state } = desk;
  if (text.split(/\s/)[0] === words.invite.command) return invite(desk, text);
  const answer = await session.api.command(state.channel, text);
  if (answer?.error) return answer.text || words.refusals[answer.error] || `${words.failed}: ${answer.error}`;
  desk.hint.used();
  session.need("place");
  return "";
}

// Takes others into this place.
async function invite(desk, text) {
  const { session, state } = desk;
  const named = [...state.people.values()].filter(
    (person) => text.includes(`@${person.real_name}`) || text.split(/\s+/).includes(`@${person.name}`),
  );
  if (!named.length) return words.inviteWhom;
  await session.api.invite(
    state.channel,
    named.map((person) => person.id),
  );
  session.need("place");
  return "";
}
