/** A service that keeps notes in memory, for a provider to manage. */
export interface NoteClient {
  create(note: NoteInput): Promise<Note>;
  find(id: string): Promise<Note | undefined>;
  update(id: string, note: NoteInput): Promise<Note>;
  remove(id: string): Promise<void>;
}

export interface NoteInput {
  readonly title: string;
  readonly body: string | null;
  readonly tags: readonly string[];
}

export interface Note extends NoteInput {
  readonly id: string;
  readonly revision: number;
}

export function createNoteClient(): NoteClient {
  const notes = new Map<string, Note>();
  const put = async (note: Note) => {
    notes.set(note.id, note);
    return note;
  };
  return {
    create: (input) => put({ id: `note-${notes.size + 1}`, revision: 1, ...input }),
    find: async (id) => notes.get(id),
    update: (id, input) => put({ id, revision: (notes.get(id)?.revision ?? 0) + 1, ...input }),
    remove: async (id) => void notes.delete(id),
  };
}
