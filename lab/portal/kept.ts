/**
 * What `read` gives, at most so many milliseconds old: whoever asks while it is read, or soon after, gets the same. An
 * error is not kept.
 */
export function kept<T>(milliseconds: number, read: () => Promise<T>): () => Promise<T> {
  let value: Promise<T> | undefined;
  let expires = 0;
  return () => {
    if (value === undefined || Date.now() >= expires) {
      const reading = read();
      value = reading;
      expires = Infinity;
      reading.then(
        () => (expires = Date.now() + milliseconds),
        () => (expires = 0),
      );
    }
    return value;
  };
}
