// What stands in a form's fields, by block and action, in the platform's own shape of a state.

export class Values {
  constructor(known = {}) {
    this.kept = new Map();
    this.typed = new Set(); // fields that a person changed: closing the form would lose them
    for (const [block, actions] of Object.entries(known))
      for (const [action, state] of Object.entries(actions)) this.put(block, action, state);
  }

  get(block, action) {
    return this.kept.get(`${block}\n${action}`)?.state;
  }

  put(block, action, state) {
    this.kept.set(`${block}\n${action}`, { block, action, state });
  }

  get touched() {
    return this.typed.size > 0;
  }

  // As `put`, but by a person.
  change(block, action, state) {
    this.typed.add(`${block}\n${action}`);
    this.put(block, action, state);
  }

  // Forgets the fields that are no longer on the form.
  keepOnly(keys) {
    for (const key of this.kept.keys())
      if (!keys.has(key)) {
        this.kept.delete(key);
        this.typed.delete(key);
      }
  }

  all() {
    const all = {};
    for (const { block, action, state } of this.kept.values()) (all[block] ??= {})[action] = state;
    return all;
  }
}

const initial = {
  plain_text_input: (e) => ({ value: e.initial_value ?? null }),
  email_text_input: (e) => ({ value: e.initial_value ?? null }),
  url_text_input: (e) => ({ value: e.initial_value ?? null }),
  number_input: (e) => ({ value: e.initial_value ?? null }),
  static_select: (e) => ({ selected_option: e.initial_option ?? null }),
  radio_buttons: (e) => ({ selected_option: e.initial_option ?? null }),
  checkboxes: (e) => ({ selected_options: e.initial_options ?? [] }),
  multi_static_select: (e) => ({ selected_options: e.initial_options ?? [] }),
  users_select: (e) => ({ selected_user: e.initial_user ?? null }),
  multi_users_select: (e) => ({ selected_users: e.initial_users ?? [] }),
  conversations_select: (e) => ({ selected_conversation: e.initial_conversation ?? null }),
  channels_select: (e) => ({ selected_conversation: e.initial_channel ?? null }),
  datepicker: (e) => ({ selected_date: e.initial_date ?? null }),
  timepicker: (e) => ({ selected_time: e.initial_time ?? null }),
  file_input: () => ({ files: [] }),
  datetimepicker: (e) => ({ selected_date_time: e.initial_date_time ?? null }),
};

export const hasState = (element) => element.type in initial;
export const initialState = (element) => ({ type: element.type, ...initial[element.type](element) });

export function isEmpty(state) {
  const value = Object.entries(state).find(([key]) => key !== "type")?.[1];
  return value === null || value === undefined || value === "" || (Array.isArray(value) && !value.length);
}
