// Clocks and dates in a person's own zone; seconds since 1970 come in, words go out.

import { words } from "./words.js";

function format(seconds, person, options, locale = "en-GB") {
  return new Intl.DateTimeFormat(locale, { timeZone: person?.tz ?? "UTC", ...options }).format(seconds * 1000);
}

export const clock = (seconds, person) => format(seconds, person, { hour: "2-digit", minute: "2-digit" });
export const dayKey = (seconds, person) =>
  format(seconds, person, { year: "numeric", month: "2-digit", day: "2-digit" }, "sv-SE");

export function dayName(seconds, person) {
  const now = Date.now() / 1000;
  if (dayKey(seconds, person) === dayKey(now, person)) return words.today;
  if (dayKey(seconds, person) === dayKey(now - 86_400, person)) return words.yesterday;
  return format(seconds, person, { weekday: "short", day: "numeric", month: "short" });
}

export function moment(seconds, person) {
  const time = clock(seconds, person);
  return dayName(seconds, person) === words.today ? time : `${dayName(seconds, person)}, ${time}`;
}

// The chat's date token, e.g. "{date_short_pretty} {time}", in the reader's language and zone.
export function dateToken(seconds, pattern, person) {
  const locale = (person?.locale ?? "en-GB").replace("_", "-");
  const day = (options) => format(seconds, person, options, locale);
  const pretty = (text) => {
    const name = dayName(seconds, person);
    return name === words.today || name === words.yesterday ? name.toLowerCase() : text;
  };
  const long = day({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
  const short = day({ day: "numeric", month: "short", year: "numeric" });
  const date = day({ day: "numeric", month: "long", year: "numeric" });
  const values = {
    date_num: dayKey(seconds, person),
    date_slash: day({ day: "2-digit", month: "2-digit", year: "numeric" }),
    date,
    date_short: short,
    date_long: long,
    date_pretty: pretty(date),
    date_short_pretty: pretty(short),
    date_long_pretty: pretty(long),
    day_divider_pretty: pretty(long),
    time: day({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }),
    time_secs: day({ hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }),
    ago: ago(seconds, locale),
  };
  return pattern.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

function ago(seconds, locale) {
  const minutes = Math.round((seconds - Date.now() / 1000) / 60);
  const words = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  if (Math.abs(minutes) < 60) return words.format(minutes, "minute");
  return Math.abs(minutes) < 1440
    ? words.format(Math.round(minutes / 60), "hour")
    : words.format(Math.round(minutes / 1440), "day");
}

// "2026-01-31T14:21" as it would stand on a wall clock in the person's zone.
export function toWall(seconds, person) {
  const text = format(
    seconds,
    person,
    { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" },
    "sv-SE",
  );
  return text.replace(" ", "T");
}

// The other way; an hour that the zone skips or repeats comes out within that hour.
export function fromWall(text, person) {
  const asUtc = Date.parse(`${text}:00Z`) / 1000;
  if (Number.isNaN(asUtc)) return null;
  let guess = asUtc;
  for (let round = 0; round < 2; round += 1) guess += asUtc - Date.parse(`${toWall(guess, person)}:00Z`) / 1000;
  return guess;
}
