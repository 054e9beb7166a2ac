import {
  forClient,
  gone,
  lengthBetween,
  number,
  set,
  string,
} from '../../../../../provider/terraform-plugin';
import type { Note, NoteClient } from './note-client';

export const noteResource = forClient<NoteClient>().defineResource({
  name: 'notes_note',
  description: 'A note.',
  schema: {
    id: string.computed({ description: 'The id.', identity: true }),
    title: string.required({ description: 'The title.', validators: [lengthBetween(1, 20)] }),
    body: string.optional({ description: 'The text.' }),
    tags: set(string).optional({ description: 'The tags.' }),
    revision: number.computed({ description: 'How often it was written.', volatile: true }),
  },
  async create(plan, { client }) {
    return toModel(await client.create(toInput(plan)));
  },
  async read(state, { client }) {
    const note = await client.find(state.id);
    return note === undefined
      ? gone({ summary: `Note ${state.id} is gone`, detail: 'It will be created again.' })
      : toModel(note);
  },
  async update(plan, state, { client }) {
    return toModel(await client.update(state.id, toInput(plan)));
  },
  async delete(state, { client }) {
    await client.remove(state.id);
  },
});

function toInput(plan: { title: string; body: string | null; tags: readonly string[] | null }) {
  return { title: plan.title, body: plan.body, tags: plan.tags ?? [] };
}

function toModel(note: Note) {
  return { ...note };
}
