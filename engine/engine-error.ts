/** A failure that the user can do something about: the message is a full sentence that says what, without a stack. */
export class EngineError extends Error {}
