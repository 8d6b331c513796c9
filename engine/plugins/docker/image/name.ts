/** An image's name without its tag, and the tag, as Docker's API takes them. */
export interface TaggedName {
  readonly repo: string;
  readonly tag: string;
}

/** Takes `registry:5000/name:tag` apart; without a tag it is `latest`. */
export function splitTag(image: string): TaggedName {
  const colon = image.indexOf(":", image.lastIndexOf("/") + 1);
  return colon < 0
    ? { repo: image, tag: "latest" }
    : { repo: image.slice(0, colon), tag: image.slice(colon + 1) };
}
