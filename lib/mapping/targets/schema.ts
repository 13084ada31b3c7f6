/** A JSON Schema; `description` says in a person's words what a value must be: `must be a whole number`. */
export type Schema = Readonly<Record<string, unknown>>;
