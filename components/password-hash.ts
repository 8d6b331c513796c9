import { createHmac } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import bcrypt from "bcryptjs";

/** What OpenSearch takes: bcrypt, `$2b$`. Its cost is paid again at each update, and at each sign-in. */
const rounds = 10;

/**
 * The bcrypt hash of a user's password. It stays the same from one update to the next, and changes with the password: its
 * salt is made from the stack's own salt and the user's name.
 */
export function passwordHash(
  user: string,
  password: pulumi.Input<string>,
  salt: pulumi.Input<string>,
): pulumi.Output<string> {
  return pulumi.secret(
    pulumi.all([password, salt]).apply(([text, stackSalt]) => hashPassword(user, text, stackSalt)),
  );
}

/** The hash itself. @throws when the password is longer than the 72 bytes that bcrypt looks at */
export async function hashPassword(user: string, password: string, salt: string): Promise<string> {
  if (bcrypt.truncates(password)) {
    throw new pulumi.RunError(
      `The password of ${user} is longer than 72 bytes, of which bcrypt looks at no more.`,
    );
  }
  const bytes = createHmac("sha256", salt).update(user).digest().subarray(0, 16);
  return bcrypt.hash(password, `$2b$${rounds}$${bcrypt.encodeBase64(bytes, 16)}`);
}
